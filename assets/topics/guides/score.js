/* The stars of the challenges, which this browser alone remembers, and the list that shows them. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});
  const dash = (window.dash_clientside = window.dash_clientside || {});
  const PLACE = "challenges-stars";
  const MOST = 3;
  const KNOWN = 1000; // names that are read

  /* What is remembered may be forbidden, or anything. */
  let own = {}; // where it is forbidden: as long as the page lasts
  const read = () => {
    const found = app.files.kept((storage) => JSON.parse(storage.getItem(PLACE) ?? "{}")) ?? own;
    const valid = ([, stars]) => Number.isInteger(stars) && stars > 0 && stars <= MOST;
    const parts = typeof found === "object" && !Array.isArray(found) ? Object.entries(found) : [];
    return new Map(parts.slice(0, KNOWN).filter(valid));
  };
  const write = (stars) => {
    own = Object.fromEntries(stars);
    app.files.kept((storage) => storage.setItem(PLACE, JSON.stringify(own)));
  };

  /* The best that was ever reached counts. */
  const keep = (key, stars) => {
    const all = read();
    if (stars > (all.get(key) ?? 0)) write(all.set(key, stars));
  };

  const draw = (place, stars, texts) => {
    const [look, name] = texts[stars];
    place.textContent = look;
    place.setAttribute("aria-label", name);
  };

  const show = () => {
    const page = document.getElementById("challenges");
    if (!page) return;
    const texts = JSON.parse(page.dataset.texts);
    const all = read();
    const cards = [...page.querySelectorAll("[data-challenge]")];
    const of = ({ dataset }) => all.get(dataset.challenge) ?? 0;
    const next = cards.find((card) => !of(card));
    for (const card of cards) {
      draw(card.querySelector(".stars"), of(card), texts.stars);
      card.classList.toggle("done", of(card) > 0);
      card.classList.toggle("next", card === next);
    }
    const sum = cards.reduce((total, card) => total + of(card), 0);
    document.getElementById("challenges-score").textContent = texts.score.replace("{stars}", sum);
    document.getElementById("challenges-forget").hidden = !all.size;
  };

  document.addEventListener("click", ({ target }) => {
    if (!target.closest?.("#challenges-forget")) return;
    own = {};
    app.files.kept((storage) => storage.removeItem(PLACE));
    show();
    document.querySelector("#challenges .card").focus();
  });
  window.addEventListener("storage", ({ key }) => [PLACE, null].includes(key) && show()); // another tab

  /* The list has come. */
  const score = () => {
    show();
    return "yes";
  };

  dash.deepLinear = Object.assign(dash.deepLinear ?? {}, { score });
  app.score = { of: (key) => read().get(key) ?? 0, keep, draw };
})();
