/* The notes come after the browser has looked for the statement that the address names. */
(() => {
  "use strict";
  const dash = (window.dash_clientside = window.dash_clientside || {});

  const callbacks = {
    /* Looked for again: it is brought into sight, and its look says that it is the one. */
    notes: () => {
      const { hash } = window.location;
      if (hash) requestAnimationFrame(() => window.location.replace(hash));
      return "yes";
    },
  };

  dash.deepLinear = Object.assign(dash.deepLinear ?? {}, callbacks);
})();
