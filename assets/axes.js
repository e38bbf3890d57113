/* Axes: their ranges while a control moves and when it rests, what stands on them, their colours. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});
  const POWERS = 20; // px more at the left for −0.5·10¹¹

  /* A style names colours of the theme as a style sheet does; plotly.js wants them as they are. */
  const themed = (layout, place = document.documentElement) => {
    const css = getComputedStyle(place);
    const color = (_, name) => css.getPropertyValue(name).trim();
    return JSON.parse(JSON.stringify(layout).replace(/var\((--[\w-]+)\)/g, color));
  };

  const largest = (range) => Math.max(...range.map(Math.abs));
  const long = ({ type }, range) => type !== "log" && (largest(range) < 1e-2 || largest(range) >= 1e5);

  /* Labels that stay short: powers where plain numbers would be long, few of them where it is narrow. */
  const labelled = (axis, range, narrow) => {
    if (axis.type === "log") return { range };
    const minexponent = largest(range) < 1 ? 3 : 4; // from there on a power, as in words/numbers.py
    return { range, minexponent, nticks: Math.ceil(axis.nticks / (narrow ? 2 : 1)) };
  };

  const ranged = (layout, ranges, narrow) => {
    const margin = { ...layout.margin };
    const result = { ...layout, margin };
    for (const [path, range] of Object.entries(ranges)) {
      const [first, axis] = path.split("."); // "xaxis2", or "scene.xaxis"
      const change = axis ? { [axis]: { ...result[first][axis], range } } : labelled(result[first], range, narrow);
      result[first] = { ...result[first], ...change };
      if (first[0] === "y" && long(result[first], range)) margin.l = layout.margin.l + POWERS;
    }
    return result;
  };

  /* The range to draw on while a control moves: the one that is there, if nothing leaves it (those that
   * are wanted have about that much padding) and it is not much too wide; else one with headroom where
   * the numbers went, so that the next steps stay inside. */
  const steady = ([low, high], [left, right]) => {
    const slack = 0.05 * (right - left);
    const inside = low >= left - slack && high <= right + slack;
    if (inside && right - left <= 5 * (high - low)) return [left, right];
    const room = 0.6 * (high - low);
    return [low < left ? low - room : low, high > right ? high + room : high];
  };

  const same = (one, other) => Object.keys(one).every((axis) => String(one[axis]) === String(other[axis]));

  /* An axis as it will be, for a picture one px wide and high. */
  const unit = ({ type } = {}, [low, high], upwards) => {
    const scale = (upwards ? -1 : 1) / (high - low);
    return { type, _length: 1, _m: scale, _b: upwards ? 1 - low * scale : -low * scale };
  };

  app.axes = { ranged, same, steady, themed, unit };
})();
