/* The page's address always holds its whole state; it is replaced, never added to the history. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});
  const REST = 250; // ms without a change

  let timer = 0;

  app.address = {
    query: () => window.location.search.slice(1),
    write: (query) => {
      clearTimeout(timer);
      const { pathname } = window.location;
      timer = setTimeout(() => {
        if (window.location.pathname !== pathname) return; // another page has come
        const { hash } = window.location;
        window.history.replaceState(window.history.state, "", `${pathname}?${query}${hash}`);
      }, REST);
    },
  };

  /* The path of a server route, below whatever prefix the server answers under. */
  app.route = (name) => {
    const config = JSON.parse(document.getElementById("_dash-config").textContent);
    return `${config.requests_pathname_prefix}${name}`;
  };
})();
