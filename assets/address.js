/* The page's address always holds its whole state; it is replaced, never added to the history. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});
  let known = null; // the address as the present page read or wrote it

  const here = () => window.location.pathname + window.location.search;

  app.address = {
    /* Read by a page when it comes: from then on the address is its own. */
    query: () => {
      known = here();
      return window.location.search.slice(1);
    },
    write: (query) => {
      if (here() !== known) return; // a link led elsewhere, or here anew: no longer ours
      window.history.replaceState(window.history.state, "", `?${query}${window.location.hash}`);
      known = here();
    },
  };

  /* A preset is a link; it opens here unless someone wants it elsewhere, or the page is not ready:
   * then the browser follows it. */
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("#presets a");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey || app.page?.gone !== false) return;
    event.preventDefault();
    app.page.open(new URL(link.href).search.slice(1));
  });
})();
