/* One time cursor through all pictures: computed once by the server, moved here. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});
  const SECONDS = 6; // for the whole horizon
  const STEPS = 20; // in which it is played where nothing is to move smoothly
  const CALM = window.matchMedia("(prefers-reduced-motion: reduce)");

  class Player {
    /* moved() is told when the cursor has been moved: `part` is then where, as a part of the horizon. */
    constructor(pictures, moved) {
      Object.assign(this, { pictures, moved, sample: 0, part: 0, frame: 0 });
      this.root = document.getElementById("player");
      this.texts = JSON.parse(this.root.dataset.texts);
      this.range = document.getElementById("time");
      this.button = document.getElementById("play");
      this.text = document.getElementById("now");
      this.loss = document.querySelector('[data-quantity="loss"]');
      this.range.addEventListener("input", () => this.step(Number(this.range.value) - this.sample));
    }

    /* New pictures: the cursor stays at the same part of the horizon, if it is not sent to another.
     * `labels`: names in `now` -> what the text beside the cursor calls them. */
    load(now, labels, part = this.part) {
      Object.assign(this, { now, labels });
      app.set(this.range, "max", String(now.times.length - 1));
      this.button.disabled = now.times.length < 2; // a run that is cut at its start
      if (this.button.disabled) this.pause();
      this.go(this.sampleAt(part));
    }

    /* The sample closest to a part of the horizon. */
    sampleAt(part) {
      const { times } = this.now;
      const off = (sample) => Math.abs(times[sample] - part * times.at(-1));
      return times.reduce((best, _, sample) => (off(sample) < off(best) ? sample : best), 0);
    }

    go(sample) {
      if (!this.now) return; // nothing has come yet
      const { times, loss } = this.now;
      this.sample = Math.max(0, Math.min(times.length - 1, sample));
      this.part = times.at(-1) > 0 ? times[this.sample] / times.at(-1) : 0; // a run may be cut at its start
      const said = ([name, label]) => `${label} = ${app.written(this.now[name][this.sample])}`;
      const texts = [["times", this.texts.time], ...Object.entries(this.labels)].map(said);
      this.range.value = this.sample;
      app.set(this.range, "aria-valuetext", texts[0]);
      app.put(this.text, texts.join("   "));
      app.put(this.loss, app.written(loss[this.sample]));
      this.loss.dataset.value = String(loss[this.sample]);
      for (const picture of this.pictures) picture.move(this.sample);
      document.dispatchEvent(new CustomEvent("player:moved", { detail: this.sample }));
    }

    step(by) {
      this.pause();
      this.go(this.sample + by);
      this.moved();
    }

    toggle() {
      if (this.frame || !this.now) return this.pause();
      const begin = this.part < 1 ? this.part : 0;
      const start = performance.now();
      const tick = (moment) => {
        if (!this.root.isConnected) return; // another page has come
        const played = (moment - start) / (1000 * SECONDS);
        const part = begin + (CALM.matches ? Math.floor(STEPS * played) / STEPS : played);
        const sample = this.sampleAt(part);
        if (sample !== this.sample) this.go(sample);
        if (part < 1) this.run(requestAnimationFrame(tick));
        else this.pause();
      };
      this.run(requestAnimationFrame(tick));
    }

    pause() {
      if (!this.frame) return;
      cancelAnimationFrame(this.frame);
      this.run(0);
      this.moved();
    }

    /* The next frame, 0 for none; the button says what it would do. */
    run(frame) {
      const turned = !this.frame !== !frame;
      this.frame = frame;
      const [children, title] = frame ? this.texts.pause : this.texts.play;
      if (turned) window.dash_clientside.set_props("play", { children, title, "aria-label": title });
    }
  }

  app.Player = Player;
})();
