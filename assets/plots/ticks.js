/* Logarithmic axes that move while a control does: their scale, and a label and a line of the grid for
 * every power of ten, without plotly.js, whose own drawing of axes takes as long as that of all else.
 * Its own labels are hidden meanwhile, and found as they were when it draws again. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});
  const EDGE = 1e-6; // of a decade
  const NONE = "\u200B"; // as plotly.js has it, where the type changes its size

  const sameRange = (one, other) => String(one) === String(other);

  /* The multiples of `every` in a range. */
  const powers = ([from, to], every) => {
    const [low, high] = [Math.min(from, to), Math.max(from, to)];
    const first = Math.ceil((low - EDGE) / every);
    const count = Math.floor((high + EDGE) / every) - first + 1;
    return Array.from({ length: Math.max(0, count) }, (_, index) => (first + index) * every);
  };

  const raised = (style, dy, text) => {
    const part = document.createElementNS("http://www.w3.org/2000/svg", "tspan");
    if (style) part.setAttribute("style", style);
    part.setAttribute("dy", dy);
    part.textContent = text;
    return part;
  };

  /* 1, 10, 10² and so on, into a text of SVG. */
  const write = (text, power) => {
    if (power === 0 || power === 1) return text.replaceChildren(power ? "10" : "1");
    const exponent = `${power < 0 ? "−" : ""}${Math.abs(power)}`;
    return text.replaceChildren(`10${NONE}`, raised("font-size:70%", "-0.6em", exponent), raised("", "0.42em", NONE));
  };

  class Ticks {
    constructor(plot) {
      this.plot = plot;
      this.moved = new Map(); // axis -> what was there: its range, what is hidden, what stands for it
    }

    /* Gives the axes of `layout` their ranges; false, with nothing done, where plotly.js has to. */
    move(style) {
      const [, layout] = app.modes.sized([], style);
      const names = Object.keys(layout).filter((name) => /^[xy]axis\d*$/.test(name));
      const others = names.filter((name) => !sameRange(layout[name].range, this.axis(name).range));
      if (!others.every((name) => this.able(name, layout[name]))) return false;
      for (const name of others) this.set(name, layout[name]);
      return true;
    }

    axis(name) {
      return this.plot._fullLayout[name];
    }

    nodes({ _id: id }, kind) {
      return [...this.plot.querySelectorAll(`.${id}${kind}`)];
    }

    able(name, { dtick }) {
      const axis = this.axis(name);
      const alone = !axis._matchGroup && !axis._constraintGroup && !axis.overlaying;
      const there = this.moved.has(name) || (this.nodes(axis, "tick").length && this.nodes(axis, "grid").length);
      return axis.type === "log" && alone && Number.isInteger(dtick) && Boolean(there);
    }

    set(name, { range, dtick }) {
      const axis = this.axis(name);
      if (!this.moved.has(name)) {
        const parts = ["tick", "grid"].map((kind) => this.stand(this.nodes(axis, kind)[0]));
        this.moved.set(name, { range: axis.range, parts });
      }
      const [labels, lines] = this.moved.get(name).parts;
      this.scale(axis, range);
      const at = (power) => axis._offset + axis.l2p(power);
      const place = (power) => (axis._id[0] === "x" ? `translate(${at(power)},0)` : `translate(0,${at(power)})`);
      const labelled = powers(range, dtick);
      // No line along the frame.
      const ruled = labelled.filter((power) => axis.l2p(power) > 1 && axis.l2p(power) < axis._length - 1);
      for (const [part, wanted] of [[labels, labelled], [lines, ruled]]) {
        const copies = wanted.map((power) => {
          const copy = part.like.cloneNode(true);
          const text = copy.querySelector("text");
          if (text) write(text, power);
          (text ?? copy).setAttribute("transform", place(power));
          return copy;
        });
        part.own.replaceChildren(...copies);
      }
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
      for (const [name, { range, parts }] of this.moved) {
        if (this.axis(name)) this.scale(this.axis(name), range);
        for (const { hidden, own } of parts) {
          own.remove();
          hidden.style.display = "";
        }
      }
      this.moved.clear();
    }
  }

  app.Ticks = Ticks;
})();
