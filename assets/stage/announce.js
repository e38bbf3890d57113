/* What the plots in sight show now, for those who hear it: once nothing has moved for a while. */
(() => {
  "use strict";
  const QUIET = 800; // ms after everything has settled
  let timer = 0;
  let heard = null; // plot -> its caption when it was told last; null before the first picture

  const captions = () => {
    const cards = [...document.querySelectorAll(".plot:has(figcaption)")].filter((card) => card.checkVisibility());
    return new Map(cards.map((card) => [card, card.querySelector("figcaption").textContent]));
  };

  const tell = () => {
    const place = document.getElementById("announcer");
    if (!place) return;
    const now = captions();
    const news = [...now].filter(([card, caption]) => caption && heard?.get(card) !== caption);
    if (heard) place.textContent = news.map(([card, caption]) => `${card.dataset.title}: ${caption}`).join(" ");
    heard = new Map([...(heard ?? []), ...now]);
  };

  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(tell, QUIET);
  };
  document.addEventListener("page:shown", () => clearTimeout(timer));
  document.addEventListener("page:settled", wait);
  document.addEventListener("page:left", () => {
    clearTimeout(timer);
    heard = null;
  });
})();
