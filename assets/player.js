/* One time cursor through all pictures: computed once by the server, moved here. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});
  const SECONDS = 6; // for the whole horizon

  const short = (number) => {
    if (number === 0) return "0";
    const size = Math.abs(number);
    const text = size >= 1e-3 && size < 1e5 ? Number(number.toPrecision(4)).toString() : number.toExponential(2);
    return text.replace(/-/g, "−");
  };

  class Player {
    /* moved() is told when the cursor has been moved: `part` is then where, as a part of the horizon. */
    constructor(pictures, moved) {
      Object.assign(this, { pictures, moved, sample: 0, part: 0, frame: 0 });
      this.root = document.getElementById("player");
      this.texts = JSON.parse(this.root.dataset.texts);
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

    /* New pictures: the cursor stays at the same part of the horizon, if it is not sent to another.
     * `labels`: names in `now` -> what the text beside the cursor calls them. */
    load(now, labels, part = this.part) {
      Object.assign(this, { now, labels });
      this.range.max = now.times.length - 1;
      const still = now.times.length < 2; // one sample, of a run that is cut at its start
      if (still !== this.still) window.dash_clientside.set_props("play", { disabled: still });
      this.still = still;
      if (still) this.pause();
      this.go(this.sampleAt(part), { silent: true });
    }

    /* The sample closest to a part of the horizon. */
    sampleAt(part) {
      const { times } = this.now;
      const wanted = part * times.at(-1);
      const next = times.findIndex((time) => time > wanted);
      if (next < 1) return next < 0 ? times.length - 1 : 0;
      return wanted - times[next - 1] <= times[next] - wanted ? next - 1 : next;
    }

    go(sample, { silent = false } = {}) {
      if (!this.now) return; // nothing has come yet
      const { times, loss } = this.now;
      this.sample = Math.max(0, Math.min(times.length - 1, sample));
      this.part = times.at(-1) > 0 ? times[this.sample] / times.at(-1) : 0; // a run may be cut at its start
      const time = `${this.texts.time} = ${short(times[this.sample])}`;
      const said = ([name, label]) => `${label} = ${short(this.now[name][this.sample])}`;
      const rest = Object.entries(this.labels).map(said);
      this.range.value = this.sample;
      this.range.setAttribute("aria-valuetext", time);
      this.text.textContent = [time, ...rest].join("   ");
      this.loss.textContent = short(loss[this.sample]);
      this.loss.dataset.value = String(loss[this.sample]);
      for (const picture of this.pictures) picture.move(this.sample);
      if (!silent) this.moved();
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
        this.run(part < 1 ? requestAnimationFrame(tick) : 0);
      };
      this.run(requestAnimationFrame(tick));
    }

    pause() {
      if (!this.playing) return;
      cancelAnimationFrame(this.frame);
      this.run(0);
      this.moved();
    }

    /* The next frame, 0 for none; the button says what it would do. */
    run(frame) {
      const turned = this.playing !== (frame !== 0);
      this.frame = frame;
      const [children, title] = this.playing ? this.texts.pause : this.texts.play;
      if (turned) window.dash_clientside.set_props("play", { children, title, "aria-label": title });
    }

    /* Another page comes. */
    leave() {
      cancelAnimationFrame(this.frame);
      this.now = null;
    }
  }

  app.Player = Player;
})();
