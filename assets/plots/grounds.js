/* What a handle's two numbers lie on: the axes of a plot, or a plane through the start in a picture in
 * space, seen by its camera. Places are in px from the corner of a layer over the picture. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});

  class Flat {
    constructor({ xaxis, yaxis }) {
      this.axes = [xaxis, yaxis];
    }

    get ready() {
      return this.axes.every((axis) => axis?._length);
    }

    get ranges() {
      return this.axes.map(({ range }) => range);
    }

    /* Where numbers are, and whether that is within each of the axes. */
    spot(point) {
      const places = this.axes.map((axis, index) => axis.d2p(point[index]));
      const inside = places.map((place, index) => place >= -1 && place <= this.axes[index]._length + 1);
      return { place: places.map((place, index) => this.axes[index]._offset + place), inside };
    }

    /* The place within the axes that is next to another one. */
    within(place) {
      return place.map((here, index) => {
        const { _offset: start, _length: length } = this.axes[index];
        return Math.max(start, Math.min(start + length, here));
      });
    }

    numbers(place) {
      return place.map((here, index) => this.axes[index].p2d(here - this.axes[index]._offset));
    }
  }

  /* matrix vector, as WebGL has them: column by column. */
  const times = (matrix, vector) =>
    [0, 1, 2, 3].map((row) => vector.reduce((sum, number, column) => sum + matrix[4 * column + row] * number, 0));

  class Space {
    /* `at`: all three numbers of the start; `along`: which of them the two are. */
    constructor({ scene }, { at, along }, node) {
      Object.assign(this, { layout: scene, at, along, node });
    }

    get scene() {
      return this.layout?._scene;
    }

    get ready() {
      return Boolean(this.scene?.glplot?.cameraParams && this.scene.dataScale);
    }

    get ranges() {
      return this.along.map((index) => this.layout[`${"xyz"[index]}axis`].range);
    }

    get box() {
      const [own, { left, top }] = [this.scene.container.getBoundingClientRect(), this.node.getBoundingClientRect()];
      return { left: own.left - left, top: own.top - top, width: own.width, height: own.height };
    }

    /* A point, or with `last` 0 a direction, before the division by its last coordinate. */
    seen(point, last = 1) {
      const { model, view, projection } = this.scene.glplot.cameraParams;
      const scaled = [...point.map((number, index) => number * this.scene.dataScale[index]), last];
      return times(projection, times(view, times(model, scaled)));
    }

    whole(point) {
      const whole = [...this.at];
      this.along.forEach((index, which) => (whole[index] = point[which]));
      return whole;
    }

    spot(point) {
      const { left, top, width, height } = this.box;
      const [x, y, , depth] = this.seen(this.whole(point));
      const place = [left + width * (0.5 + x / depth / 2), top + height * (0.5 - y / depth / 2)];
      const inside = depth > 0 && Math.abs(x) <= depth && Math.abs(y) <= depth;
      return { place, inside: [inside, inside] };
    }

    within(place) {
      return place;
    }

    /* Two linear equations: the point of the plane that is seen at a place. */
    numbers([left, top]) {
      const { box } = this;
      const wanted = [(2 * (left - box.left)) / box.width - 1, 1 - (2 * (top - box.top)) / box.height];
      const corner = this.seen(this.whole([0, 0]));
      const ways = this.along.map((index) => this.seen([0, 1, 2].map((other) => Number(other === index)), 0));
      const rows = wanted.map((there, row) => [...ways, corner].map((seen) => seen[row] - there * seen[3]));
      const [[a, b, c], [d, e, f]] = rows;
      const area = a * e - b * d;
      return [(b * f - c * e) / area, (c * d - a * f) / area];
    }
  }

  app.grounds = { Flat, Space };
})();
