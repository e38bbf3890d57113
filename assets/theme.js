/* Light and dark: the system's choice until someone makes another, which this browser remembers. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});
  const root = document.documentElement;
  const system = window.matchMedia("(prefers-color-scheme: dark)");

  const chosen = () => {
    try {
      return window.localStorage.getItem("theme");
    } catch {
      return null; // storage may be forbidden; the switch then lasts as long as the page
    }
  };

  const apply = (theme) => {
    root.dataset.theme = theme;
    if (!app.page || app.page.gone) return;
    for (const picture of Object.values(app.page.pictures)) {
      if (picture.kind !== null) picture.redraw();
    }
  };

  const current = () => chosen() ?? (system.matches ? "dark" : "light");

  apply(current());
  system.addEventListener("change", () => apply(current()));
  document.addEventListener("click", (event) => {
    if (!event.target.closest?.("#theme")) return;
    const theme = root.dataset.theme === "dark" ? "light" : "dark";
    try {
      window.localStorage.setItem("theme", theme);
    } catch {
      /* see above */
    }
    apply(theme);
  });
})();
