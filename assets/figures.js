/* Drawing what the server sends. A picture of a known kind comes as numbers only: they go into the
 * lines that are there, axes stay put while a control moves. Everything else is drawn anew. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});
  const NARROW = 420; // px
  const DASHES = { solid: "", dash: "dashed", dot: "dotted" };

  const make = (tag, className, ...children) => {
    const element = Object.assign(document.createElement(tag), { className });
    element.append(...children);
    return element;
  };

  const bytesOf = (text) => {
    if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
    const characters = atob(text); // browsers before 2025
    const bytes = new Uint8Array(characters.length);
    for (let index = 0; index < bytes.length; index += 1) bytes[index] = characters.charCodeAt(index);
    return bytes;
  };

  /* Plain arrays: Plotly.animate walks through typed ones element by element. */
  const decode = ({ dtype, bdata }) => {
    const { buffer } = bytesOf(bdata);
    return Array.from(dtype === "f4" ? new Float32Array(buffer) : new Float64Array(buffer));
  };

  const plotOf = (id) => document.querySelector(`#${id} .js-plotly-plot`);

  /* Colours that follow the page's theme. */
  const themed = (layout) => {
    const css = getComputedStyle(document.documentElement);
    const ink = css.getPropertyValue("--ink-soft").trim();
    const grid = css.getPropertyValue("--grid").trim();
    const look = { gridcolor: grid, linecolor: grid, zerolinecolor: ink, zerolinewidth: 1 };
    const result = { ...layout, font: { ...layout.font, color: ink } };
    for (const key of Object.keys(result)) {
      if (/^[xy]axis\d*$/.test(key)) result[key] = { ...result[key], ...look };
    }
    if (result.scene) {
      result.scene = { ...result.scene };
      for (const key of ["xaxis", "yaxis", "zaxis"]) {
        result.scene[key] = { ...result.scene[key], gridcolor: grid, zerolinecolor: ink, color: ink, backgroundcolor: "rgba(0,0,0,0)" };
      }
    }
    return result;
  };

  /* Labels that stay short: powers where plain numbers would be long, few of them where it is narrow. */
  const labelled = (axis, range, narrow) => {
    if (axis.type === "log") return { range };
    const size = Math.max(Math.abs(range[0]), Math.abs(range[1]));
    const format = size < 1e-2 || size >= 1e5 ? { tickformat: "", exponentformat: "e" } : {};
    const [left, right] = axis.domain ?? [0, 1];
    const most = right - left < 0.5 ? 2 : 4;
    return { range, ...format, ...(narrow ? { nticks: Math.min(axis.nticks, most) } : {}) };
  };

  const ranged = (layout, ranges, narrow) => {
    const result = { ...layout };
    for (const [path, range] of Object.entries(ranges)) {
      const [first, second] = path.split(".");
      result[first] = second
        ? { ...result[first], [second]: { ...result[first][second], range } }
        : { ...result[first], ...labelled(result[first], range, narrow) };
    }
    return result;
  };

  /* Whether numbers that want `wanted` may be drawn on an axis that shows `shown`: nothing leaves it,
   * and it is not much too wide. */
  const fits = (wanted, shown) => {
    const slack = 0.05 * (shown[1] - shown[0]); // ranges come with about that much padding
    return (
      wanted[0] >= shown[0] - slack &&
      wanted[1] <= shown[1] + slack &&
      shown[1] - shown[0] <= 2.5 * (wanted[1] - wanted[0])
    );
  };

  /* A range that was left, with headroom where the numbers went, so that the next steps stay inside. */
  const widened = (wanted, shown) => {
    const room = 0.15 * (wanted[1] - wanted[0]);
    return [
      wanted[0] < shown[0] ? wanted[0] - room : wanted[0],
      wanted[1] > shown[1] ? wanted[1] + room : wanted[1],
    ];
  };

  const mapped = (ranges, change) =>
    Object.fromEntries(Object.entries(ranges).map(([axis, range]) => [axis, change(range, axis)]));

  const sameRanges = (a, b) => Object.keys(a).every((key) => a[key][0] === b[key][0] && a[key][1] === b[key][1]);

  class Picture {
    constructor(id) {
      this.id = id;
      this.kind = null;
      this.stale = false; // numbers have come that are not drawn
      this.inView = true;
      // While a control moves, only what can be seen is drawn; the rest follows when it rests.
      this.view = new IntersectionObserver(([entry]) => {
        this.inView = entry.isIntersecting;
        if (this.inView && this.stale) this.redraw();
      });
      this.view.observe(document.getElementById(id));
      this.plot = plotOf(id);
    }

    /* Another page comes: plotly.js keeps listeners, nodes and WebGL contexts until it is told. */
    leave() {
      this.view.disconnect();
      window.Plotly.purge(this.plot);
    }

    /* `resting` says that no control is moving: axes may then take the ranges that suit. */
    show(answer, arrays, resting) {
      const plot = plotOf(this.id);
      const numbers = answer.traces.map((trace) =>
        Object.fromEntries(Object.entries(trace).map(([name, index]) => [name, arrays[index]])),
      );
      const changed = answer.kind !== this.kind;
      if (changed) {
        this.kind = answer.kind;
        this.style = answer.style;
        this.legend(answer.style.legend);
      }
      this.wanted = answer.ranges;
      this.numbers = numbers;
      const keep =
        !changed &&
        (resting
          ? sameRanges(answer.ranges, this.ranges)
          : Object.entries(answer.ranges).every(([axis, range]) => fits(range, this.ranges[axis])));
      if (!changed && !resting && !this.inView) {
        this.stale = true;
      } else if (keep && !this.style.layout.scene) {
        // The promise is refused when newer numbers take the frame's place: that is meant to happen.
        window.Plotly.animate(
          plot,
          { data: numbers, traces: numbers.map((_, index) => index) },
          { mode: "immediate", transition: { duration: 0 }, frame: { duration: 0, redraw: false } },
        ).catch(() => {});
      } else {
        if (changed || resting) this.ranges = answer.ranges;
        else if (!keep) this.ranges = mapped(answer.ranges, (range, axis) => widened(range, this.ranges[axis]));
        this.redraw();
      }
      document.getElementById(`${this.id}-caption`).textContent = answer.caption;
    }

    /* Draw everything: another kind, other ranges, another theme. */
    redraw() {
      this.stale = false;
      const data = this.style.data.map((trace, index) => ({ ...trace, ...this.numbers[index] }));
      const plot = plotOf(this.id);
      const narrow = plot.clientWidth < NARROW;
      window.Plotly.react(plot, data, themed(ranged(this.style.layout, this.ranges, narrow)));
    }

    /* Give the axes the ranges that suit, once the control rests. */
    settle() {
      if (this.kind === null || (!this.stale && sameRanges(this.wanted, this.ranges))) return;
      this.ranges = this.wanted;
      this.redraw();
    }

    legend(entries) {
      document.getElementById(`${this.id}-legend`).replaceChildren(
        ...entries.map(({ name, color, mark }) => {
          const swatch = make("span", `swatch ${mark in DASHES ? "line" : "mark"} ${mark}`);
          swatch.style.setProperty("--color", color);
          return make("li", "", swatch, name);
        }),
      );
    }
  }

  /* Resolves when Dash has loaded plotly.js and the places of all plots hold an empty one. */
  const ready = async (ids) => {
    while (!window.Plotly || !ids.every((id) => document.getElementById(id))) {
      await new Promise(requestAnimationFrame);
    }
    await Promise.all(
      ids.map((id) => {
        const place = document.getElementById(id);
        const plot = make("div", "canvas");
        place.replaceChildren(plot);
        return window.Plotly.newPlot(plot, [], {}, JSON.parse(place.dataset.config));
      }),
    );
  };

  app.figures = { decode, make, plotOf, ready, Picture };
})();
