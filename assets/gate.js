/* The latest-wins gate between a moving control and the server: one request is under way at a time;
 * of all values offered meanwhile only the newest is sent when it is back. A request that fails, or
 * takes longer than `patience` milliseconds, frees the gate. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});

  /* page.ask(value, signal) -> promise of an answer, of which page.show(answer, value, last) is told,
   * `last` if nothing newer waits, or page.fail(error, value, last). Returns offer(value), offer.busy(). */
  app.gate = (page, patience) => {
    let [waiting, busy] = [null, false];

    const offer = async (offered) => {
      waiting = { value: offered };
      if (busy) return;
      for (busy = true; waiting; ) {
        const { value } = waiting;
        waiting = null;
        const controller = new AbortController(); // AbortSignal.timeout would hold the page as long
        const watchdog = setTimeout(() => controller.abort(), patience);
        const show = (answer) => page.show(answer, value, !waiting);
        const fail = (error) => page.fail(error, value, !waiting);
        await page.ask(value, controller.signal).then(show).catch(fail);
        clearTimeout(watchdog);
      }
      busy = false;
    };
    return Object.assign(offer, { busy: () => busy });
  };
})();
