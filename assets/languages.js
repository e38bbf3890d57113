/* The language that a page was asked for in its address: the menu asks for another, and whatever is
 * opened from here keeps it. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});
  const { lang } = document.documentElement;
  const entries = (link) => new URLSearchParams(link.search);
  const chosen = entries(window.location).get("lang") === lang;

  /* The same state, all of it, in another language: what no link holds is in the browser's history, so
   * the page is loaded anew in its place. */
  const choose = (language) => {
    app.page?.leaving();
    app.address.set("lang", [language]);
    if (entries(window.location).get("lang") === language) return window.location.reload();
    const query = entries(window.location);
    query.set("lang", language);
    window.location.search = query;
    return undefined;
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-language]");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    const { language } = link.dataset;
    // What is on its way belongs to what the address shall hold.
    if (app.page?.offer?.busy()) document.addEventListener("page:settled", () => choose(language), { once: true });
    else choose(language);
  });

  if (!chosen) return;

  /* A link that leads to another of our pages, before the browser follows it. */
  const keep = ({ target }) => {
    const link = target.closest?.("a[href]:not([data-language], [data-opens])");
    const ours = link?.origin === window.location.origin && /^http/.test(link.protocol) && !link.hash;
    if (!ours || entries(link).has("lang")) return;
    link.search = link.search ? `${link.search}&lang=${lang}` : `?lang=${lang}`;
  };
  for (const kind of ["pointerdown", "click"]) document.addEventListener(kind, keep, true);

  /* Dash goes to a page by itself. */
  document.addEventListener("page:mounted", () => {
    if (!app.address.own("lang").length) app.address.set("lang", [lang]);
  });
})();
