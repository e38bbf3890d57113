/* Watches plots from outside, the same way on every page: an update is a frame by which the lines
 * of all plots in view have changed since the update before. */
(() => {
  "use strict";
  const NEAR = 100; // px between the middles of a plot and of the one that it replaces
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
    target.closest?.(".js-plotly-plot .scatterlayer") &&
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

  const middle = (plot) => {
    const { x, y, width, height } = plot.getBoundingClientRect();
    return [x + width / 2, y + height / 2];
  };

  /* Returns how many of the plots are in view. */
  bench.watch = () => {
    const seen = plotsIn(document).filter(inView);
    plots = seen.length;
    const middles = seen.map(middle);
    const places = new Map(seen.map((plot, index) => [plot, index]));

    /* Which of them it is: Streamlit puts new plots in the places of the old ones. */
    const placeOf = (plot) => {
      if (!places.has(plot)) {
        const [x, y] = middle(plot);
        places.set(plot, middles.findIndex(([atX, atY]) => Math.hypot(atX - x, atY - y) < NEAR));
      }
      return places.get(plot);
    };

    const observer = new MutationObserver((records) => {
      const moved = new Set(records.filter(matters).map(({ target }) => target.closest(".js-plotly-plot")));
      const found = [...moved].map(placeOf).filter((place) => place >= 0);
      if (!found.length) return;
      for (const place of found) changed.add(place);
      if (!waiting) requestAnimationFrame(frame);
      waiting = true;
    });
    for (const root of new Set(seen.map((plot) => plot.getRootNode())))
      observer.observe(root, {
        subtree: true,
        childList: true,
        attributes: true,
        attributeFilter: ["d"],
        attributeOldValue: true,
      });
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
