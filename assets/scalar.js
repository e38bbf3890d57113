/* The scalar page: controls -> query -> gate -> server -> pictures, key figures, address. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});
  const GRAPHS = ["graph-loss", "graph-constraint", "graph-rate", "graph-weights"];
  const REST = 250; // ms after the last change until the axes settle
  const byId = (id) => document.getElementById(id);

  class ScalarPage {
    constructor() {
      const { choice, slider, pair } = app.controls;
      const settings = JSON.parse(byId("controls").dataset.settings);
      // Before the first answer the controls stand for nothing: ask for that again.
      const changed = () => this.offer(this.known ? this.query() : this.opened);
      this.settings = settings;
      this.changed = changed;
      this.single = Object.fromEntries(
        ["depth", "y", "p", "T"].map((name) => [name, slider(settings[name], () => this.edited(name))]),
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

      this.pictures = Object.fromEntries(GRAPHS.map((id) => [id, new app.figures.Picture(id)]));
      this.player = new app.Player(byId("player"), (part) => this.remember(part));
      this.offer = app.gate({
        ask: (query, signal) => this.ask(query, signal),
        answer: (answer, query, last) => this.show(answer, query, last),
        failure: () => this.say("", "The server did not answer. The picture is the last good one; move a control to try again."),
      });
    }

    build() {
      const { make } = app.controls;
      this.groups = {
        w: make("div", { class: "layers", role: "group", "aria-label": "Initial weights" }),
        d: make("div", { class: "layers", role: "group", "aria-label": "Imbalances" }),
      };
      const reset = make("button", { type: "button", id: "reset", class: "plain" }, "Reset");
      reset.addEventListener("click", () => this.open(this.opened));
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
        reset,
      );
      byId("controls").closest("form").addEventListener("submit", (event) => event.preventDefault());
      byId("presets").addEventListener("click", (event) => {
        const link = event.target.closest("a");
        if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        this.open(new URL(link.href).search.slice(1));
      });
      for (const id of GRAPHS) {
        const plot = app.figures.plotOf(id);
        plot.on("plotly_afterplot", () => this.player?.refresh());
        plot.on("plotly_relayout", () => this.player?.refresh());
      }
    }

    /* ---- what the user set -> query ---------------------------------------------------------- */

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

    /* Open a preset, a link, or what was opened before. */
    open(query) {
      this.opened = query;
      this.jump = true;
      this.player.pause();
      this.offer(query);
    }

    async ask(query, signal) {
      const drawn = GRAPHS.map((id) => this.pictures[id].kind ?? "").join("|");
      // In the body: an address has a length that servers refuse.
      const body = new URLSearchParams({ state: query, drawn });
      const response = await fetch(app.route("api/scalar"), { method: "POST", body, signal });
      if (!response.ok) throw new Error(`status ${response.status}`);
      return response.json();
    }

    /* ---- answer -> page ---------------------------------------------------------------------- */

    show(answer, query, last) {
      if (answer.error) {
        this.say(answer.error.control, answer.error.sentence);
        // A link that cannot be read still deserves a picture: the default one.
        if (!this.known) this.offer("");
        return;
      }
      // The default picture under a link that could not be read keeps the sentence about the link.
      if (this.known || query !== "" || !this.complaint) this.say("", "");
      const resting = this.jump || !this.known;
      this.known = answer;
      const arrays = answer.arrays.map(app.figures.decode);
      for (const id of GRAPHS) this.pictures[id].show(answer.graphs[id], arrays, resting);
      const { at } = answer.controls;
      this.player.load(
        Object.fromEntries(Object.entries(answer.now).map(([name, index]) => [name, arrays[index]])),
        Object.fromEntries(GRAPHS.map((id) => [id, this.cursors(answer.graphs[id], arrays)])),
        resting ? at : undefined,
      );
      this.jump = false;
      if (last) this.setControls(answer.controls);
      this.setText(answer);
      this.remember(this.player.part);
      clearTimeout(this.timer);
      this.timer = setTimeout(() => GRAPHS.forEach((id) => this.pictures[id].settle()), REST);
    }

    cursors(graph, arrays) {
      return graph.cursors.map((cursor) => ({
        ...cursor,
        x: arrays[cursor.x],
        y: arrays[cursor.y],
        z: arrays[cursor.z],
      }));
    }

    setControls(values) {
      // What the layers' controls stand for, which may be older than the last answer.
      this.mode = values.from;
      this.depth = values.depth;
      this.start.set([values.from]);
      for (const name of ["depth", "y", "p", "T"]) this.single[name].set(values[name]);
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

    setText(answer) {
      for (const [name, { value, text }] of Object.entries(answer.quantities)) {
        if (name === "loss") continue; // the player's
        const figure = document.querySelector(`[data-quantity="${name}"]`);
        figure.textContent = text;
        figure.dataset.value = value === null ? "" : String(value);
      }
      byId("status").textContent = answer.status;
      byId("guarantee").textContent = answer.guarantee;
      byId("guarantee").classList.toggle("nothing", !answer.guaranteed);
    }

    /* A sentence beside the control it is about, or above all controls. */
    say(control, sentence) {
      this.complaint = sentence;
      const all = [
        ...["depth", "y", "p", "T"].map((name) => [name, this.single[name]]),
        ...["w", "d"].flatMap((kind) => this.layers[kind].map((item, index) => [`${kind}${index + 1}`, item])),
      ];
      let placed = false;
      for (const [name, item] of all) {
        const mine = sentence !== "" && name === control;
        item.fail(mine ? sentence : "");
        placed ||= mine;
      }
      byId("message").textContent = placed ? "" : sentence;
    }

    remember(part) {
      if (!this.known) return;
      const query = this.known.query.replace(/&at=[^&]*/, "");
      app.address.write(part > 0 ? `${query}&at=${Number(part.toPrecision(4))}` : query);
    }
  }

  const mountScalar = () => {
    app.figures.ready(GRAPHS).then(() => {
      app.scalar = new ScalarPage();
      app.scalar.open(app.address.query());
    });
    return "yes";
  };

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.deepLinear = { ...window.dash_clientside.deepLinear, mountScalar };
})();
