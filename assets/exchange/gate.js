/* The latest-wins gate between a moving control and the server: of all values offered while a question
 * is under way only the newest is sent when it is back, before what came back is drawn: server and page
 * work at the same time. While answers are quick a control that goes on moving has two questions under
 * way; an answer that comes after a newer one is not shown. A request that fails, or takes longer than
 * `patience` milliseconds, frees the gate. One that is out for long when something newer waits, that a
 * newer one has overtaken, or whose page is left, is given up: the server then stops working at it. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});
  const LONG = 1000; // ms: a quicker answer is shown though something newer waits, as in any drag
  const QUICK = 100; // ms that an answer takes at most which may have the next question at its heels
  const RECENT = 300; // ms for which that is believed
  const MOST = 2; // of these under way at once: a server that is late is not asked more than it answers

  const moving = ({ value: { controls, whole } }) => Boolean(controls) && !whole;

  /* page.ask(value, signal) -> promise of an answer, of which page.show(answer, value, last) is told,
   * `last` if nothing newer waits or is under way, or page.fail(error, value, last). Returns
   * offer(value), and offer.busy(), offer.leave(). */
  app.gate = (page, patience) => {
    const under = new Set(); // what has been asked and neither shown nor failed, the oldest first
    let [waiting, count, swift] = [null, 0, 0]; // `swift`: until when answers are believed to be quick

    const last = ({ number }) => !waiting && number === count;
    const giveUp = () => {
      for (const asked of under) if (asked.long && !last(asked)) asked.abort.abort();
    };

    /* Whether what waits may be sent beside what is under way. */
    const free = () => {
      const open = [...under].filter(({ back }) => !back);
      if (!open.length) return true;
      return open.length < MOST && performance.now() < swift && [...open, waiting].every(moving);
    };

    const send = () => {
      if (!waiting || !free()) return;
      const asked = Object.assign(waiting, { number: (count += 1), abort: new AbortController() });
      waiting = null;
      under.add(asked);
      const { value, number, abort } = asked; // AbortSignal.timeout would hold the page as long
      const begun = performance.now();
      const timers = [
        setTimeout(() => giveUp((asked.long = true)), LONG),
        setTimeout(() => abort.abort(), patience),
      ];
      const show = (answer) => {
        if (abort.signal.aborted) return; // a newer one was there before it
        const now = performance.now();
        swift = now - begun < QUICK ? now + RECENT : 0;
        for (const other of under) if (other.number < number) other.abort.abort();
        asked.back = true;
        send();
        page.show(answer, value, last(asked));
      };
      const fail = (error) => {
        const vain = number < count || (abort.signal.aborted && waiting);
        if (!vain || asked.back) page.fail(error, value, last(asked)); // back: it could not be drawn
      };
      const done = () => {
        timers.forEach(clearTimeout);
        under.delete(asked);
        send();
      };
      page.ask(value, abort.signal).then(show).catch(fail).finally(done);
    };

    const offer = (value) => {
      waiting = { value };
      giveUp();
      send();
    };
    const leave = () => under.forEach(({ abort }) => abort.abort());
    return Object.assign(offer, { busy: () => Boolean(under.size || waiting), leave });
  };

  document.addEventListener("page:left", ({ detail: { page } }) => page.offer.leave());

  /* Of this page, as long as it is open: by it the server sees which of two questions is the newer. */
  app.token = Array.from({ length: 4 }, () => Math.random().toString(36).slice(2, 8)).join("");
})();
