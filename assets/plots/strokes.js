/* Lines, areas and marks written straight into the SVG that plotly.js drew, on the axes that are
 * there: a tenth of what its own redraw costs. A browser test holds both drawings against each other. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});
  const DEVIATION = 0.25; // px that a line may be off what its points say
  const FAR = 20; // screens away from the axes, where lines are cut: as plotly.js does it
  const NOTHING = "M0,0Z";

  /* What a pen writes is a path; points that lie on a straight line, but for DEVIATION, are one
   * stroke: all directions that would pass close to the points left out lie between two, and as long
   * as the next point lies there too, and farther away, it takes the place of the last one. */
  class Pen {
    constructor() {
      this.text = "";
      this.left = false; // whether a point was left out, and waits
      this.from = undefined; // x of the first point
      this.x = this.y = this.reach = 0;
      this.lowX = this.lowY = this.highX = this.highY = this.lastX = this.lastY = 0;
    }

    put(letter, x, y) {
      this.text += letter + Math.round(x * 10) / 10 + "," + Math.round(y * 10) / 10;
      this.from ??= x;
      this.x = x;
      this.y = y;
      this.reach = 0;
    }

    move(x, y) {
      this.end();
      this.put("M", x, y);
    }

    // Every point of every line comes here at every step: no objects are made for it.
    line(x, y) {
      let dx = x - this.x;
      let dy = y - this.y;
      let distance = Math.sqrt(dx * dx + dy * dy);
      const { reach } = this;
      const turns = this.lowX * dy < this.lowY * dx || dx * this.highY < dy * this.highX;
      if (reach > 0 && (distance < reach || turns)) {
        this.end();
        dx = x - this.x;
        dy = y - this.y;
        distance = Math.sqrt(dx * dx + dy * dy);
      }
      this.left = true;
      this.lastX = x;
      this.lastY = y;
      if (distance <= DEVIATION) return; // every direction passes it
      const offX = (-dy / distance) * DEVIATION;
      const offY = (dx / distance) * DEVIATION;
      const first = !this.reach;
      if (first || this.lowX * (dy - offY) > this.lowY * (dx - offX)) {
        this.lowX = dx - offX;
        this.lowY = dy - offY;
      }
      if (first || (dx + offX) * this.highY > (dy + offY) * this.highX) {
        this.highX = dx + offX;
        this.highY = dy + offY;
      }
      this.reach = distance;
    }

    end() {
      if (this.left) this.put("L", this.lastX, this.lastY);
      this.left = false;
      return this.text;
    }
  }

  /* Where a number lies on an axis, in px; on a logarithmic one what has no logarithm lies nowhere. */
  const placedOne = ({ type, _m: scale, _b: start }, number) =>
    start + scale * (type === "log" ? Math.log10(number) : number);

  const placed = ({ type, _m: scale, _b: start }, numbers) => {
    const places = new Float64Array(numbers.length);
    if (type === "log") for (let i = 0; i < places.length; i++) places[i] = start + scale * Math.log10(numbers[i]);
    else for (let i = 0; i < places.length; i++) places[i] = start + scale * numbers[i];
    return places;
  };

  /* The same of the lines of a picture, most of which have their x in common. */
  const once = () => {
    const known = new Map(); // of each axis the numbers that came last, and their places
    return (axis, numbers) => {
      if (known.get(axis)?.numbers !== numbers) known.set(axis, { numbers, places: placed(axis, numbers) });
      return known.get(axis).places;
    };
  };

  /* The parts [from, to] of a stroke that lie in a box; null if none does. */
  const within = (x, y, toX, toY, [left, top, right, bottom]) => {
    if ((x < left && toX < left) || (x > right && toX > right)) return null; // as most do, and soon told
    if ((y < top && toY < top) || (y > bottom && toY > bottom)) return null;
    let [from, to] = [0, 1];
    for (const [way, room] of [
      [x - toX, x - left],
      [toX - x, right - x],
      [y - toY, y - top],
      [toY - y, bottom - y],
    ]) {
      if (way === 0 && room < 0) return null;
      if (way < 0) from = Math.max(from, room / way);
      if (way > 0) to = Math.min(to, room / way);
    }
    return from < to ? [from, to] : null;
  };

  const holds = ([left, top, right, bottom], x, y) => x >= left && x <= right && y >= top && y <= bottom;

  const grown = ({ width, height }, by) => [-by * width, -by * height, (1 + by) * width, (1 + by) * height];

  /* The path through points, with its gaps; what is far away is cut off. */
  const path = (xs, ys, box) => {
    const pen = new Pen();
    let [open, before] = [false, -1]; // whether the pen is at the point before
    for (let i = 0; i < xs.length; i++) {
      const [x, y] = [xs[i], ys[i]];
      if (!Number.isFinite(x) || !Number.isFinite(y)) [open, before] = [false, -1];
      else {
        const inside = holds(box, x, y);
        if (inside && open) pen.line(x, y);
        else if (before < 0) open = inside && (pen.move(x, y), true);
        else {
          const [fromX, fromY] = [xs[before], ys[before]];
          const part = within(fromX, fromY, x, y, box);
          if (part && !open) pen.move(fromX + part[0] * (x - fromX), fromY + part[0] * (y - fromY));
          if (part) pen.line(fromX + part[1] * (x - fromX), fromY + part[1] * (y - fromY));
          open = inside;
        }
        before = i;
      }
    }
    return pen.end();
  };

  /* One line through all points, without gaps and never farther than the box: for areas. The pen. */
  const edge = (xs, ys, [left, top, right, bottom], step = 1) => {
    const pen = new Pen();
    for (let i = step > 0 ? 0 : xs.length - 1; i >= 0 && i < xs.length; i += step) {
      if (Number.isNaN(xs[i]) || Number.isNaN(ys[i])) continue;
      const [x, y] = [Math.max(left, Math.min(right, xs[i])), Math.max(top, Math.min(bottom, ys[i]))];
      if (pen.text) pen.line(x, y);
      else pen.move(x, y);
    }
    pen.end();
    return pen;
  };

  const size = ({ across, up }) => ({ width: across._length, height: up._length });

  /* What plotly.js drew for trace `index`: its axes, and the nodes to write into; null if nothing. */
  const drawn = (plot, index) => {
    const { trace, node3 } = plot.calcdata[index]?.[0] ?? {};
    const root = node3?.node();
    if (!root) return null;
    const axis = (name) => plot._fullLayout[name.replace(/^[xy]/, "$&axis")];
    const before = trace._ownFill ? null : trace._prevtrace;
    return {
      across: axis(trace.xaxis),
      up: axis(trace.yaxis),
      lined: trace.mode.includes("lines"),
      marked: trace.mode.includes("markers"),
      strokes: [...root.querySelectorAll(".js-line")],
      marks: [...root.querySelectorAll("path.point")],
      texts: Boolean(root.querySelector(".textpoint")),
      area: (trace._ownFill ?? before?._nextFill)?.node(),
      before: before?.index,
    };
  };

  /* New places for marks, one a point; false if there is none that more could be like. */
  const move = (nodes, xs, ys) => {
    let used = 0;
    for (let i = 0; i < xs.length; i++) {
      if (!Number.isFinite(xs[i]) || !Number.isFinite(ys[i])) continue;
      if (used === nodes.length) {
        if (!used) return false;
        nodes.push(nodes[0].cloneNode(true));
        nodes[0].parentNode.append(nodes[used]);
      }
      app.set(nodes[used++], "transform", `translate(${xs[i]},${ys[i]})`);
    }
    for (const node of nodes.splice(used)) node.remove();
    return true;
  };

  const fill = (trace, { xs, ys }, below, box) => {
    const over = edge(xs, ys, box);
    const zero = Math.min(box[3], trace.up.c2p(0, true));
    const under = below ? edge(below.xs, below.ys, box, -1) : edge([over.x, over.from], [zero, zero], box);
    const whole = over.text && under.text && `${over.text}${under.text.replace("M", "L")}Z`;
    app.set(trace.area, "d", whole || NOTHING);
  };

  /* Writes the numbers of all traces ([{x, y}]) into what was drawn; false if that cannot hold them,
   * and plotly.js has to draw. */
  const write = (traces, numbers) => {
    const across = once();
    const places = traces.map((trace, index) => {
      const { x, y } = numbers[index];
      return trace && { xs: across(trace.across, x), ys: placed(trace.up, y) }; // in px from their corner
    });
    return traces.every((trace, index) => {
      if (!trace || trace.texts) return false; // where texts go is plotly.js's own
      const { xs, ys } = places[index];
      const box = grown(size(trace), FAR);
      if (trace.strokes.length) {
        const [first, ...rest] = trace.strokes;
        app.set(first, "d", path(xs, ys, box) || NOTHING);
        for (const other of rest) app.set(other, "d", NOTHING);
      } else if (trace.lined && path(xs, ys, box)) return false;
      if (trace.area) fill(trace, places[index], places[trace.before], box);
      return !trace.marked || move(trace.marks, xs, ys);
    });
  };

  /* Where a line leaves its axes, or ends: its last point that can be seen, in px. */
  const end = ({ across, up }, { x, y }) => {
    const box = grown(size({ across, up }), 0.005);
    let [toX, toY] = [NaN, NaN]; // the point after
    for (let i = x.length - 1; i >= 0; i--) {
      const [atX, atY] = [placedOne(across, x[i]), placedOne(up, y[i])];
      const there = Number.isFinite(atX) && Number.isFinite(atY);
      const joined = there && Number.isFinite(toX) && Number.isFinite(toY); // no gap between them
      const part = joined && within(atX, atY, toX, toY, box);
      if (part) return { x: atX + part[1] * (toX - atX), y: atY + part[1] * (toY - atY) };
      if (there && holds(box, atX, atY)) return { x: atX, y: atY };
      [toX, toY] = [atX, atY];
    }
    return null;
  };

  app.strokes = { drawn, end, write };
})();
