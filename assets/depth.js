/* The controls of the depth page: one for each entry of the server's table, and the pair of layers. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});
  const GRAPHS = ["graph-rate", "graph-step", "graph-loss", "graph-constraint", "graph-imbalance"];
  class DepthPage extends app.TablePage {
    constructor() {
      super({ graphs: GRAPHS, route: "api/depth", root: "depth-page" });
      this.pair = app.controls.pair(this.changed);
      this.build(this.pair.row);
    }

    query() {
      const parts = this.parts();
      if (!this.pair.row.hidden) parts.push(`pair=${this.pair.text}`);
      return parts.join("&");
    }

    set(state) {
      super.set(state);
      this.pair.set(state.pair, state.values.L);
      this.pair.row.hidden = state.values.L <= 2; // two layers are the plane itself
    }
  }

  app.register("mountDepth", GRAPHS, () => new DepthPage());
})();
