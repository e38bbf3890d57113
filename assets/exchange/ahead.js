/* Who presses an arrow key on a slider mostly presses it again: as soon as the picture rests the answer to
 * the next step the same way is asked for, and waits for the key. Only while answers are quick, and not
 * for a key that is held. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});
  const QUICK = 300; // ms that an answer takes at most, while the page comes to rest besides
  const STEPS = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 };
  let last = null; // the slider that the last key moved, and which way; null if it did something else

  app.Ahead = class {
    constructor(page) {
      Object.assign(this, { page, next: null, took: Infinity });
    }

    /* The answer to a question of a control that moves: the one that was asked ahead, or a new one. */
    answer(question, signal) {
      const { next } = this;
      const text = JSON.stringify(question);
      const ask = () => this.timed(this.page.picture(question, signal));
      if (next?.text !== text) {
        this.drop();
        return ask();
      }
      this.next = null;
      signal.addEventListener("abort", () => next.abort.abort());
      return next.answer.catch(ask);
    }

    ask() {
      if (!last || this.page.failed || this.took > QUICK || document.activeElement !== last.slider) return;
      const moved = last.slider.beside(last.by);
      if (!moved) return;
      const question = this.page.supposed(...moved);
      const text = JSON.stringify(question);
      if (this.next?.text === text) return;
      this.drop();
      const abort = new AbortController();
      this.next = { text, abort, answer: this.timed(this.page.picture(question, abort.signal)) };
    }

    drop() {
      this.next?.abort.abort();
      this.next = null;
    }

    /* An answer, and how long it takes; where it fails and nobody waits for it, no more is said. */
    timed(answer) {
      const begun = performance.now();
      answer.then(() => (this.took = performance.now() - begun)).catch(() => {});
      return answer;
    }
  };

  document.addEventListener("keydown", ({ target, key, repeat }) => {
    const moves = target.matches?.("input[type=range]") && target.beside && key in STEPS && !repeat;
    last = moves ? { slider: target, by: STEPS[key] } : null;
  });
  document.addEventListener("pointerdown", () => (last = null));
  document.addEventListener("page:left", ({ detail: { page } }) => page.ahead.drop());
})();
