/* A step as it was left: the guess, and whether the truth has been shown. It is kept in the entry of the
 * browser's history, so that a step that is opened anew asks anew: a page that is loaded again, in another
 * language too, and the browser's Back find it there. What leads from a guide to the lab keeps it, with the
 * address, for the way back (ways.js). */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});
  const LEFT = "guide-left"; // of this tab
  const { history, location } = window;

  let kept = null; // { key, given, shown } of the step that is there
  /* Into each entry that the step has in the history. */
  const write = () => {
    if (kept && app.address.ours()) history.replaceState({ ...history.state, guess: kept }, "");
  };
  const keep = (more) => {
    kept = { ...kept, key: app.guide.settings().key, ...more };
    write();
  };

  document.addEventListener("page:mounted", () => {
    const { key, question } = app.guide.settings() ?? {};
    const found = question && history.state?.guess;
    kept = found?.key === key ? found : null;
  });
  document.addEventListener("page:settled", write);

  /* The way into the lab. */
  document.addEventListener(
    "click",
    ({ target }) => {
      const link = target.closest?.(".ways .lab");
      const from = link && new URL(link.href).searchParams.get("back");
      if (!from) return;
      const search = location.search.slice(1).split("&").filter((entry) => !entry.startsWith("lang=")).join("&");
      const left = { from, search, guess: kept };
      app.files.stored((storage) => storage.setItem(LEFT, JSON.stringify(left)));
    },
    true,
  );

  /* What was left by the way that a lab says it was reached by; null where it is not known. */
  const left = (from) => {
    const found = app.files.stored((storage) => JSON.parse(storage.getItem(LEFT)));
    return found?.from === from && typeof found.search === "string" ? found : null;
  };

  app.guide = Object.assign(app.guide ?? {}, { keep, kept: () => kept, left });
})();
