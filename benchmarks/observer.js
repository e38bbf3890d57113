/* Watches plots from outside, the same way on every page: an update is a frame by which the lines
 * of all plots in view have changed since the update before. */
(() => {
  "use strict";
  const bench = (window.bench = { paints: [], moved: null, pressed: null });
  const changed = new Set();
  const { port1, port2 } = new MessageChannel();
  let plots = 0;
  let waiting = false;

  // A message posted in an animation frame arrives when that frame has been painted.
  port1.onmessage = () => bench.paints.push(performance.now());

  const frame = () => {
    waiting = false;
    if (changed.size < plots) return;
    changed.clear();
    port2.postMessage(null);
  };

  // Only lines and markers count: not ticks, grid or legend, and not a line set to what it was.
  const matters = ({ type, target, oldValue }) =>
    target.closest(".scatterlayer") !== null &&
    (type === "childList" || target.getAttribute("d") !== oldValue);

  const inView = (plot) => {
    const { top, bottom, width } = plot.getBoundingClientRect();
    return width > 0 && top < window.innerHeight && bottom > 0;
  };

  /* All plots with lines, those in the shadow trees of components too. */
  const plotsIn = (root) => {
    const found = [...root.querySelectorAll(".js-plotly-plot")].filter((plot) => plot.querySelector(".scatterlayer path"));
    for (const { shadowRoot } of root.querySelectorAll("*")) if (shadowRoot) found.push(...plotsIn(shadowRoot));
    return found;
  };

  bench.drawn = () => plotsIn(document).length;

  /* Returns how many of the plots are in view. */
  bench.watch = () => {
    const seen = plotsIn(document).filter(inView);
    plots = seen.length;
    for (const plot of seen) {
      new MutationObserver((records) => {
        if (!records.some(matters)) return;
        changed.add(plot);
        if (!waiting) requestAnimationFrame(frame);
        waiting = true;
      }).observe(plot, {
        subtree: true,
        childList: true,
        attributes: true,
        attributeFilter: ["d"],
        attributeOldValue: true,
      });
    }
    return plots;
  };

  bench.reset = () => {
    changed.clear();
    bench.paints = [];
    bench.moved = bench.pressed = null;
  };

  window.addEventListener("keydown", (event) => (bench.pressed ??= event.timeStamp), true);
  window.addEventListener("pointermove", (event) => (bench.moved ??= event.timeStamp), true);
})();
