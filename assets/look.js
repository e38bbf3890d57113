/* Light and dark: the system's choice until someone makes another, which this browser remembers. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});
  const WIDEST = 300; // px, of a tip: parts.css
  const root = document.documentElement;
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  let chosen = null;

  const store = (use) => {
    try {
      return use(window.localStorage);
    } catch {
      return null; // storage may be forbidden; the switch then lasts as long as the page
    }
  };

  const apply = () => {
    root.dataset.theme = chosen ?? (system.matches ? "dark" : "light");
    if (!app.page || app.page.gone) return;
    for (const picture of app.page.pictures.values()) picture.redraw();
  };

  chosen = store((storage) => storage.getItem("theme"));
  apply();
  system.addEventListener("change", apply);
  document.addEventListener("click", (event) => {
    if (!event.target.closest?.("#theme")) return;
    chosen = root.dataset.theme === "dark" ? "light" : "dark";
    store((storage) => storage.setItem("theme", chosen));
    apply();
  });

  /* The meaning of a key figure opens to the side where there is room for it. */
  const place = ({ target }) => {
    const figure = target.closest?.(".figure");
    if (!figure) return;
    const room = root.clientWidth - figure.getBoundingClientRect().left;
    figure.classList.toggle("leftwards", room < Math.min(WIDEST, 0.75 * window.innerWidth) + 16);
  };
  document.addEventListener("pointerover", place);
  document.addEventListener("focusin", place);
})();
