/* Drawing what the server sends. A picture of a known kind comes as numbers only: they go into the
 * lines that are there, axes stay put while a control moves. Everything else is drawn anew. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});
  const NARROW = 420; // px
  const AT_ONCE = { mode: "immediate", transition: { duration: 0 }, frame: { duration: 0, redraw: false } };

  const span = (className, style = "") => Object.assign(document.createElement("span"), { className, style });

  /* Plain arrays: Plotly.animate walks through typed ones element by element. */
  const decode = ({ dtype, bdata }) => {
    const { buffer } = Uint8Array.from(atob(bdata), (character) => character.charCodeAt(0));
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
    return { range, ...format, nticks: Math.ceil(axis.nticks / (narrow ? 2 : 1)) };
  };

  const ranged = (layout, ranges, narrow) => {
    const result = { ...layout };
    for (const [path, range] of Object.entries(ranges)) {
      const [first, axis] = path.split("."); // "xaxis2", or "scene.xaxis"
      const change = axis ? { [axis]: { ...result[first][axis], range } } : labelled(result[first], range, narrow);
      result[first] = { ...result[first], ...change };
    }
    return result;
  };

  /* The range to draw on while a control moves: the one that is there, if nothing leaves it (those that
   * are wanted have about that much padding) and it is not much too wide; else one with headroom where
   * the numbers went, so that the next steps stay inside. */
  const steady = ([low, high], [left, right]) => {
    const slack = 0.05 * (right - left);
    const inside = low >= left - slack && high <= right + slack;
    if (inside && right - left <= 2.5 * (high - low)) return [left, right];
    const room = 0.15 * (high - low);
    return [low < left ? low - room : low, high > right ? high + room : high];
  };

  const same = (one, other) => Object.keys(one).every((axis) => String(one[axis]) === String(other[axis]));

  class Picture {
    constructor(id) {
      this.id = id;
      this.plot = document.getElementById(id).firstChild;
      this.layer = document.querySelector(`#${id} + .cursors`);
      this.caption = document.getElementById(`${id}-caption`);
      this.kind = null;
      this.stale = false; // numbers have come that are not drawn
      this.inView = true;
      // While a control moves, only what can be seen is drawn; the rest follows when it rests.
      this.view = new IntersectionObserver(([entry]) => {
        this.inView = entry.isIntersecting;
        if (this.inView && this.stale) this.redraw();
      });
      this.view.observe(this.plot);
      for (const event of ["plotly_afterplot", "plotly_relayout"]) this.plot.on(event, () => this.move(this.sample));
    }

    /* Another page comes: plotly.js keeps listeners, nodes and WebGL contexts until it is told. */
    leave() {
      this.view.disconnect();
      window.Plotly.purge(this.plot);
    }

    /* `resting` says that no control is moving: axes may then take the ranges that suit. */
    show({ kind, style, traces, cursors, ranges, caption }, arrays, resting) {
      const changed = kind !== this.kind;
      if (changed) Object.assign(this, { kind, style });
      const moved = ([axis, range]) => [axis, steady(range, this.ranges[axis])];
      const next = changed || resting ? ranges : Object.fromEntries(Object.entries(ranges).map(moved));
      const keep = !changed && !this.stale && same(next, this.ranges) && !this.style.layout.scene;
      this.numbers = traces.map((trace) => picked(trace, arrays));
      Object.assign(this, { wanted: ranges, ranges: next });
      this.mark(cursors, arrays);
      if (!changed && !resting && !this.inView) this.stale = true;
      else if (keep) this.animate();
      else this.redraw();
      if (this.caption.textContent !== caption) this.caption.textContent = caption;
    }

    /* The new numbers alone. The promise is refused when newer ones take the frame's place: that is
     * meant to happen. */
    animate() {
      const frame = { data: this.numbers, traces: this.numbers.map((_, index) => index) };
      window.Plotly.animate(this.plot, frame, AT_ONCE).catch(() => {});
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

    /* What the time cursor marks: dots, and lines of time, that lie over the plot. */
    mark(cursors, arrays) {
      const look = JSON.stringify(cursors.map(({ color, upright }) => [color, upright]));
      if (look !== this.look) {
        const made = ({ color, upright }) => [span("present", `background: ${color}`), upright && span("upright")];
        this.marks = cursors.map(made);
        this.layer.replaceChildren(...this.marks.flatMap(([dot, line]) => [line || "", dot]));
        this.look = look;
      }
      this.cursors = cursors.map(({ axes, x, y, z }) => ({ axes, x: arrays[x], y: arrays[y], z: arrays[z] }));
      this.shown = null;
    }

    /* They are placed with the axes' own scales, so a cursor that moves redraws no plot; in space,
     * where that is not possible, a trace is moved. */
    move(sample) {
      const layout = this.plot._fullLayout;
      this.sample = sample;
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
        const [left, down] = [across.d2p(x[sample]), up.d2p(y[sample])];
        const inside = left >= -1 && left <= across._length + 1;
        dot.hidden = !(inside && down >= -1 && down <= up._length + 1);
        dot.style.transform = `translate(${across._offset + left}px, ${up._offset + down}px)`;
        if (!line) return;
        const { t: top, h: height } = layout._size;
        line.hidden = !inside;
        line.style = `top: ${top}px; height: ${height}px; transform: translateX(${across._offset + left}px)`;
      });
    }
  }

  /* Resolves when Dash has loaded plotly.js and the places of all plots hold an empty one. */
  const ready = async () => {
    const places = document.getElementsByClassName("graph");
    while (!window.Plotly || !places.length) await new Promise(requestAnimationFrame);
    const empty = (place) => window.Plotly.newPlot(place.firstChild, [], {}, JSON.parse(place.dataset.config));
    await Promise.all([...places].map(empty));
  };

  app.figures = { decode, picked, ready, Picture };
})();
