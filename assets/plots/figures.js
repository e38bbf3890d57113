/* Drawing what the server sends. A picture of a known kind comes as numbers only: while a control
 * moves they are written into the lines that are there (strokes.js), on axes that stay put; plotly.js
 * draws when the kind or the axes change, and once more when the control rests.
 *
 * For others: `picture.pin(ghosts)` puts what pinned runs left (pins.js) beneath the picture, in place
 * of those before, on axes that hold them too; a ghost is seen where its axes are the picture's.
 * When axes have moved, document hears "picture:placed", with the picture. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});
  const NARROW = 420; // px
  const KINDS = 3; // as many answers, at most, are between a question and its picture
  const PAUSE = 300; // ms between two changes of a picture's axes
  let revision = 0;

  const decode = ({ dtype, bdata }) => new (dtype === "f4" ? Float32Array : Float64Array)(app.bytes(bdata).buffer);

  const picked = (places, arrays) =>
    Object.fromEntries(Object.entries(places).map(([name, index]) => [name, arrays[index]]));

  class Picture {
    constructor(id) {
      this.id = id;
      this.place = document.getElementById(id);
      this.plot = this.place.firstChild;
      this.layer = document.querySelector(`#${id} + .cursors`);
      this.caption = document.getElementById(`${id}-caption`);
      this.config = JSON.parse(this.place.dataset.config);
      this.kind = null;
      this.styles = new Map(); // kind -> style: what was asked for before another kind came has none
      this.stale = false; // numbers have come that are not drawn
      this.behind = false; // they are, but plotly.js has not heard of them
      this.gripped = false; // one of its handles is dragged: the axes stay
      this.free = 0; // the moment from which on its axes may change again
      this.pinned = []; // ghosts of runs: { name, axes, ranges, traces }
      this.zoom = new app.View();
      this.cursors = new app.Cursors(this.layer);
      this.names = new app.Labels(this.layer.parentNode);
      this.beyond = document.querySelector(`#${id}-card .beyond`);
      this.inView = true;
      // While a control moves, only what can be seen is drawn; the rest follows when it rests.
      this.view = new IntersectionObserver(([entry]) => {
        this.inView = entry.isIntersecting;
        if (this.inView && this.stale) this.redraw();
      });
      this.view.observe(this.plot);
      // A finger scrolls the page: plotly.js, which would have it zoom, does not hear of it.
      const swipe = (event) => this.style?.layout.scene || event.stopPropagation();
      this.plot.addEventListener("touchstart", swipe, { capture: true, passive: true });
      // A plot on a tab that is not open has no size, and is drawn when it has.
      this.measure();
      this.fit = new ResizeObserver(() => {
        const before = String(this.size);
        this.measure();
        if (String(this.size) !== before) this.redraw();
      });
      this.fit.observe(this.plot);
    }

    /* Takes the size that its place has now. */
    measure() {
      this.size = [this.plot.clientWidth, this.plot.clientHeight];
    }

    /* Another page comes: plotly.js keeps listeners, nodes and WebGL contexts until it is told. */
    leave() {
      for (const observer of [this.view, this.fit]) observer.disconnect();
      this.space?.leave();
      window.Plotly?.purge(this.plot);
      this.drawn = null;
    }

    /* `resting` says that no control is moving: axes may then take the ranges that suit. */
    show({ kind, style: given, traces, cursors, ranges: own, caption }, arrays, resting) {
      const changed = kind !== this.kind;
      const style = given ?? this.styles.get(kind);
      if (resting) this.zoom.release();
      else if (changed) this.zoom.keep(this.style.layout, style.layout);
      if (changed) {
        Object.assign(this, { kind, style });
        this.styles = new Map([...this.styles, [kind, style]].slice(-KINDS));
        const named = style.labels.filter(({ trace }) => !app.guide.veiled(style.data[trace]));
        this.names.set(named, style.data, Boolean(style.layout.scene));
      }
      const ranges = app.axes.roomy(own, this.ghosts.map((ghost) => ghost.ranges));
      const moved = ([axis, range]) => [axis, this.zoom.held.get(axis) ?? app.axes.steady(range, this.ranges[axis])];
      const moving = () => Object.fromEntries(Object.entries(ranges).map(moved));
      const still = this.gripped && Object.keys(ranges).every((axis) => axis in this.ranges);
      const wanted = still ? this.ranges : changed || resting ? ranges : moving();
      // New axes that do not just slide cost a drawing of plotly.js's: not at every step, then.
      const slid = !changed && !resting && this.slide(wanted);
      const early = !slid && !changed && !resting && performance.now() < this.free;
      const next = early ? this.ranges : wanted;
      const same = !changed && app.axes.same(next, this.ranges);
      if (!slid && !changed && !same) this.free = performance.now() + PAUSE;
      const keep = slid || (!this.stale && same);
      this.numbers = traces.map((trace) => picked(trace, arrays));
      Object.assign(this, { own, wanted: ranges, ranges: next });
      this.cursors.take(cursors, arrays);
      if (!changed && !resting && !this.inView) this.stale = true;
      else if (!keep || !this.write()) this.redraw();
      this.told = caption; // put at rest, for those who hear it: long sentences take long to lay out
      if (resting) app.put(this.caption, caption);
    }

    /* Whether the axes could be given other ranges without plotly.js. */
    slide(ranges) {
      const flat = this.drawn && !this.style.layout.scene;
      if (!flat || !this.inView || this.stale || this.first || app.axes.same(ranges, this.ranges)) return false;
      return this.ticks.move(this.laid(ranges));
    }

    /* The layout on these ranges. */
    laid(ranges) {
      const [width, height] = this.size;
      return { ...app.axes.ranged(this.style.layout, ranges, width < NARROW), width, height };
    }

    /* Those that fit, beneath what is drawn. */
    get ghosts() {
      const { layout } = this.style;
      return this.pinned.filter(({ axes, traces: [line] }) => axes === app.axes.meaning(layout, line));
    }

    get beneath() {
      return this.ghosts.flatMap(({ traces }) => traces);
    }

    /* Whether these are others than before; the axes follow when no control moves. */
    pin(ghosts) {
      if (ghosts.length === this.pinned.length && ghosts.every((ghost, at) => ghost === this.pinned[at])) return false;
      this.pinned = ghosts;
      this.wanted = app.axes.roomy(this.own, this.ghosts.map((ghost) => ghost.ranges));
      this.redraw();
      return true;
    }

    /* Which runs have no room on these axes, that a picture of one cannot have of another. */
    tell() {
      const far = this.ghosts.filter(({ ranges }) => !app.axes.hold(this.ranges, ranges));
      const names = [...new Set(far.map(({ name }) => name))].join(", ");
      this.beyond.hidden = !names;
      this.beyond.textContent = names && this.beyond.dataset.text.replace("{names}", () => names);
    }

    /* The new numbers alone; false where plotly.js has to draw. */
    write() {
      this.behind = true;
      if (this.style.layout.scene) {
        this.space?.write(this.numbers, this.first);
        return Boolean(this.space);
      }
      if (!this.drawn || !app.strokes.write(this.drawn, this.numbers)) return false;
      this.label();
      return true;
    }

    /* Everything: another kind, other ranges, another theme. */
    redraw() {
      if (this.kind === null) return;
      this.stale = !this.size[0];
      if (this.stale) return;
      const { layout: style, data: styles } = this.style;
      if (style.scene && !app.webgl()) {
        this.refuse();
        return;
      }
      this.behind = false;
      this.drawn = null;
      this.names.measure();
      const ranges = this.zoom.ranges(this.ranges);
      const layout = app.axes.themed(this.laid(ranges));
      const { margin } = layout;
      if (!style.scene) margin.r = this.names.margin((index) => this.atEdge(index), margin.r);
      if (style.scene) layout.datarevision = ++revision; // else plotly.js leaves its scene on the ranges of before
      const camera = style.scene && this.space?.camera();
      if (camera) layout.scene.camera = camera;
      const { beneath } = this;
      this.first = beneath.length;
      const own = styles.map((trace, at) => ({ ...trace, ...this.numbers[at], ...app.guide.veil(styles, at) }));
      this.tell();
      if (this.listening) this.ticks.restore();
      else this.plot.replaceChildren();
      const large = app.modes.sized([...beneath, ...own], layout);
      const done = window.Plotly.react(this.plot, ...large, this.config);
      if (!this.listening) this.listen(done);
      if (style.scene) this.space ??= new app.Space(this.plot, () => this.redraw(), () => this.settle());
    }

    listen(done) {
      this.listening = true;
      this.ticks = new app.Ticks(this.plot);
      this.plot.on("plotly_afterplot", () => this.placed());
      this.plot.on("plotly_relayout", (change) => {
        this.zoom.take(change, this.plot._fullLayout);
        if (this.ticks.moved.size) this.redraw(); // plotly.js has moved its own, which are hidden
        else this.placed();
      });
      this.plot.on("plotly_doubleclick", () => {
        this.zoom.release();
        this.redraw();
      });
      done.then(() => this.placed());
      this.layer.parentNode.classList.add("drawn");
    }

    /* A browser that does not draw in space says so. */
    refuse() {
      if (this.listening) window.Plotly.purge(this.plot);
      this.listening = false;
      this.plot.textContent = this.place.dataset.flat;
      this.layer.parentNode.classList.add("drawn");
    }

    /* plotly.js has drawn, or moved its axes: all that lies over them follows. */
    placed() {
      if (!this.plot.calcdata) return undefined; // purged
      app.dotted(this.plot);
      this.drawn = this.numbers.map((_, index) => app.strokes.drawn(this.plot, this.first + index));
      if (this.behind && !this.write()) return this.redraw();
      if (!this.behind) this.label();
      this.cursors.shown = null; // its place in space is drawn over
      this.move(this.sample);
      document.dispatchEvent(new CustomEvent("picture:placed", { detail: this }));
      return undefined;
    }

    atEdge(index) {
      const { mode, xaxis = "x", yaxis = "y" } = this.style.data[index];
      const [across, up] = [xaxis, yaxis].map((name) => name.replace(/^[xy]/, "$&axis"));
      const { [across]: right, [up]: height } = this.style.layout;
      if (mode === "markers" || height.scaleanchor || (right.domain?.[1] ?? 1) < 1) return false;
      const ranges = this.zoom.ranges(this.ranges);
      const axes = { across: app.axes.unit(right, ranges[across]), up: app.axes.unit(height, ranges[up], true) };
      return app.strokes.end(axes, this.numbers[index])?.x >= app.Labels.EDGE;
    }

    /* The names of the curves, at their ends. */
    label() {
      if (this.style.layout.scene) return;
      const { _size: size, width } = this.plot._fullLayout;
      const end = (index) => {
        const trace = this.drawn[index];
        const found = trace && app.strokes.end(trace, this.numbers[index]);
        if (!found) return null;
        const { across, up } = trace;
        const [left, top] = [across._offset, up._offset];
        const frame = { left, top, right: left + across._length, bottom: top + up._length };
        // It may be found a little beyond the axes, where no name has room.
        const within = (at, length) => Math.min(Math.max(at, 0), length);
        return { x: left + within(found.x, across._length), y: top + within(found.y, up._length), frame };
      };
      this.names.place(end, size.l + size.w, width);
    }

    /* Give the axes the ranges that suit, and plotly.js the numbers, once the control rests. */
    settle() {
      if (this.kind === null) return;
      app.put(this.caption, this.told);
      if (!(this.stale || this.behind || !app.axes.same(this.wanted, this.ranges))) return;
      if (this.space?.held || this.gripped) return; // it is being turned, or one of its handles dragged
      this.ranges = this.wanted;
      this.redraw();
    }

    /* Where the time cursor stands, from now on. */
    move(sample) {
      this.sample = sample;
      this.cursors.move(this.plot._fullLayout, sample, this.space);
    }
  }

  /* Resolves when the places of all plots are there. */
  const ready = async () => {
    const places = document.getElementsByClassName("graph");
    while (!places.length) await new Promise(requestAnimationFrame);
  };

  /* Resolves to the first answer when plotly.js, which comes meanwhile, is there too. */
  const loaded = async (answer) => {
    while (!window.Plotly) await new Promise((done) => setTimeout(done, 10));
    return answer;
  };

  app.figures = { decode, loaded, picked, ready, Picture };
})();
