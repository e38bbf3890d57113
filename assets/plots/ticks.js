/* Axes that move while a control does: their scale, and a label and a line of the grid for every power
 * of ten or round number, without plotly.js, whose own drawing of axes takes as long as that of all
 * else. Its own labels are hidden meanwhile, and found as they were when it draws again. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});
  const EDGE = 1e-4; // of a range, as plotly.js has it
  const NONE = "\u200B"; // as plotly.js has it, where the type changes its size

  /* The multiples of `every` in a range. */
  const multiples = ([from, to], every) => {
    const [low, high] = [Math.min(from, to), Math.max(from, to)];
    const edge = EDGE * (high - low);
    const first = Math.ceil((low - edge) / every);
    const count = Math.floor((high + edge) / every) - first + 1;
    return Array.from({ length: Math.max(0, count) }, (_, index) => (first + index) * every);
  };

  /* How far plotly.js goes from label to label, and the power of ten that it writes beside numbers. */
  const step = ([low, high], most) => {
    const rough = Math.abs(high - low) / most;
    const base = 10 ** Math.floor(Math.log10(rough));
    return base * ([2, 5].find((times) => times > rough / base) ?? 10);
  };
  const powerOf = (range, least) => {
    const power = Math.floor(Math.log10(Math.max(...range.map(Math.abs))) + 0.01);
    return Math.abs(power) > least ? power : 0;
  };

  const raised = (style, dy, text) => {
    const part = document.createElementNS("http://www.w3.org/2000/svg", "tspan");
    if (style) part.setAttribute("style", style);
    part.setAttribute("dy", dy);
    part.textContent = text;
    return part;
  };

  const minus = (text) => text.replace("-", "−");

  /* A text, and a power of ten beside it, into a text of SVG: 1, 10, 10², 2·10⁵. */
  const write = (text, front, power) => {
    const parts = power ? [raised("font-size:70%", "-0.6em", minus(String(power))), raised("", "0.42em", NONE)] : [];
    text.replaceChildren(power ? front + NONE : front, ...parts);
  };

  class Ticks {
    constructor(plot) {
      this.plot = plot;
      this.moved = new Map(); // axis -> what was there: its range, what is hidden, what stands for it
    }

    /* Gives the axes of `layout` their ranges; false, with nothing done, where plotly.js has to. */
    move(style) {
      const [, layout] = app.modes.sized([], style);
      const before = this.plot._fullLayout;
      const names = Object.keys(layout).filter((name) => /^[xy]axis\d*$/.test(name));
      const others = names.filter((name) => String(layout[name].range) !== String(before[name].range));
      if (before.margin.l !== layout.margin.l) return false; // labels that are longer have more room
      if (!others.every((name) => this.able(name, layout[name]))) return false;
      for (const name of others) this.set(name, layout[name]);
      return true;
    }

    nodes({ _id: id }, kind) {
      return [...this.plot.querySelectorAll(`.${id}${kind}`)];
    }

    able(name, { type, dtick, tickfont }) {
      const axis = this.plot._fullLayout[name];
      // Where zero has a line of its own, that would have to move, too.
      const alone = !axis._matchGroup && !axis._constraintGroup && !axis.overlaying && !axis.zeroline;
      const there = this.moved.has(name) || (this.nodes(axis, "tick").length && this.nodes(axis, "grid").length);
      const known = type === "log" ? Number.isInteger(dtick) : axis.type === "linear" && dtick === undefined;
      const alike = (tickfont?.size ?? axis.tickfont.size) === axis.tickfont.size;
      return alone && Boolean(there) && known && alike;
    }

    set(name, { range, dtick, nticks, minexponent }) {
      const axis = this.plot._fullLayout[name];
      if (!this.moved.has(name)) {
        const groups = (kind) => new Map(this.nodes(axis, kind).toReversed().map((node) => [node.parentNode, node]));
        const [labels, lines] = ["tick", "grid"].map((kind) => [...groups(kind).values()].map(this.stand));
        this.moved.set(name, { range: axis.range, labels, lines });
      }
      const { labels, lines } = this.moved.get(name);
      this.scale(axis, range);
      const log = axis.type === "log";
      const wanted = multiples(range, log ? dtick : step(range, nticks));
      const at = (number) => axis._offset + axis.l2p(number);
      const place = (number) => (axis._id[0] === "x" ? `translate(${at(number)},0)` : `translate(0,${at(number)})`);
      // No line along the frame.
      const ruled = wanted.filter((number) => axis.l2p(number) > 1 && axis.l2p(number) < axis._length - 1);
      const spell = this.speller(log, range, minexponent);
      for (const [parts, numbers] of [[labels, wanted], [lines, ruled]])
        for (const { like, own } of parts) {
          const copies = numbers.map((number) => {
            const copy = like.cloneNode(true);
            const text = copy.querySelector("text");
            if (text) write(text, ...spell(number));
            (text ?? copy).setAttribute("transform", place(number));
            return copy;
          });
          own.replaceChildren(...copies);
        }
    }

    /* How numbers are written at an axis: a text, and the power of ten beside it. */
    speller(log, range, least) {
      if (log) return (power) => (power === 0 || power === 1 ? [power ? "10" : "1", 0] : ["10", power]);
      const power = powerOf(range, least);
      const [mark] = this.plot._fullLayout.separators;
      return (number) => {
        const front = minus(String(Number((number / 10 ** power).toPrecision(12)))).replace(".", mark);
        return power && number ? [`${front}·10`.replace(/(?<![\d.,])1·/, ""), power] : [front, 0];
      };
    }

    /* A group in place of that of `like`, for others like it. */
    stand(like) {
      const hidden = like.parentNode;
      const own = hidden.cloneNode(false);
      hidden.style.display = "none";
      hidden.after(own);
      return { like, hidden, own };
    }

    scale(axis, range) {
      axis.range = [...range];
      axis.setScale();
      axis._r = [...axis.range];
      axis._rl = axis._r.map((end) => axis.r2l(end));
    }

    /* As plotly.js left it. */
    restore() {
      for (const [name, { range, labels, lines }] of this.moved) {
        if (this.plot._fullLayout[name]) this.scale(this.plot._fullLayout[name], range);
        for (const { hidden, own } of [...labels, ...lines]) {
          own.remove();
          hidden.style.display = "";
        }
      }
      this.moved.clear();
    }
  }

  app.Ticks = Ticks;
})();
