/* The controls of the depth page: one for each entry of the server's table, and the pair of layers. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});
  const GRAPHS = ["graph-rate", "graph-step", "graph-loss", "graph-constraint", "graph-imbalance"];
  const IDS = {
    root: "depth-page",
    controls: "controls",
    message: "message",
    presets: "presets",
    status: "status",
    guarantee: "guarantee",
    player: "player",
  };
  const byId = (id) => document.getElementById(id);

  class DepthPage extends app.Page {
    constructor() {
      super({ graphs: GRAPHS, route: "api/depth", ids: IDS });
      const { entries } = JSON.parse(byId(IDS.controls).dataset.settings);
      this.entries = entries.map((entry) => ({ ...entry, item: this.control(entry) }));
      this.pair = app.controls.pair(this.changed);
      this.build();
    }

    control(entry) {
      const { choice, slider } = app.controls;
      if (!entry.options.length) return slider(entry, this.changed);
      const { label, control, options } = entry;
      return choice({ legend: label, name: control, type: "radio", options }, this.changed);
    }

    build() {
      this.draw = app.controls.make("button", { type: "button", class: "plain" }, "New draw");
      this.draw.addEventListener("click", () => {
        const { item } = this.entries.find(({ control }) => control === "seed");
        item.set((Number(item.text) || 0) + 1, { typing: false });
        this.changed();
      });
      const rows = this.entries.flatMap(({ control, item }) =>
        control === "seed" ? [item.row, this.draw] : [item.row],
      );
      byId(IDS.controls).replaceChildren(...rows, this.pair.row, this.resetButton());
    }

    named() {
      return this.entries.map(({ control, item }) => [control, item]);
    }

    query() {
      const parts = this.entries.map(({ control, item }) => `${control}=${encodeURIComponent(item.text.trim())}`);
      if (!this.pair.row.hidden) parts.push(`pair=${this.pair.text}`);
      return parts.join("&");
    }

    set({ values, needed, pair }) {
      for (const { control, item } of this.entries) {
        item.set(values[control]);
        item.row.hidden = !needed.includes(control);
      }
      this.draw.hidden = !needed.includes("seed");
      this.pair.set(pair, values.L);
      this.pair.row.hidden = values.L <= 2; // two layers are the plane itself
    }
  }

  app.register("mountDepth", GRAPHS, () => new DepthPage());
})();
