/* The latest-wins gate between a moving control and the server.
 *
 * One request is under way at a time; of all values offered meanwhile only the newest is sent when it
 * is back. A request that fails, or takes longer than `patience` milliseconds, frees the gate. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});

  /* ask(value, signal) -> promise of an answer; answer(result, value, last) and failure(error, value)
   * are told of the outcome, `last` says that nothing newer waits. Returns offer(value), and offer.busy() whether one is under way. */
  app.gate = ({ ask, answer, failure, patience = 8000 }) => {
    let waiting = null;
    let busy = false;

    const exchange = async (value) => {
      const controller = new AbortController();
      const watchdog = setTimeout(() => controller.abort(), patience);
      try {
        const result = await ask(value, controller.signal);
        answer(result, value, waiting === null);
      } catch (error) {
        failure(error, value);
      } finally {
        clearTimeout(watchdog);
      }
    };

    const run = async () => {
      busy = true;
      while (waiting !== null) {
        const { value } = waiting;
        waiting = null;
        await exchange(value);
      }
      busy = false;
    };

    const offer = (value) => {
      waiting = { value };
      if (!busy) run();
    };
    offer.busy = () => busy;
    return offer;
  };
})();
