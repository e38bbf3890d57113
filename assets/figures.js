/* Drawing what the server sends. A picture of a known kind comes as numbers only: they go into the
 * lines that are there, axes stay put while a control moves. Everything else is drawn anew. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});
  const NARROW = 420; // px
  const LINES = ["solid", "dash", "dot"];

  const make = (tag, className, ...children) => {
    const element = Object.assign(document.createElement(tag), { className });
    element.append(...children);
    return element;
  };

  /* Plain arrays: Plotly.animate walks through typed ones element by element. */
  const decode = ({ dtype, bdata }) => {
    const old = () => Uint8Array.from(atob(bdata), (character) => character.charCodeAt(0)); // before 2025
    const { buffer } = Uint8Array.fromBase64?.(bdata) ?? old();
    return Array.from(dtype === "f4" ? new Float32Array(buffer) : new Float64Array(buffer));
  };

  const picked = (places, arrays) =>
    Object.fromEntries(Object.entries(places).map(([name, index]) => [name, arrays[index]]));

  /* A style names colours of the theme as a style sheet does; plotly.js wants them as they are. */
  const themed = (layout) => {
    const css = getComputedStyle(document.documentElement);
    const color = (_, name) => css.getPropertyValue(name).trim();
    return JSON.parse(JSON.stringify(layout).replace(/var\((--[\w-]+)\)/g, color));
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
      const axis = result[first];
      const change = second ? { [second]: { ...axis[second], range } } : labelled(axis, range, narrow);
      result[first] = { ...axis, ...change };
    }
    return result;
  };

  /* Whether numbers that want a range may be drawn on an axis that shows another: nothing leaves it
   * (ranges come with about that much padding), and it is not much too wide. */
  const fits = ([low, high], [left, right]) => {
    const slack = 0.05 * (right - left);
    return low >= left - slack && high <= right + slack && right - left <= 2.5 * (high - low);
  };

  /* A range that was left, with headroom where the numbers went, so that the next steps stay inside. */
  const widened = ([low, high], [left, right]) => {
    const room = 0.15 * (high - low);
    return [low < left ? low - room : low, high > right ? high + room : high];
  };

  const same = (one, other) => Object.keys(one).every((axis) => String(one[axis]) === String(other[axis]));

  class Picture {
    constructor(id) {
      this.place = document.getElementById(id);
      this.plot = this.place.firstChild;
      this.layer = this.place.parentElement.querySelector(".cursors");
      this.legend = document.getElementById(`${id}-legend`);
      this.caption = document.getElementById(`${id}-caption`);
      this.kind = null;
      this.stale = false; // numbers have come that are not drawn
      this.inView = true;
      // While a control moves, only what can be seen is drawn; the rest follows when it rests.
      this.view = new IntersectionObserver(([entry]) => {
        this.inView = entry.isIntersecting;
        if (this.inView && this.stale) this.redraw();
      });
      this.view.observe(this.place);
    }

    /* Another page comes: plotly.js keeps listeners, nodes and WebGL contexts until it is told. */
    leave() {
      this.view.disconnect();
      window.Plotly.purge(this.plot);
    }

    /* `resting` says that no control is moving: axes may then take the ranges that suit. */
    show({ kind, style, traces, cursors, ranges, caption }, arrays, resting) {
      const changed = kind !== this.kind;
      if (changed) {
        this.list(style.legend);
        this.style = style;
        this.kind = kind;
      }
      const fitting = ([axis, range]) => fits(range, this.ranges[axis]);
      const keep = !changed && (resting ? same(ranges, this.ranges) : Object.entries(ranges).every(fitting));
      this.numbers = traces.map((trace) => picked(trace, arrays));
      this.wanted = ranges;
      this.mark(cursors, arrays);
      if (!changed && !resting && !this.inView) this.stale = true;
      else if (keep && !this.style.layout.scene) this.animate();
      else {
        const wider = ([axis, range]) => [axis, widened(range, this.ranges[axis])];
        if (changed || resting) this.ranges = ranges;
        else if (!keep) this.ranges = Object.fromEntries(Object.entries(ranges).map(wider));
        this.redraw();
      }
      if (this.caption.textContent !== caption) this.caption.textContent = caption;
    }

    /* The new numbers alone. The promise is refused when newer ones take the frame's place: that is
     * meant to happen. */
    animate() {
      const frame = { data: this.numbers, traces: this.numbers.map((_, index) => index) };
      const atOnce = { mode: "immediate", transition: { duration: 0 }, frame: { duration: 0, redraw: false } };
      window.Plotly.animate(this.plot, frame, atOnce).catch(() => {});
    }

    /* Everything: another kind, other ranges, another theme. */
    redraw() {
      if (this.kind === null) return;
      this.stale = false;
      this.shown = null; // the place of the time cursor in space is drawn over
      const data = this.style.data.map((trace, index) => ({ ...trace, ...this.numbers[index] }));
      const layout = ranged(this.style.layout, this.ranges, this.plot.clientWidth < NARROW);
      window.Plotly.react(this.plot, data, themed(layout));
    }

    /* Give the axes the ranges that suit, once the control rests. */
    settle() {
      if (this.kind === null || (!this.stale && same(this.wanted, this.ranges))) return;
      this.ranges = this.wanted;
      this.redraw();
    }

    list(entries) {
      const rows = entries.map(({ name, color, mark }) => {
        const swatch = make("span", `swatch ${LINES.includes(mark) ? "line" : "mark"} ${mark}`);
        swatch.style.setProperty("--color", color);
        return make("li", "", swatch, name);
      });
      this.legend.replaceChildren(...rows);
    }

    /* What the time cursor marks: dots, and lines of time, that lie over the plot. */
    mark(cursors, arrays) {
      const look = JSON.stringify(cursors.map(({ color, upright }) => [color, upright]));
      if (look !== this.look) {
        this.marks = cursors.map(({ color, upright }) => {
          const dot = make("span", "present");
          dot.style.background = color;
          return upright ? [dot, make("span", "upright")] : [dot];
        });
        this.layer.replaceChildren(...this.marks.flatMap(([dot, line]) => (line ? [line, dot] : [dot])));
        this.look = look;
      }
      this.cursors = cursors.map(({ axes, x, y, z }) => ({ axes, x: arrays[x], y: arrays[y], z: arrays[z] }));
      this.shown = null;
    }

    /* They are placed with the axes' own scales, so a cursor that moves redraws no plot; in space,
     * where that is not possible, a trace is moved. */
    move(sample) {
      const layout = this.plot._fullLayout;
      this.cursors?.forEach(({ axes, x, y, z }, index) => {
        const [dot, line] = this.marks[index];
        const [across, up] = [layout[`xaxis${axes}`], layout[`yaxis${axes}`]];
        dot.hidden = Boolean(z);
        if (z && this.shown !== sample) {
          this.shown = sample;
          const at = { x: [[x[sample]]], y: [[y[sample]]], z: [[z[sample]]] };
          window.Plotly.restyle(this.plot, at, [this.plot.data.length - 1]);
        }
        if (z || !across || !up) return;
        const [left, top] = [across.d2p(x[sample]), up.d2p(y[sample])];
        const inside = left >= -1 && left <= across._length + 1;
        dot.hidden = !(inside && top >= -1 && top <= up._length + 1);
        dot.style.transform = `translate(${across._offset + left}px, ${up._offset + top}px)`;
        if (!line) return;
        const { t, h } = layout._size;
        line.hidden = !inside;
        line.style.transform = `translateX(${across._offset + left}px)`;
        Object.assign(line.style, { top: `${t}px`, height: `${h}px` });
      });
    }
  }

  /* Resolves when Dash has loaded plotly.js and the places of all plots hold an empty one. */
  const ready = async (ids) => {
    while (!window.Plotly || !ids.every((id) => document.getElementById(id))) {
      await new Promise(requestAnimationFrame);
    }
    const empty = (id) => {
      const place = document.getElementById(id);
      place.replaceChildren(make("div", "canvas"));
      return window.Plotly.newPlot(place.firstChild, [], {}, JSON.parse(place.dataset.config));
    };
    await Promise.all(ids.map(empty));
  };

  app.figures = { decode, picked, ready, Picture };
})();
