/* The latest-wins gate between a moving control and the server: one request is under way at a time;
 * of all values offered meanwhile only the newest is sent when it is back. A request that fails, or
 * takes longer than `patience` milliseconds, frees the gate. One that is out for long when something
 * newer waits, or the page is left, is given up: the server then stops working at it. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});
  const LONG = 1000; // ms: a quicker answer is shown though something newer waits, as in any drag

  /* page.ask(value, signal) -> promise of an answer, of which page.show(answer, value, last) is told,
   * `last` if nothing newer waits, or page.fail(error, value, last). Returns offer(value), and
   * offer.busy(), offer.leave(). */
  app.gate = (page, patience) => {
    let [waiting, busy, under] = [null, false, null];

    const giveUp = () => under?.long && waiting && under.abort();

    const offer = async (offered) => {
      waiting = { value: offered };
      giveUp();
      if (busy) return;
      for (busy = true; waiting; ) {
        const { value } = waiting;
        waiting = null;
        under = new AbortController(); // AbortSignal.timeout would hold the page as long
        const { signal } = under;
        const timers = [
          setTimeout(() => giveUp((under.long = true)), LONG),
          setTimeout(() => under.abort(), patience),
        ];
        const show = (answer) => page.show(answer, value, !waiting);
        const fail = (error) => (signal.aborted && waiting) || page.fail(error, value, !waiting);
        await page.ask(value, signal).then(show).catch(fail);
        timers.forEach(clearTimeout);
      }
      busy = false;
    };
    return Object.assign(offer, { busy: () => busy, leave: () => under?.abort() });
  };

  document.addEventListener("page:left", ({ detail: { page } }) => page.offer.leave());

  /* Of this page, as long as it is open: by it the server sees which of two questions is the newer. */
  app.token = Array.from({ length: 4 }, () => Math.random().toString(36).slice(2, 8)).join("");
})();
