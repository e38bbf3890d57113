/* A question that got no answer is asked again by itself: after 1, 2, 4 ... 30 s, and at once when the
 * browser is online again; not before a busy server says. A newer question takes its place. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});
  const MOST = 30; // s
  const VAIN = [400, 403, 405, 411, 413, 414, 415, 422, 431]; // the same question would be refused again
  const BUSY = [429, 503];
  const REST = 250; // ms until the address is written: browsers refuse to write it all the time

  class Retry {
    constructor(page) {
      Object.assign(this, { page, failures: 0, until: 0 });
    }

    /* What a response says that is no answer: why, and more. */
    static async refusal(response) {
      const { status } = response;
      if (!BUSY.includes(status)) return [status < 500 ? "refused" : "failed", { status }];
      const given = response.headers.get("Retry-After") ?? "";
      const seconds = /^\d+$/.test(given) ? Number(given) : (Date.parse(given) - Date.now()) / 1000;
      const { error } = (await response.json().catch(() => null)) ?? {};
      const sentence = typeof error === "string" ? error : error?.sentence;
      return ["busy", { status, sentence, wait: Math.max(0, seconds) || 0 }];
    }

    /* A server that has said when to come back is not asked before: its refusal stands. */
    get early() {
      return Date.now() < this.until && this.refused;
    }

    /* Ask again, if that makes sense; the sentence says when. */
    plan(error, question) {
      const { again, later } = this.page.settings;
      if (!error.code) return "";
      this.keeping = setTimeout(() => this.keep(question), REST);
      if (VAIN.includes(error.status)) return again;
      if (error.wait && error !== this.refused) this.until = Date.now() + 1000 * error.wait;
      if (error.code === "busy") this.refused = error;
      if (error !== this.early) this.failures += 1;
      const soon = Math.min(MOST, 2 ** (this.failures - 1));
      const seconds = Math.max(soon, Math.ceil((this.until - Date.now()) / 1000));
      this.question = question;
      this.timer = setTimeout(() => this.ask(), 1000 * seconds);
      return later[this.page.known ? "again" : "first"].replace("{seconds}", seconds);
    }

    ask() {
      if (this.question && !this.page.gone) this.page.offer(this.question);
    }

    /* Something else is asked. */
    drop() {
      clearTimeout(this.timer);
      clearTimeout(this.keeping);
      this.question = null;
    }

    done() {
      Object.assign(this, { failures: 0, until: 0 });
      if (app.address.own("asked").length) app.address.set("asked", []);
    }

    /* What the controls say stays in the address, though only the server can write it as a state. */
    keep({ state, controls, moved }) {
      const other = controls || state !== app.address.state();
      app.address.set("asked", other ? [JSON.stringify({ state, controls, moved })] : []);
    }
  }

  window.addEventListener("online", () => app.page?.retry.ask());

  /* A page that is loaded again asks what it could not before. */
  document.addEventListener("page:mounted", ({ detail: { page } }) => {
    const [asked] = app.address.own("asked");
    const ask = () => {
      try {
        page.offer(JSON.parse(asked));
      } catch {
        app.address.set("asked", []); // somebody else's
      }
    };
    if (asked) queueMicrotask(ask); // after the state that it changes
  });

  app.Retry = Retry;
})();
