/* The page's address always holds its whole state: the query that the server wrote, and after it what
 * is the page's own business. Another state is another entry of the browser's history (history.js). */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});
  // dashboard/parts/query.py: too
  const SHOWN = ["tab", "pin", "plots", "controls", "embed", "present", "asked"];
  const OWN = [...SHOWN, "step", "back", "c", "lang", "lesson", "deck"];
  let known = null; // the address as the present page read or wrote it
  let state = ""; // of it, what the server is asked for
  let own = []; // of it, what is the page's own: [name, value]
  let opening = null; // the state that the address has sent the page to, until its answer is there

  const here = () => window.location.pathname + window.location.search;
  const nameOf = (entry) => entry.split("=", 1)[0];
  /* Without what mail and chat do to a link: dashboard/parts/links.py does it to the server's entries. */
  const undecorated = (query) => {
    const plain = query.replace(/&(amp;)+/gi, "&");
    const last = nameOf(plain.slice(plain.lastIndexOf("&") + 1));
    if (["pin", "asked"].includes(last) || !OWN.includes(last)) return plain; // or may end so
    return plain.replace(/([)\]}>"'.;:!?]|%2[27]|%3E)+$/i, "");
  };
  const isOwn = (entry) => OWN.includes(nameOf(entry));
  const entries = () => undecorated(window.location.search.slice(1)).split("&");
  const owned = () => [...new URLSearchParams(entries().filter(isOwn).join("&"))];
  /* In a guide, what a step begins with: the address need not say it. */
  const start = () => app.page?.settings.guide?.start;
  const settled = (query) => query.replace(/(^|&)at=[^&]*/, ""); // the time cursor is no change

  app.address = {
    /* Read by a page when it comes: from then on the address is its own. */
    query: () => {
      own = owned();
      app.history.arrive();
      return app.address.follow();
    },
    /* The state that the address has been sent to; what is the page's own stays as it is. */
    follow: () => {
      known = here();
      return (opening = state = entries().filter((entry) => !isOwn(entry)).join("&") || start() || "");
    },
    /* A guide goes on to another scene: that is no change. */
    restart: (query) => {
      app.page.settings.guide.start = query;
      opening = state = query;
    },
    write: (query = state) => {
      if (!app.address.ours()) return; // a link led elsewhere, or here anew
      const changed = settled(query) !== settled(state);
      state = query;
      const search = [state === start() ? "" : state, new URLSearchParams(own).toString()].filter(Boolean).join("&");
      const file = state.startsWith("file=") ? app.page.file : undefined;
      app.history.put(`${search ? `?${search}` : window.location.pathname}${window.location.hash}`, changed, file);
      known = here();
    },
    /* What is the page's own: all values of a name, and others in their place. */
    own: (name) => own.filter(([given]) => given === name).map(([, value]) => value),
    set: (name, values) => {
      own = [...own.filter(([given]) => given !== name), ...values.map((value) => [name, String(value)])];
      app.address.write();
    },
    ours: () => here() === known,
    /* To another page of ours, as Dash's own links go there: nothing is loaded anew. */
    lead: (address, more = {}) => {
      window.history.pushState(more, "", address);
      window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
      window.scrollTo(0, 0);
    },
    /* Whether the page still opens what the address says. */
    opening: () => opening !== null,
    state: () => state,
  };

  /* The server writes the state of a link in its own way, or the default one in place of one that
   * cannot be read: that is no change. */
  document.addEventListener("page:shown", ({ detail: { question, answer, last } }) => {
    const opened = opening !== null && !question.controls && [opening, ""].includes(question.state);
    if (opened) state = answer.query;
    if (opened || last) opening = null;
  });

  /* A preset is a link; it opens here unless someone wants it elsewhere, or the page is not ready:
   * then the browser follows it. */
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-opens]");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey || app.page?.gone !== false) return;
    event.preventDefault();
    app.page.open(new URL(link.href).search.slice(1));
  });
})();
