/* The latest-wins gate between a moving control and the server: one request is under way at a time;
 * of all values offered meanwhile only the newest is sent when it is back. A request that fails, or
 * takes longer than `patience` milliseconds, frees the gate. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});

  /* ask(value, signal) -> promise of an answer; answer(result, value, last) and failure(error) are
   * told of the outcome, `last` says that nothing newer waits. Returns offer(value); offer.busy()
   * says whether one is under way. */
  app.gate = ({ ask, answer, failure, patience }) => {
    let waiting = null;
    let busy = false;

    const run = async () => {
      busy = true;
      while (waiting !== null) {
        const { value } = waiting;
        waiting = null;
        const controller = new AbortController();
        const watchdog = setTimeout(() => controller.abort(), patience);
        const told = (result) => answer(result, value, waiting === null);
        await ask(value, controller.signal).then(told).catch(failure);
        clearTimeout(watchdog);
      }
      busy = false;
    };

    const offer = (value) => {
      waiting = { value };
      if (!busy) run();
    };
    return Object.assign(offer, { busy: () => busy });
  };
})();
