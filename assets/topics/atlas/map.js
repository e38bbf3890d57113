/* The colours of a map: a pixel a point, under the axes that plotly.js draws, coarse blocks first. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});
  const { made } = app.handles;
  const SWATCH = 22; // px
  const FINE = 257; // pixels that a side of the colours has at least: textures need them

  class Map {
    constructor(page) {
      this.page = page;
      this.picture = page.pictures.find(({ id }) => id === "graph-map");
      this.ground = this.picture.place.parentNode.querySelector(".atlas-ground");
      this.canvas = this.ground.firstElementChild;
      this.settings = JSON.parse(document.getElementById("atlas-filling").dataset.atlas);
      Object.assign(this, { route: this.settings.chunk, texts: this.settings.texts });
      this.picture.images = () => this.images(); // for who saves the picture
    }

    /* What an answer says of the map; whether it is another one than before. */
    take(plan) {
      const other = plan.digest !== this.plan?.digest;
      this.plan = plan;
      if (!other) return false;
      [this.columns, this.rows] = plan.sides.map(({ values }) => values.length);
      const count = this.columns * this.rows;
      const none = () => new Float64Array(count).fill(NaN);
      this.values = Object.fromEntries(plan.quantities.map(({ name }) => [name, none()]));
      this.there = new Uint8Array(count);
      this.filled = []; // {places, strides} of every chunk
      this.pointed = -1; // the point under a pointer
      this.paint = new app.atlas.Paint(this.settings.colours, plan.paint);
      // Pixels a point, across and up.
      [this.wide, this.high] = [this.columns, this.rows].map((side) => Math.ceil(FINE / side));
      const size = { width: this.columns * this.wide, height: this.rows * this.high };
      Object.assign(this.canvas, size);
      this.image = new ImageData(size.width, size.height);
      this.show();
      return true;
    }

    /* A level is there, whole. */
    level() {
      this.page.dispatch("level");
    }

    get count() {
      return this.there.reduce((sum, is) => sum + is, 0);
    }

    get shown() {
      return this.values[this.plan.quantities[0].name];
    }

    /* A chunk has come. */
    add({ at, values }, strides) {
      const places = app.figures.decode(at);
      for (const [name, packed] of Object.entries(values)) {
        const found = app.figures.decode(packed);
        places.forEach((place, index) => (this.values[name][place] = found[index]));
      }
      for (const place of places) this.there[place] = 1;
      this.filled.push({ places, strides });
      if (this.paint.fit(this.shown)) this.filled.forEach((chunk) => this.blocks(chunk));
      else this.blocks(this.filled.at(-1));
      this.show();
    }

    /* A block a point, as large as the points of its level are apart; the next level covers its edges. */
    blocks({ places, strides: [down, along] }) {
      const { columns, image, shown, paint, wide, high } = this;
      const { width, height } = image;
      for (const place of places) {
        const [row, column] = [Math.floor(place / columns), place % columns];
        const [low, left] = [high * (row - Math.floor(down / 2)), wide * (column - Math.floor(along / 2))];
        for (let r = Math.max(0, low); r < Math.min(height, low + high * down); r++) {
          for (let c = Math.max(0, left); c < Math.min(width, left + wide * along); c++) {
            const colour = paint.colour(shown[place], r, c);
            const pixel = 4 * ((height - 1 - r) * width + c);
            for (let part = 0; part < 3; part++) image.data[pixel + part] = colour?.[part] ?? 0;
            image.data[pixel + 3] = colour ? 255 : 0;
          }
        }
      }
    }

    show() {
      this.canvas.getContext("2d").putImageData(this.image, 0, 0);
      this.ground.dataset.filled = this.filled.length;
      this.legend();
      this.place();
    }

    /* An axis's own even measure of its values, and how far two of them are apart. */
    measure(which) {
      const { values, log } = this.plan.sides[which];
      const even = (value) => (log ? Math.log10(value) : value);
      const [first, last] = [even(values[0]), even(values.at(-1))];
      return { first, last, cell: (last - first) / (values.length - 1), even };
    }

    /* Where the colours lie: each value in the middle of its cell. */
    place() {
      const { xaxis: across, yaxis: up } = this.picture.plot._fullLayout ?? {};
      if (!this.plan || !across?._length) return;
      const px = (number) => `${number}px`;
      const box = (axis, which) => {
        const { first, last, cell } = this.measure(which);
        return [axis.l2p(first - cell / 2), axis.l2p(last + cell / 2)];
      };
      const [left, right] = box(across, 0);
      const [bottom, top] = box(up, 1);
      const { style: ground } = this.ground;
      Object.assign(ground, { left: px(across._offset), top: px(up._offset) });
      Object.assign(ground, { width: px(across._length), height: px(up._length) });
      Object.assign(this.canvas.style, { left: px(left), width: px(right - left) });
      Object.assign(this.canvas.style, { top: px(top), height: px(bottom - top) });
    }

    /* The same as plotly.js draws it. */
    images() {
      if (!this.filled?.length) return [];
      const [x, y] = [0, 1].map((which) => this.measure(which));
      const box = { x: x.first - x.cell / 2, y: y.last + y.cell / 2 };
      const size = { sizex: x.last - x.first + x.cell, sizey: y.last - y.first + y.cell };
      const where = { xref: "x", yref: "y", sizing: "stretch", layer: "below" };
      return [{ source: this.canvas.toDataURL(), ...box, ...size, ...where }];
    }

    /* The point next to a place in px from the corner of the axes; -1 beside them. */
    at(left, top) {
      const { xaxis: across, yaxis: up } = this.picture.plot._fullLayout;
      if (left < 0 || top < 0 || left > across._length || top > up._length) return -1;
      const index = (axis, place, which, count) => {
        const { first, cell } = this.measure(which);
        return Math.max(0, Math.min(count - 1, Math.round((axis.p2l(place) - first) / cell)));
      };
      return index(up, top, 1, this.rows) * this.columns + index(across, left, 0, this.columns);
    }

    /* Across and up. */
    point(index) {
      const [across, up] = this.plan.sides;
      return [across.values[index % this.columns], up.values[Math.floor(index / this.columns)]];
    }

    /* The point next to values across and up. */
    nearest(place) {
      const [column, row] = place.map((value, which) => {
        const { first, cell, even } = this.measure(which);
        return Math.round((even(value) - first) / cell);
      });
      return row * this.columns + column;
    }

    /* What is known of a point, in a line. */
    said(index) {
      const written = (value, { codes }) => (codes.length ? codes[value] : app.written(value));
      const { texts } = this.settings;
      const { sides } = this.plan;
      const place = this.point(index).map((value, which) => `${sides[which].symbol} = ${app.written(value)}`);
      const known = this.there[index] ? this.plan.quantities : [];
      const found = known.map((each) => {
        const value = this.values[each.name][index];
        return `${each.label} ${Number.isNaN(value) ? texts.none : written(value, each)}`;
      });
      return [place.join(", "), ...found].join(" \u00b7 ");
    }

    /* What the colours mean. */
    legend() {
      const { paint, plan, settings } = this;
      const { label, codes } = plan.quantities[0];
      const node = document.getElementById("atlas-legend");
      const look = JSON.stringify([label, paint.low, paint.high, this.filled.length > 0]);
      if (look === this.look) return;
      this.look = look;
      const span = (className, ...inside) => {
        const node = made("span", className);
        node.append(...inside);
        return node;
      };
      const pair = (swatch, name) => span("pair", swatch, span("code", name));
      const parts = [span("of", label)];
      if (codes.length) codes.forEach((name, code) => parts.push(pair(this.swatch(code), name)));
      else {
        const bar = span("bar", span("steps", ...paint.steps.map((value) => span("", app.written(value, 2)))));
        bar.style.background = paint.gradient;
        parts.push(bar);
        if (paint.log && this.shown.some((value) => value === 0)) {
          const zero = made("span", "swatch");
          zero.style.background = `#${paint.nothing}`;
          parts.push(pair(zero, settings.texts.nothing));
        }
      }
      node.replaceChildren(...parts);
    }

    /* A small piece of a code's colour and texture. */
    swatch(code) {
      const canvas = Object.assign(made("canvas", "swatch"), { width: SWATCH, height: SWATCH });
      const image = new ImageData(SWATCH, SWATCH);
      for (let pixel = 0; pixel < SWATCH * SWATCH; pixel++) {
        const colour = this.paint.colour(code, SWATCH - Math.floor(pixel / SWATCH), pixel % SWATCH);
        image.data.set([...colour, 255], 4 * pixel);
      }
      canvas.getContext("2d").putImageData(image, 0, 0);
      return canvas;
    }
  }

  document.addEventListener("picture:placed", ({ detail: picture }) => {
    if (picture === app.atlas.map?.picture) app.atlas.map.place();
  });

  app.atlas = { ...app.atlas, Map };
})();
