/* A map fills: chunk after chunk is asked for through a gate of its own, coarse before fine; how far it
 * is, how long it will take, and the way to stop. A chunk that got no answer is asked for again; one that
 * takes too long comes in pieces, and points that do are counted. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});
  const PATIENCE = 60_000; // ms: a chunk waits for its turn
  const MOST = 30; // s until a chunk that got no answer is asked for again
  const VAIN = [400, 403, 404, 405, 413, 414]; // the same question would be refused again
  const SHORT = 1500; // ms: of what is over by then nobody is told the time
  const LONG = 120_000; // of what takes longer it is told in minutes

  class Filling {
    /* sink: takes the chunks, and says where they are asked for and how many points it has; `of` is in
     * the ids of what shows how far it is. */
    constructor(page, sink, of = "") {
      Object.assign(this, { page, sink, timer: 0, texts: sink.texts });
      const part = (name) => document.getElementById(`atlas-${of}${name}`);
      [this.bar, this.left, this.button] = ["bar", "left", "stop"].map(part);
      this.offer = app.gate(this, PATIENCE);
    }

    /* An answer says what map it is: another one than before begins anew. */
    start(plan) {
      this.total = plan.levels.reduce((sum, { chunks }) => sum + chunks, 0);
      Object.assign(this, { plan, done: 0, begin: 0, part: 0, size: 0, dear: 0, spent: 0 });
      Object.assign(this, { failures: 0, error: "", stopped: false });
      this.next();
    }

    /* The level and the chunk that come after those that are there; null at the end. */
    get following() {
      let rest = this.done;
      for (const [level, { chunks }] of this.plan.levels.entries()) {
        if (rest < chunks) return [level, rest];
        rest -= chunks;
      }
      return null;
    }

    get running() {
      return Boolean(this.plan && this.following && !this.stopped && !this.error);
    }

    next() {
      clearTimeout(this.timer);
      if (this.running) {
        this.began = performance.now();
        const { plan, begin, size } = this;
        const piece = begin || size ? [begin, size] : [];
        this.offer({ digest: plan.digest, place: [...this.following, ...piece] });
      }
      this.tell();
    }

    ask({ place }, signal) {
      const state = `${this.plan.query}&chunk=${place}`;
      return this.page.post(this.sink.route, { state, page: app.token }, "chunk", signal);
    }

    /* Of a chunk that is of another map by now nothing is shown. */
    show(answer, { digest, place: [level] }) {
      if (this.page.gone || digest !== this.plan.digest || this.stopped) return;
      if (answer.error) this.error = answer.error.sentence;
      else {
        this.failures = 0;
        this.spent += performance.now() - this.began;
        this.sink.add(answer.chunk, this.plan.levels[level].strides);
        this.count(answer.chunk);
        if (this.following?.[0] !== level) this.sink.level?.();
      }
      this.next();
    }

    /* Pieces are as large as could be afforded, and twice as large after each that came whole. */
    count({ points, rest, dear }) {
      const all = this.begin + points + rest;
      const wanted = this.size || all;
      const less = points < Math.min(wanted, points + rest);
      this.dear += dear;
      this.begin = rest ? this.begin + points : 0;
      this.part = rest ? this.begin / all : 0;
      this.done += rest ? 0 : 1;
      this.size = less || dear ? points : 2 * wanted;
      if (this.size >= all) this.size = 0;
    }

    fail(error, { digest }) {
      if (this.page.gone || this.stopped || digest !== this.plan.digest) return;
      if (!error.code || VAIN.includes(error.status)) {
        this.error = this.page.reason(error);
        return this.tell();
      }
      this.failures += 1;
      const seconds = Math.min(MOST, Math.max(Math.ceil(error.wait ?? 0), 2 ** (this.failures - 1)));
      this.timer = setTimeout(() => this.next(), 1000 * seconds);
      return this.say(this.texts.again.replace("{seconds}", seconds));
    }

    toggle() {
      if (this.running) {
        this.stopped = true;
        clearTimeout(this.timer);
        this.offer.leave();
        this.tell();
      } else if (this.following) {
        Object.assign(this, { stopped: false, error: "", failures: 0 });
        this.next();
      }
    }

    leave() {
      clearTimeout(this.timer);
      this.stopped = true;
      this.offer.leave();
    }

    say(text) {
      if (this.left.textContent !== text) this.left.textContent = text;
    }

    tell() {
      const { bar, button, texts, total } = this;
      const done = this.done + this.part;
      const dear = this.dear ? texts.dear.replace("{dear}", app.marked(String(this.dear))) : "";
      const over = !this.following;
      bar.value = done / total;
      bar.hidden = over;
      button.hidden = over;
      button.textContent = this.running ? texts.stop : texts.go;
      const points = app.marked(String(this.sink.count));
      if (this.error) return this.say(this.error);
      if (over) return this.say(texts.done.replace("{points}", points) + dear);
      if (this.stopped) return this.say(texts.stopped.replace("{points}", points) + dear);
      const left = done ? (this.spent / done) * (total - done) : 0;
      if (left > LONG) return this.say(texts.minutes.replace("{minutes}", Math.round(left / 60_000)));
      return this.say(left > SHORT ? texts.left.replace("{seconds}", Math.ceil(left / 1000)) : "");
    }
  }

  document.addEventListener("page:mounted", () => (app.atlas = { ...app.atlas, map: null, filling: null }));
  document.addEventListener("page:left", () => app.atlas.filling?.leave());
  document.addEventListener("page:shown", ({ detail: { page, answer } }) => {
    if (!answer.map) return;
    app.atlas.map ??= new app.atlas.Map(page);
    app.atlas.filling ??= new Filling(page, app.atlas.map);
    if (app.atlas.map.take(answer.map)) app.atlas.filling.start(answer.map);
    page.dispatch("mapped");
  });

  document.addEventListener("click", ({ target }) => {
    if (target.closest?.("#atlas-stop")) app.atlas.filling?.toggle();
  });
  /* Not where Escape closes something that is open; and nothing else hears of it then. */
  const escape = (event) => {
    const open = document.querySelector("details:is(.menu, .reading)[open], .plot.large, dialog[open]");
    if (event.key !== "Escape" || open || app.page?.gone !== false) return;
    const running = [app.atlas.filling, app.atlas.drawing].filter((filling) => filling?.running);
    if (running.length) event.stopPropagation();
    for (const filling of running) filling.toggle();
  };
  window.addEventListener("keydown", escape, true);

  app.atlas = { ...app.atlas, Filling };
})();
