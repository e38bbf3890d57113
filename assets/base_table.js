/* A page whose controls are the server's table of entries: matrix, regimes, depth. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});
  const controls = () => document.getElementById("controls");

  class TablePage extends app.Page {
    constructor(settings) {
      super(settings);
      this.settings = JSON.parse(controls().dataset.settings);
      this.entries = this.settings.entries.map((entry) => ({ ...entry, item: this.control(entry) }));
      this.draw = app.controls.make("button", { type: "button", class: "plain" }, "New draw");
      this.draw.addEventListener("click", () => {
        const { item } = this.entries.find(({ control }) => control === "seed");
        item.set((Number(item.text) || 0) + 1, { typing: false });
        this.changed();
      });
    }

    control(entry) {
      const { choice, slider } = app.controls;
      if (!entry.options.length) return slider(entry, this.changed);
      const { label, control, options } = entry;
      return choice({ legend: label, name: control, type: "radio", options }, this.changed);
    }

    /* The last time: a slider that takes the choice from "automatic". */
    addHorizon() {
      this.horizon = app.controls.slider(this.settings.T, () => {
        this.automatic.set([]);
        this.changed();
      });
      this.automatic = app.controls.choice(
        { legend: "Horizon", name: "automatic", type: "checkbox", options: [["on", "automatic"]] },
        this.changed,
      );
    }

    /* The table's rows, a new draw under its seed, and whatever else the page has. */
    build(...others) {
      const rows = this.entries.flatMap(({ control, item }) => (control === "seed" ? [item.row, this.draw] : [item.row]));
      controls().replaceChildren(...rows, ...others, this.resetButton());
    }

    named() {
      const others = this.horizon ? [["T", this.horizon]] : [];
      return [...this.entries.map(({ control, item }) => [control, item]), ...others];
    }

    /* Parts of a query: what the table says, and a horizon that someone chose. */
    parts() {
      return this.entries.map(({ control, item }) => `${control}=${encodeURIComponent(item.text.trim())}`);
    }

    horizonPart() {
      return this.automatic.values.length ? [] : [`T=${encodeURIComponent(this.horizon.text.trim())}`];
    }

    set({ values, needed, T, automatic }) {
      for (const { control, item } of this.entries) {
        item.set(values[control]);
        item.row.hidden = !needed.includes(control);
      }
      this.draw.hidden = !needed.includes("seed");
      if (!this.horizon) return;
      this.horizon.set(T);
      this.automatic.set(automatic ? ["on"] : []);
    }
  }

  app.TablePage = TablePage;
})();
