/* One time cursor through all pictures: computed once by the server, moved here. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});
  const SECONDS = 6; // for the whole horizon
  const { make } = app.controls;
  const { plotOf } = app.figures;

  const short = (number) => {
    if (number === 0) return "0";
    const size = Math.abs(number);
    const text = size >= 1e-3 && size < 1e5 ? Number(number.toPrecision(4)).toString() : number.toExponential(2);
    return text.replace(/-/g, "−");
  };

  /* Dots and lines over the plots. They are placed with the axes' own scales, so a cursor that moves
   * redraws no plot; in space, where that is not possible, a trace is moved. */
  class Marks {
    constructor(graphs) {
      this.graphs = graphs; // id -> cursors with arrays
      for (const id of Object.keys(graphs)) {
        const layer = this.layer(id);
        layer.replaceChildren(
          ...graphs[id].flatMap((cursor) => {
            cursor.dot = make("span", { class: "present" });
            cursor.dot.style.background = cursor.color;
            cursor.line = cursor.upright ? make("span", { class: "upright" }) : null;
            return cursor.line ? [cursor.line, cursor.dot] : [cursor.dot];
          }),
        );
      }
    }

    layer(id) {
      return document.querySelector(`#${id}`).closest(".stage").querySelector(".cursors");
    }

    move(sample) {
      for (const [id, cursors] of Object.entries(this.graphs)) {
        for (const cursor of cursors) this.place(plotOf(id), cursor, sample);
      }
    }

    place(plot, cursor, sample) {
      const layout = plot._fullLayout;
      const x = layout[`xaxis${cursor.axes}`];
      const y = layout[`yaxis${cursor.axes}`];
      if (cursor.z) {
        cursor.dot.hidden = true;
        this.moveInSpace(plot, cursor, sample);
        return;
      }
      if (!x || !y) return;
      const left = x.d2p(cursor.x[sample]);
      const top = y.d2p(cursor.y[sample]);
      const inside = left >= -1 && left <= x._length + 1;
      cursor.dot.hidden = !(inside && top >= -1 && top <= y._length + 1);
      cursor.dot.style.transform = `translate(${x._offset + left}px, ${y._offset + top}px)`;
      if (cursor.line) {
        cursor.line.hidden = !inside;
        cursor.line.style.transform = `translateX(${x._offset + left}px)`;
        cursor.line.style.top = `${layout._size.t}px`;
        cursor.line.style.height = `${layout._size.h}px`;
      }
    }

    moveInSpace(plot, cursor, sample) {
      if (cursor.shown === sample) return;
      cursor.shown = sample;
      const at = { x: [[cursor.x[sample]]], y: [[cursor.y[sample]]], z: [[cursor.z[sample]]] };
      window.Plotly.restyle(plot, at, [plot.data.length - 1]);
    }
  }

  class Player {
    /* moved(part) is told where the cursor rests, as a part of the horizon. */
    constructor(root, moved) {
      this.root = root;
      this.moved = moved;
      this.sample = 0;
      this.marks = null;
      this.frame = 0;
      const button = (name, text, act) => {
        const element = make("button", { type: "button", "aria-label": name, title: name }, text);
        element.addEventListener("click", act);
        return element;
      };
      this.playButton = button("Play", "▶", () => (this.playing ? this.pause() : this.play()));
      this.range = make("input", { type: "range", id: "time", min: 0, max: 1, step: 1, value: 0, autocomplete: "off" });
      this.range.addEventListener("input", () => {
        this.pause();
        this.go(Number(this.range.value));
      });
      this.text = make("output", { for: "time", class: "now", "aria-live": "off" });
      root.replaceChildren(
        button("Step back", "◀|", () => this.step(-1)),
        this.playButton,
        button("Step forward", "|▶", () => this.step(1)),
        make("label", { for: "time" }, "Time"),
        this.range,
        this.text,
      );
    }

    get playing() {
      return this.frame !== 0;
    }

    /* New pictures: the cursor stays at the same part of the horizon. */
    load(now, graphs, labels, part) {
      this.now = now;
      this.labels = labels; // names in `now` -> what the text beside the cursor calls them
      this.range.max = now.times.length - 1;
      this.playButton.disabled = now.times.length < 2; // one sample, of a run that is cut at its start
      if (this.playButton.disabled) this.pause();
      this.marks = new Marks(graphs);
      this.go(this.sampleAt(part ?? this.part ?? 0), { silent: true });
    }

    /* The sample closest to a part of the horizon. */
    sampleAt(part) {
      const { times } = this.now;
      const wanted = part * times[times.length - 1];
      let low = 0;
      let high = times.length - 1;
      while (high - low > 1) {
        const middle = (low + high) >> 1;
        if (times[middle] <= wanted) low = middle;
        else high = middle;
      }
      return wanted - times[low] <= times[high] - wanted ? low : high;
    }

    go(sample, { silent = false } = {}) {
      const { times, loss } = this.now;
      this.sample = Math.max(0, Math.min(times.length - 1, sample));
      const last = times[times.length - 1];
      this.part = last > 0 ? times[this.sample] / last : 0; // a run may be cut at its start
      this.range.value = this.sample;
      const time = times[this.sample];
      this.range.setAttribute("aria-valuetext", `t = ${short(time)}`);
      const rest = Object.entries(this.labels).map(([name, label]) => `${label} = ${short(this.now[name][this.sample])}`);
      this.text.textContent = [`t = ${short(time)}`, ...rest].join("   ");
      const figure = document.querySelector('[data-quantity="loss"]');
      figure.textContent = short(loss[this.sample]);
      figure.dataset.value = String(loss[this.sample]);
      this.marks.move(this.sample);
      if (!silent) this.moved(this.part);
    }

    refresh() {
      if (this.marks && this.root.isConnected) this.marks.move(this.sample);
    }

    step(by) {
      this.pause();
      this.go(this.sample + by);
    }

    play() {
      const last = this.now.times.length - 1;
      const begin = this.sample >= last ? 0 : this.part;
      let start = null;
      const tick = (moment) => {
        if (!this.root.isConnected) return; // another page has come
        start ??= moment;
        const part = begin + (moment - start) / (1000 * SECONDS);
        this.go(part >= 1 ? last : this.sampleAt(part), { silent: part < 1 });
        this.frame = part < 1 ? requestAnimationFrame(tick) : 0;
        this.label();
      };
      this.frame = requestAnimationFrame(tick);
      this.label();
    }

    pause() {
      if (!this.playing) return;
      cancelAnimationFrame(this.frame);
      this.frame = 0;
      this.label();
      this.moved(this.part);
    }

    label() {
      const name = this.playing ? "Pause" : "Play";
      this.playButton.textContent = this.playing ? "❚❚" : "▶";
      this.playButton.setAttribute("aria-label", name);
      this.playButton.title = name;
    }
  }

  app.Player = Player;
})();
