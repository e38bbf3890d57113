/* A hand on the picture: points that can be dragged, each coordinate a control's value. They lie over
 * plotly.js's own layers, are placed by its axes (grounds.js), and tell the page as a slider does. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});
  const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowDown: [0, -1], ArrowUp: [0, 1] };
  const LEAPS = { PageDown: [0, -10], PageUp: [0, 10] };
  const PART = 100; // of the shorter axis: about what an arrow key moves
  const layers = new WeakMap(); // picture -> its layer

  const made = (kind, className) => Object.assign(document.createElement(kind), { className });
  const between = (low, number, high) => Math.max(low, Math.min(high, number));
  const told = (text, [x, y]) => text.replace("{x}", app.written(x)).replace("{y}", app.written(y));

  /* Numbers that a hand chooses are as round as they can be: whole steps of a power of ten. */
  const power = (size, near = Math.floor) => 10 ** near(Math.log10(size));
  const rounded = (number, step) => Number((Math.round(number / step) * step).toPrecision(12));

  /* Tell the page of numbers that move: [[name, number]], which sliders and boxes follow. */
  const move = (numbers) => {
    const put = ([name, number]) => document.getElementById(`control-${name}`)?.put(String(number));
    const parts = numbers.map(put).filter(Boolean);
    if (parts.length) app.page.move(parts);
  };

  class Layer {
    constructor(picture) {
      this.picture = picture;
      this.node = made("div", "handles");
      this.handles = [];
      this.marks = []; // {node, point} of what else lies there: starts.js
      picture.layer.parentNode.append(this.node);
    }

    /* What the handles lie on; null before it is drawn. */
    get ground() {
      const { _fullLayout: layout } = this.picture.plot;
      if (!layout) return null;
      const ground = this.space ? new app.grounds.Space(layout, this.space, this.node) : new app.grounds.Flat(layout);
      return ground.ready ? ground : null;
    }

    /* Where a pointer is. */
    pointed({ clientX, clientY }) {
      const { left, top } = this.node.getBoundingClientRect();
      return [clientX - left, clientY - top];
    }

    /* The numbers at a place, as round as a pixel allows; no farther off than once the axes' length. */
    numbers([x, y]) {
      const { ground } = this;
      const [found, ...near] = [[x, y], [x + 1, y], [x, y + 1]].map((place) => ground.numbers(place));
      return ground.ranges.map(([low, high], index) => {
        const pixel = Math.max(...near.map((other) => Math.abs(other[index] - found[index])));
        const length = high - low;
        return rounded(between(low - length, found[index], high + length), power(pixel));
      });
    }

    /* Puts a node where numbers are; whether that is seen. `pinned`: coordinates kept inside the axes. */
    put(node, point, pinned = []) {
      const { ground } = this;
      const { place, inside } = ground.spot(point);
      const [x, y] = ground.within(place);
      node.style.transform = `translate(${x}px, ${y}px)`;
      return inside.every((is, index) => is || pinned[index]);
    }

    /* Handles of another kind are made anew; else the numbers are all that changes. */
    show(handles, styles) {
      const look = JSON.stringify([handles.map(({ names }) => names), styles]);
      if (look !== this.look) {
        this.look = look;
        for (const { node } of this.handles) node.remove();
        this.handles = handles.map(({ names }, index) => new Handle(this, names, styles[index]));
      }
      handles.forEach(({ x, y }, index) => (this.handles[index].point = [x, y]));
      this.space = handles.find(({ at }) => at);
    }

    /* All of it follows what was drawn, and a camera that turns. */
    place() {
      const { glplot } = (this.space && this.picture.plot._fullLayout?.scene?._scene) ?? {};
      if (glplot && glplot !== this.watched) {
        this.watched = glplot;
        const { onrender } = glplot;
        glplot.onrender = () => {
          onrender?.call(glplot);
          this.arrange();
        };
      }
      this.arrange();
    }

    arrange() {
      for (const { node, point } of this.marks) node.hidden = !this.ground || !this.put(node, point);
      for (const handle of this.handles) handle.place();
    }
  }

  class Handle {
    constructor(layer, names, { label, hint, value, color }) {
      Object.assign(this, { layer, names, value, point: [0, 0], offset: [0, 0] });
      this.wanted = null; // where a hand has put it, until the answer is there
      this.both = names.every(Boolean);
      this.node = made("div", `handle ${this.both ? "free" : "level"}`);
      Object.assign(this.node, { title: hint, tabIndex: 0, role: "slider", ariaLabel: label });
      if (!this.both) this.node.ariaOrientation = "vertical";
      this.node.style.setProperty("--color", color);
      const { node } = this;
      node.addEventListener("pointerdown", (event) => this.grip(event));
      node.addEventListener("pointermove", (event) => this.drag(event));
      node.addEventListener("lostpointercapture", () => this.release());
      node.addEventListener("keydown", (event) => this.press(event));
      node.addEventListener("blur", () => this.place());
      layer.node.append(this.node);
    }

    get now() {
      return this.wanted ?? this.point;
    }

    get held() {
      return this.node.classList.contains("held");
    }

    grip(event) {
      if (event.button !== 0 || !event.isPrimary || !this.layer.ground) return;
      event.preventDefault(); // no text is marked
      this.node.focus({ preventScroll: true });
      this.node.setPointerCapture(event.pointerId);
      this.node.classList.add("held");
      this.layer.picture.gripped = true;
      const { place } = this.layer.ground.spot(this.now);
      this.offset = this.layer.pointed(event).map((here, index) => here - place[index]);
    }

    drag(event) {
      if (!this.held) return;
      const places = this.layer.pointed(event).map((place, index) => place - this.offset[index]);
      this.set(this.layer.numbers(places));
    }

    release() {
      this.node.classList.remove("held");
      this.layer.picture.gripped = false;
      this.place();
      app.page.resting(); // the axes may follow
    }

    press(event) {
      const { key, shiftKey, ctrlKey, altKey, metaKey } = event;
      if (ctrlKey || altKey || metaKey || !this.layer.ground) return;
      if (key === "Enter" && this.both) app.starts.drop(this.now);
      const way = STEPS[key] ?? LEAPS[key];
      if (!way) return;
      event.preventDefault();
      // Where there is one number, both pairs of arrows move it.
      const by = this.both ? way : [0, way[0] + way[1]];
      const ranges = this.layer.ground.ranges.filter((_, index) => this.names[index]);
      const length = Math.min(...ranges.map(([low, high]) => Math.abs(high - low)));
      const step = (shiftKey ? 10 : 1) * power(length / PART, Math.round);
      const next = (number, index) => Number((number + by[index] * step).toPrecision(12));
      this.set(this.now.map((number, index) => (by[index] ? next(number, index) : number)));
    }

    set(point) {
      if (!point.every(Number.isFinite)) return;
      this.wanted = this.now.map((number, index) => (this.names[index] ? point[index] : number));
      this.place();
      move(this.names.map((name, index) => [name, this.wanted[index]]).filter(([name]) => name));
    }

    /* An answer that none will follow is what counts. */
    arrive() {
      if (!this.held) this.wanted = null;
    }

    place() {
      const { node, now, both, held } = this;
      const { ground } = this.layer;
      node.hidden = !ground;
      if (!ground) return;
      const pinned = this.names.map((name) => !name);
      const inside = this.layer.put(node, now, pinned);
      // Zoomed away from it, it is not there, unless a hand or the keyboard is at it.
      node.hidden = !inside && !held && node !== document.activeElement;
      node.classList.toggle("away", !inside);
      const number = both ? now[0] : now[1];
      const range = ground.ranges[both ? 0 : 1];
      const [min, max] = [Math.min(number, ...range), Math.max(number, ...range)];
      const said = { min, max, now: number, text: told(this.value, now) };
      for (const [what, value] of Object.entries(said)) app.set(node, `aria-value${what}`, String(value));
    }
  }

  const shown = (picture) => layers.get(picture);

  document.addEventListener("page:shown", ({ detail: { page, answer, last } }) => {
    for (const picture of page.pictures) {
      const { handles = [] } = answer.graphs[picture.id] ?? {};
      if (handles.length && !layers.has(picture)) layers.set(picture, new Layer(picture));
      const layer = layers.get(picture);
      if (!layer) continue;
      layer.show(handles, picture.style.handles);
      if (last) for (const handle of layer.handles) handle.arrive();
      layer.place();
    }
  });
  document.addEventListener("picture:placed", ({ detail: picture }) => layers.get(picture)?.place());

  app.handles = { made, shown, told };
})();
