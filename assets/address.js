/* The page's address always holds its whole state: the query that the server wrote, and after it what
 * is the page's own business. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});
  const OWN = ["tab", "pin", "plots", "controls", "embed", "present"]; // dashboard/parts/query.py has them too
  let known = null; // the address as the present page read or wrote it
  let state = ""; // of it, what the server is asked for
  let own = []; // of it, what is the page's own: [name, value]

  const here = () => window.location.pathname + window.location.search;
  const nameOf = (entry) => entry.split("=", 1)[0];
  /* Without what mail and chat do to a link: dashboard/parts/links.py does it to the server's entries. */
  const undecorated = (query) => {
    const plain = query.replace(/&(amp;)+/gi, "&");
    const last = nameOf(plain.slice(plain.lastIndexOf("&") + 1));
    return OWN.includes(last) && last !== "pin" ? plain.replace(/([)\]}>"'.;:!?]|%2[27]|%3E)+$/i, "") : plain;
  };

  app.address = {
    /* Read by a page when it comes: from then on the address is its own. */
    query: () => {
      known = here();
      const entries = undecorated(window.location.search.slice(1)).split("&");
      const ours = entries.filter((entry) => OWN.includes(nameOf(entry)));
      own = [...new URLSearchParams(ours.join("&"))];
      state = entries.filter((entry) => !ours.includes(entry)).join("&");
      return state;
    },
    write: (query = state) => {
      if (here() !== known) return; // a link led elsewhere, or here anew: no longer ours
      state = query;
      const entries = new URLSearchParams(own).toString();
      const search = [state, entries].filter(Boolean).join("&");
      window.history.replaceState(window.history.state, "", `?${search}${window.location.hash}`);
      known = here();
    },
    /* What is the page's own: all values of a name, and others in their place. */
    own: (name) => own.filter(([given]) => given === name).map(([, value]) => value),
    set: (name, values) => {
      own = [...own.filter(([given]) => given !== name), ...values.map((value) => [name, String(value)])];
      app.address.write();
    },
  };

  /* A preset is a link; it opens here unless someone wants it elsewhere, or the page is not ready:
   * then the browser follows it. */
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-opens]");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey || app.page?.gone !== false) return;
    event.preventDefault();
    app.page.open(new URL(link.href).search.slice(1));
  });
})();
