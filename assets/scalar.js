/* The controls of the scalar page. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});
  const GRAPHS = ["graph-loss", "graph-constraint", "graph-rate", "graph-weights"];
  const SINGLE = ["depth", "y", "p", "T"];
  const byId = (id) => document.getElementById(id);

  class ScalarPage extends app.Page {
    constructor() {
      super({ graphs: GRAPHS, route: "api/scalar", root: "scalar-page" });
      const { choice, slider, pair } = app.controls;
      const settings = JSON.parse(byId("controls").dataset.settings);
      const { changed } = this;
      this.settings = settings;
      this.single = Object.fromEntries(
        SINGLE.map((name) => [name, slider(settings[name], () => this.edited(name))]),
      );
      this.layers = { w: [], d: [] };
      this.start = choice(
        {
          legend: "Start from",
          name: "from",
          type: "radio",
          options: [["weights", "weights"], ["imbalance", "imbalance and product"]],
        },
        changed,
      );
      this.automatic = choice(
        { legend: "Horizon", name: "automatic", type: "checkbox", options: [["on", "automatic"]] },
        changed,
      );
      this.gamma = choice(
        {
          legend: "PL constant γ",
          name: "gamma",
          type: "radio",
          options: [["true", "4, the true one"], ["poster", "1, the poster’s"]],
        },
        changed,
      );
      this.envelopes = choice(
        {
          legend: "Envelopes beside α*’s",
          name: "show",
          type: "checkbox",
          options: [["lower", "lower bound"], ["progressive", "progressive"]],
        },
        changed,
      );
      this.pair = pair(changed);
      this.build();
    }

    build() {
      const { make } = app.controls;
      this.groups = {
        w: make("div", { class: "layers", role: "group", "aria-label": "Initial weights" }),
        d: make("div", { class: "layers", role: "group", "aria-label": "Imbalances" }),
      };
      byId("controls").replaceChildren(
        this.single.depth.row,
        this.single.y.row,
        this.start.row,
        this.groups.w,
        this.groups.d,
        this.single.p.row,
        this.single.T.row,
        this.automatic.row,
        this.gamma.row,
        this.envelopes.row,
        this.pair.row,
        this.resetButton(),
      );
    }

    named() {
      return [
        ...SINGLE.map((name) => [name, this.single[name]]),
        ...["w", "d"].flatMap((kind) => this.layers[kind].map((item, index) => [`${kind}${index + 1}`, item])),
      ];
    }

    query() {
      const text = (control) => encodeURIComponent(control.text.trim());
      const list = (controls) => controls.map(text).join(",");
      const parts =
        this.mode === "imbalance"
          ? [`d=${list(this.layers.d)}`, `p=${text(this.single.p)}`]
          : [`w=${list(this.layers.w)}`];
      parts.push(`y=${text(this.single.y)}`);
      if (!this.automatic.values.length) parts.push(`T=${text(this.single.T)}`);
      if (this.gamma.values[0] === "poster") parts.push("gamma=poster");
      parts.push(`show=${this.envelopes.values.join(",")}`);
      if (!this.pair.row.hidden) parts.push(`pair=${this.pair.text}`);
      // Another depth, or start: the server adds or drops layers, or tells the same start the other
      // way. Both are asked for until an answer has them.
      if (this.single.depth.text !== String(this.depth)) parts.push(`depth=${text(this.single.depth)}`);
      if (this.start.values[0] !== this.mode) parts.push(`from=${this.start.values[0]}`);
      return parts.join("&");
    }

    edited(name) {
      if (name === "T") this.automatic.set([]);
      this.changed();
    }

    set(values) {
      // What the layers' controls stand for, which may be older than the last answer.
      this.mode = values.from;
      this.depth = values.depth;
      this.start.set([values.from]);
      for (const name of SINGLE) this.single[name].set(values[name]);
      this.single.p.enable(values.from === "imbalance");
      for (const kind of ["w", "d"]) {
        this.resize(kind, values[kind].length);
        this.layers[kind].forEach((control, index) => {
          control.set(values[kind][index]);
          control.enable((kind === "w") === (values.from === "weights"));
        });
      }
      this.automatic.set(values.automatic ? ["on"] : []);
      this.gamma.set([values.gamma]);
      this.envelopes.set(values.show);
      this.pair.set(values.pair, values.depth);
    }

    resize(kind, count) {
      const controls = this.layers[kind];
      while (controls.length > count) controls.pop().row.remove();
      while (controls.length < count) {
        const number = controls.length + 1;
        const setting = this.settings[kind];
        const control = app.controls.slider(
          { ...setting, control: `${kind}${number}`, label: `${setting.label}${number}` },
          this.changed,
        );
        controls.push(control);
        this.groups[kind].append(control.row);
      }
    }
  }

  app.register("mountScalar", GRAPHS, () => new ScalarPage());
})();
