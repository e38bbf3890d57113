/* A page on paper: light, the plots in the size that fits, the values, the address and its code. The
 * printer does not wait: all of it is done before the browser lays out the paper. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});
  const root = document.documentElement;
  const LINE = 170; // characters
  const [USUAL, MOST] = [3, 8]; // lines of values and address; of more the plots make room for some
  let before = null; // what was open, and the theme, on the screen

  const nameOf = (row) => row.querySelector("label, legend, span").textContent;
  const valueOf = (row) => {
    const parts = [
      ...[...row.querySelectorAll("[id$=-box]")].map(({ value }) => value),
      ...[...row.querySelectorAll("input:checked")].map((input) => input.closest("label").textContent),
      ...[...row.querySelectorAll("select")].map(({ selectedOptions }) => selectedOptions[0]?.textContent),
      ...[...row.querySelectorAll("output")].map(({ textContent }) => textContent),
    ];
    return parts.filter(Boolean).join(", ");
  };
  const values = () =>
    [...document.querySelectorAll(".side [data-control]:not([hidden])")]
      .map((row) => [nameOf(row), valueOf(row)])
      .filter(([, value]) => value)
      .map(([name, value]) => `${name}\u00a0${value.replace(/ /g, "\u00a0")}`)
      .join(" \u00b7 ");

  /* The code of the address, as the Share dialog has it; none where the link is too long for one. */
  const code = (link) => {
    const { code: route, longest } = app.share.settings();
    if (link.length > longest) return "";
    const request = new XMLHttpRequest();
    request.open("GET", `${route}?link=${encodeURIComponent(link)}`, false);
    try {
      request.send();
    } catch {
      return ""; // the server is gone: the address is there
    }
    return request.status === 200 ? request.responseText : "";
  };

  const redraw = () => {
    for (const picture of app.page.pictures) {
      picture.measure();
      picture.redraw();
    }
  };

  window.addEventListener("beforeprint", () => {
    if (before || app.page?.gone !== false) return;
    const folds = [...document.querySelectorAll(".verdict .all:not([open])")];
    before = { folds, theme: root.dataset.theme };
    for (const fold of folds) fold.open = true;
    root.dataset.theme = "light";
    root.toggleAttribute("data-printing", true);
    const { href } = window.location;
    const said = values();
    document.querySelector(".paper .values").textContent = said;
    document.querySelector(".paper .address").textContent = href;
    const lines = Math.ceil(said.length / LINE) + Math.ceil(href.length / LINE);
    root.style.setProperty("--more", Math.min(MOST, Math.max(0, lines - USUAL)));
    document.querySelector(".paper .code").innerHTML = code(href);
    redraw();
  });

  window.addEventListener("afterprint", () => {
    if (!before) return;
    for (const fold of before.folds) fold.open = false;
    root.dataset.theme = before.theme;
    root.toggleAttribute("data-printing", false);
    before = null;
    if (app.page?.gone === false) redraw();
  });
})();
