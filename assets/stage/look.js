/* Light and dark: the system's choice until someone makes another, which this browser remembers; of
 * forced colours the system chooses. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});
  const root = document.documentElement;
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  const forced = window.matchMedia("(forced-colors: active)");

  const apply = () => {
    root.dataset.theme = (forced.matches ? null : chosen) ?? (system.matches ? "dark" : "light");
    if (app.page && !app.page.gone) for (const picture of app.page.pictures) picture.redraw();
  };

  let chosen = app.files.kept((storage) => storage.getItem("theme"));
  apply();
  for (const query of [system, forced]) query.addEventListener("change", apply);
  document.addEventListener("click", (event) => {
    if (!event.target.closest?.("#theme")) return;
    chosen = root.dataset.theme === "dark" ? "light" : "dark";
    app.files.kept((storage) => storage.setItem("theme", chosen));
    apply();
  });
})();
