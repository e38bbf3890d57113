/* The opened file that an entry of the history is about, if it is about one: no address holds it, so it
 * is kept as long as the tab lives, where the browser allows that. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});
  const seen = new Map(); // position -> File, or undefined
  const place = (position) => `file ${position}`;

  /* What the tab remembers, or the browser; null where storage is forbidden, or full, or holds anything. */
  const from = (name) => (use) => {
    try {
      return use(window[name]);
    } catch {
      return null;
    }
  };
  const stored = from("sessionStorage");

  const restored = (position) => {
    const text = stored((storage) => storage.getItem(place(position)));
    if (!text) return undefined;
    const [name, content] = JSON.parse(text);
    return new File([content], name, { type: "application/json" });
  };

  app.files = {
    stored,
    kept: from("localStorage"),
    at: (position) => {
      if (!seen.has(position)) seen.set(position, restored(position));
      return seen.get(position);
    },
    keep: async (position, file) => {
      if (app.files.at(position) === file) return;
      seen.set(position, file);
      stored((storage) => storage.removeItem(place(position)));
      if (!file) return;
      const text = JSON.stringify([file.name, await file.text()]);
      if (seen.get(position) === file) stored((storage) => storage.setItem(place(position), text));
    },
  };
})();
