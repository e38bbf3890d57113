/* What has no control any more comes back with it: the numbers of layers that were dropped, and the two
 * layers that were chosen. No link holds it, and no server. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});
  const pairOf = ({ first, second }) => first && { first, second };

  app.Dropped = class {
    numbers = {}; // name -> text, as the last answer that had it said
    pair = {};

    /* What an answer says; all that there is, if a link or preset has been `opened`. */
    take(values, opened) {
      if (opened) Object.assign(this, { numbers: {}, pair: pairOf(values) });
      const numbers = Object.entries(values).filter(([, value]) => typeof value === "number");
      Object.assign(this.numbers, Object.fromEntries(numbers.map(([name, value]) => [name, String(value)])));
    }

    /* Somebody has moved controls, which are given in JSON. */
    moved(names, controls) {
      if (["first", "second"].some((name) => names.includes(name))) this.pair = pairOf(JSON.parse(controls));
    }

    /* The controls, in JSON, with all of it; what does not fit the server passes over. */
    whole(controls) {
      return JSON.stringify({ ...this.numbers, ...JSON.parse(controls), ...this.pair });
    }
  };
})();
