/* From step to step of a guide: links, keys (keys.js), a finger; and which steps are done, which this
 * browser alone remembers. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});
  const FAR = 60; // px that a finger goes to turn a step
  const MOST = 1000; // names of steps that are remembered
  const STILL = ".panels, .player, .side, .axis, .top"; // where a finger does something else

  /* What is remembered may be forbidden, or anything. */
  const read = (name) => {
    const found = app.files.kept((storage) => JSON.parse(storage.getItem(`${name}-done`)));
    return Array.isArray(found) ? found.filter((key) => typeof key === "string").slice(0, MOST) : [];
  };
  const write = (name, keys) =>
    app.files.kept((storage) => storage.setItem(`${name}-done`, JSON.stringify(keys)));

  const mark = () => {
    const done = read(app.guide.settings().kept);
    for (const dot of document.querySelectorAll(".dot")) dot.classList.toggle("done", done.includes(dot.dataset.key));
  };
  const finish = () => {
    const { kept, key } = app.guide.settings();
    write(kept, [...new Set([...read(kept), key])]);
    mark();
  };

  const go = (link) => link.href === window.location.href || app.address.lead(link.href);
  const turn = (way) => document.querySelector(`.turn.${way}`)?.click(); // what else hears of links, hears it

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-turns]");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(link);
  });

  let touch = null;
  const land = ({ touches, target }) => {
    const [{ clientX, clientY }] = touches;
    const turns = app.guide.settings() && touches.length === 1 && !target.closest(STILL);
    touch = turns ? [clientX, clientY] : null;
  };
  document.addEventListener("touchstart", land, { passive: true });
  document.addEventListener("touchend", ({ changedTouches: [end] }) => {
    if (!touch) return;
    const [across, down] = [end.clientX - touch[0], end.clientY - touch[1]];
    touch = null;
    if (Math.abs(across) > FAR && Math.abs(across) > 2 * Math.abs(down)) turn(across < 0 ? "next" : "prev");
  });

  /* A step has come: it is read from its beginning. The first of a visit is where the browser is. */
  let before = null;
  document.addEventListener("page:mounted", () => {
    const { step, kept } = app.guide.settings() ?? {};
    if (kept) mark();
    if (kept && before === kept) document.getElementById("guide-title").focus();
    if (kept) window.scrollTo(0, 0);
    before = step && kept;
  });

  app.guide = Object.assign(app.guide ?? {}, { turn, finish });
})();
