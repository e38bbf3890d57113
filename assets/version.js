/* A page that is open while its server becomes another program says so, and offers to load itself anew.
 * Nothing is lost by that: the address holds all of it. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});
  const known = new Set([document.documentElement.dataset.version]); // the page's own, and what was put off
  let offered = null;

  app.version = {
    /* Of every answer: which program it is from. */
    see: (response) => {
      const given = response.headers.get("Program-Version");
      if (!given || known.has(given)) return;
      offered = given;
      document.getElementById("newer").hidden = false;
    },
  };

  const reload = () => {
    app.page?.leaving();
    window.location.reload();
  };

  document.addEventListener("click", ({ target }) => {
    const button = target.closest?.("#newer button");
    if (!button) return;
    document.getElementById("newer").hidden = true;
    known.add(offered); // "Later" is not the next answer: only yet another program is offered again
    if (button.dataset.does !== "reload") return;
    // What is on its way belongs to what the address shall hold.
    if (app.page?.offer.busy()) document.addEventListener("page:settled", reload, { once: true });
    else reload();
  });
})();
