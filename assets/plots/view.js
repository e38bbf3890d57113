/* What someone zoomed to is kept, through every step of a control, until a double click. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});

  class View {
    constructor() {
      this.held = new Map(); // name of an axis -> its range
    }

    /* plotly.js tells of a zoom: {"xaxis.range[0]": 1, ...}, or of an axis that is let go. */
    take(change, layout) {
      for (const path of Object.keys(change)) {
        const [axis, what] = path.split(".");
        if (!/^[xy]axis\d*$/.test(axis)) continue;
        if (what?.startsWith("range")) this.held.set(axis, [...layout[axis].range]);
        else if (what === "autorange") this.held.delete(axis);
      }
    }

    /* Of another kind of picture only what is on the same axes stays. */
    keep(before, layout) {
      const meaning = ({ type, title } = {}) => JSON.stringify([type, title?.text]);
      const same = (axis) => meaning(before[axis]) === meaning(layout[axis]);
      for (const axis of this.held.keys()) if (!same(axis)) this.held.delete(axis);
    }

    release() {
      this.held.clear();
    }

    ranges(ranges) {
      return { ...ranges, ...Object.fromEntries(this.held) };
    }
  }

  app.View = View;
})();
