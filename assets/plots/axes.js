/* Axes: their ranges while a control moves and when it rests, what stands on them, their colours. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});
  const POWERS = 20; // px more at the left for −0.5·10¹¹
  const LABELS = 6; // powers of ten that have a label, at most
  const MOST = 4; // times their length to which axes grow for pinned runs: the present one stays in sight

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
    const decades = Math.ceil((range[1] - range[0]) / LABELS);
    if (axis.type === "log") return { range, dtick: Math.max(axis.dtick ?? 1, decades) };
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

  /* The names of a trace's axes among the ranges of its picture. */
  const named = ({ scene }, { xaxis = "x", yaxis = "y" }) => {
    if (scene) return [..."xyz"].map((name) => `scene.${name}axis`);
    return [xaxis, yaxis].map((name) => name.replace(/^[xy]/, "$&axis"));
  };

  /* What they mean: two traces go together where that is the same, and w3 is not w2. */
  const meaning = (layout, trace) => {
    const found = (path) => path.split(".").reduce((place, part) => place?.[part], layout);
    return JSON.stringify(named(layout, trace).map(found).map((axis) => [axis?.title?.text, axis?.type]));
  };

  /* The ranges with room for those of pinned runs, as much as there may be. */
  const roomy = (ranges, others) => {
    const wider = ([axis, [low, high]]) => {
      const all = others.map(({ [axis]: range }) => range).filter(Boolean).flat();
      const [left, right] = [Math.min(low, ...all), Math.max(high, ...all)];
      const part = Math.min(1, ((MOST - 1) * (high - low)) / (right - left - (high - low)));
      return [axis, [low - part * (low - left), high + part * (right - high)]];
    };
    return others.length ? Object.fromEntries(Object.entries(ranges).map(wider)) : ranges;
  };

  /* Whether others, but for a little of their padding, lie within the ranges. */
  const hold = (ranges, others) =>
    Object.entries(others).every(([axis, [low, high]]) => {
      const slack = 0.05 * (high - low);
      return low + slack >= ranges[axis][0] && high - slack <= ranges[axis][1];
    });

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

  app.axes = { hold, meaning, named, ranged, roomy, same, steady, themed, unit };
})();
