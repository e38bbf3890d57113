/* The curves' names, in their colours: at the right end of a line, beside a mark, or where a line
 * leaves its axes; none over another, and all of them again where the lines are written anew. A
 * picture in space, where nothing can be laid over what turns, has a key in its corner instead. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});
  const GAP = 5; // px from what is named
  const CLEAR = 13; // px from a mark: a handle may lie on it
  const MOST = 0.13; // of a picture's width: room that names at the right may take; longer ones go inside
  const EDGE = 0.93; // of the width of the axes: a line that ends there ends at their right
  const NEAR = 4; // times its height that a name goes from its place until it is given up

  const apart = (one, other) =>
    one.left >= other.left + other.width ||
    other.left >= one.left + one.width ||
    one.top >= other.top + other.height ||
    other.top >= one.top + one.height;

  /* Names in a column, in the order of their lines and as close to them as there is room; more than
   * there is room for are left out, the first (the curves beneath) before the last. */
  const column = (labels, top, bottom) => {
    const most = Math.max(1, Math.floor((bottom - top) / (labels[0]?.height || 1)));
    const shown = labels.slice(-most).sort((one, other) => one.y - other.y);
    let free = top;
    for (const label of shown) {
      label.top = Math.max(free, label.y - label.height / 2);
      free = label.top + label.height;
    }
    free = bottom;
    for (const label of shown.toReversed()) {
      label.top = Math.min(label.top, free - label.height);
      free = label.top;
    }
    return shown;
  };

  /* No name beside the labels of the axis of time. */
  const lowest = (labels) => GAP + Math.max(...labels.map(({ frame }) => frame.bottom));

  const SIDES = 6; // of a point: to its right, its left and amid, each above and below
  const PLACES = SIDES * (2 * NEAR + 1); // of a name, each half of its height farther away; the best is 0
  const around = ({ x, y, width, height, mark }, number) => {
    const off = 0.5 * height * Math.floor(number / SIDES);
    const side = (number % SIDES) >> 1;
    const gap = mark ? CLEAR : GAP;
    const away = off + (side === 2 && mark ? gap : GAP / 2);
    const left = [x + gap, x - gap - width, x - width / 2][side];
    return { left, top: number % 2 ? y + away : y - height - away, width, height };
  };

  const inside = (place, { left, top, right, bottom }) =>
    place.left >= left &&
    place.top >= top &&
    place.left + place.width <= right &&
    place.top + place.height <= bottom;

  class Labels {
    constructor(stage) {
      this.layer = app.span("labels");
      this.layer.ariaHidden = "true"; // the caption says what can be seen
      stage.append(this.layer);
      this.labels = [];
    }

    /* `labels`: [{trace, text, color}]; `data`: the styles of all traces. */
    set(labels, data, space) {
      this.layer.classList.toggle("key", space);
      this.labels = labels.map(({ trace, text, color }) => {
        const node = app.span("label", `--color: ${color}`);
        const dash = data[trace].line?.dash ?? "solid";
        if (space) node.append(app.span(`swatch ${data[trace].mode.includes("lines") ? dash : "mark"}`));
        node.append(text);
        return { trace, node, mark: data[trace].mode === "markers" };
      });
      this.layer.replaceChildren(...this.labels.map(({ node }) => node));
      this.measure();
    }

    /* How large they are: once, and when the type changes. */
    measure() {
      for (const label of this.labels) [label.width, label.height] = [label.node.offsetWidth, label.node.offsetHeight];
    }

    /* The margin that the names of the traces at the right edge need. */
    margin(atEdge, least) {
      const most = MOST * this.layer.clientWidth;
      const widths = this.labels.filter(({ trace }) => atEdge(trace)).map(({ width }) => width + 1.4 * GAP);
      return Math.max(least, ...widths.filter((width) => width <= most));
    }

    /* Puts each name where its curve ends: `end` gives the point, and the frame of its axes, in px of
     * the stage; null where nothing is seen. Right of `edge` there is room for names. */
    place(end, edge, width) {
      const [columns, others, taken] = [new Map(), [], []];
      for (const label of this.labels) {
        const found = end(label.trace);
        label.shown = false;
        if (!found) continue;
        Object.assign(label, found);
        const { left, right } = found.frame;
        const atEdge = Math.abs(right - edge) < 2 && label.x >= left + EDGE * (right - left);
        if (!label.mark && atEdge && width - right >= label.width + GAP)
          columns.set(right, [...(columns.get(right) ?? []), label]);
        else others.push(label);
      }
      for (const [right, labels] of columns)
        for (const label of column(labels, 0, lowest(labels))) {
          label.left = right + GAP;
          this.show(label, taken);
        }
      for (const label of others.toReversed()) {
        const free = (number) => {
          const place = around(label, number);
          return inside(place, label.frame) && taken.every((other) => apart(place, other));
        };
        // It stays on the side where it was: a name that jumps to and fro cannot be read.
        if (!(label.side < PLACES && free(label.side))) {
          label.side = 0;
          while (label.side < PLACES && !free(label.side)) label.side += 1;
        }
        if (label.side === PLACES) continue;
        Object.assign(label, around(label, label.side));
        this.show(label, taken);
      }
      for (const { node, shown } of this.labels) node.style.visibility = shown ? "visible" : "hidden";
    }

    show(label, taken) {
      const { node, left, top } = label;
      label.shown = true;
      node.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
      taken.push({ left, top, width: label.width, height: label.height });
    }
  }

  app.Labels = Labels;
  Labels.EDGE = EDGE;
})();
