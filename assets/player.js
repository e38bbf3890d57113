/* One time cursor through all pictures: computed once by the server, moved here. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});
  const SECONDS = 6; // for the whole horizon
  const { make, plotOf } = app.figures;

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
            cursor.dot = make("span", "present");
            cursor.dot.style.background = cursor.color;
            cursor.line = cursor.upright ? make("span", "upright") : null;
            return cursor.line ? [cursor.line, cursor.dot] : [cursor.dot];
          }),
        );
      }
    }

    layer(id) {
      return document.querySelector(`#${id}`).closest(".stage").querySelector(".cursors");
    }

    move(sample, ids = Object.keys(this.graphs)) {
      for (const id of ids) {
        for (const cursor of this.graphs[id]) this.place(plotOf(id), cursor, sample);
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
      this.texts = JSON.parse(root.dataset.texts);
      this.sample = 0;
      this.marks = null;
      this.frame = 0;
      this.range = document.getElementById("time");
      this.text = document.getElementById("now");
      this.loss = document.querySelector('[data-quantity="loss"]');
      this.range.addEventListener("input", () => {
        this.pause();
        this.go(Number(this.range.value));
      });
    }

    get playing() {
      return this.frame !== 0;
    }

    /* New pictures: the cursor stays at the same part of the horizon. */
    load(now, graphs, labels, part) {
      this.now = now;
      this.labels = labels; // names in `now` -> what the text beside the cursor calls them
      this.range.max = now.times.length - 1;
      const still = now.times.length < 2; // one sample, of a run that is cut at its start
      if (still !== this.still) window.dash_clientside.set_props("play", { disabled: still });
      this.still = still;
      if (still) this.pause();
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
      if (!this.now) return; // there is no picture yet
      const { times, loss } = this.now;
      this.sample = Math.max(0, Math.min(times.length - 1, sample));
      const last = times[times.length - 1];
      this.part = last > 0 ? times[this.sample] / last : 0; // a run may be cut at its start
      this.range.value = this.sample;
      const time = times[this.sample];
      const now = `${this.texts.time} = ${short(time)}`;
      this.range.setAttribute("aria-valuetext", now);
      const rest = Object.entries(this.labels).map(([name, label]) => `${label} = ${short(this.now[name][this.sample])}`);
      this.text.textContent = [now, ...rest].join("   ");
      this.loss.textContent = short(loss[this.sample]);
      this.loss.dataset.value = String(loss[this.sample]);
      this.marks.move(this.sample);
      if (!silent) this.moved(this.part);
    }

    /* A plot has drawn itself: its marks follow. */
    refresh(id) {
      if (this.marks && this.root.isConnected) this.marks.move(this.sample, [id]);
    }

    step(by) {
      this.pause();
      this.go(this.sample + by);
    }

    toggle() {
      if (this.playing) this.pause();
      else if (this.now) this.play();
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
      const [children, title] = this.playing ? this.texts.pause : this.texts.play;
      window.dash_clientside.set_props("play", { children, title, "aria-label": title });
    }

    /* Another page comes. */
    leave() {
      cancelAnimationFrame(this.frame);
      this.frame = 0;
      this.marks = null;
    }
  }

  app.Player = Player;
})();
