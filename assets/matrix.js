/* The controls of the matrix page: one for each entry of the server's table. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});
  const GRAPHS = ["graph-loss", "graph-region", "graph-spectrum", "graph-modes", "graph-imbalance", "graph-pl"];
  const IDS = {
    root: "matrix-page",
    controls: "controls",
    message: "message",
    presets: "presets",
    status: "status",
    guarantee: "guarantee",
    player: "player",
  };
  const PATIENCE = 40000; // ms: a deep network may take some seconds on a busy server
  const byId = (id) => document.getElementById(id);

  class MatrixPage extends app.Page {
    constructor() {
      super({ graphs: GRAPHS, route: "api/matrix", ids: IDS, patience: PATIENCE });
      const { choice, file, slider } = app.controls;
      const { entries, T, most_bytes: most } = JSON.parse(byId(IDS.controls).dataset.settings);
      this.entries = entries.map((entry) => ({ ...entry, item: this.control(entry) }));
      this.horizon = slider(T, () => {
        this.automatic.set([]);
        this.changed();
      });
      this.automatic = choice(
        { legend: "Horizon", name: "automatic", type: "checkbox", options: [["on", "automatic"]] },
        this.changed,
      );
      this.envelopes = choice(
        {
          legend: "Also drawn",
          name: "show",
          type: "checkbox",
          options: [["progressive", "progressive envelope"], ["ntk", "NTK prediction"], ["layers", "singular values of each layer"]],
        },
        this.changed,
      );
      this.file = file(
        { control: "file", label: "Scenario file", accept: ".json,application/json", most },
        (name, text) => {
          this.text = text;
          this.jump = true;
          this.offer(`file=${encodeURIComponent(name)}`);
        },
        () => this.open(this.opened),
      );
      this.build();
    }

    /* An opened file goes with every question about it: the server keeps nothing. */
    body(query, drawn) {
      if (!query.startsWith("file=")) return super.body(query, drawn);
      const body = new FormData();
      const parts = { state: query, drawn, ...(this.text !== undefined && { file: this.text }) }; // "" is an empty file
      for (const [name, value] of Object.entries(parts)) body.append(name, value);
      return body;
    }

    control(entry) {
      const { choice, slider } = app.controls;
      if (!entry.options.length) return slider(entry, this.changed);
      const { label, control, options } = entry;
      return choice({ legend: label, name: control, type: "radio", options }, this.changed);
    }

    build() {
      const { make } = app.controls;
      this.draw = make("button", { type: "button", class: "plain" }, "New draw");
      this.draw.addEventListener("click", () => {
        const { item } = this.entries.find(({ control }) => control === "seed");
        item.set((Number(item.text) || 0) + 1, { typing: false });
        this.changed();
      });
      this.search = make("button", { type: "button", class: "plain" }, "Search the minimum numerically");
      this.search.hidden = true; // until an answer says that there is something to search
      this.search.addEventListener("click", () => this.searchMinimum());
      this.found = make("p", { id: "minimum", class: "found", role: "status" });
      const rows = this.entries.flatMap(({ control, item }) => (control === "seed" ? [item.row, this.draw] : [item.row]));
      this.saved = make("button", { type: "button", class: "plain" }, "Save scenario file");
      this.saved.addEventListener("click", () => {
        app.controls.save("scenario.json", `${JSON.stringify(this.known.scenario, null, 1)}\n`);
      });
      byId(IDS.controls).replaceChildren(
        ...rows,
        this.horizon.row,
        this.automatic.row,
        this.envelopes.row,
        this.search,
        this.found,
        this.file.row,
        this.saved,
        this.resetButton(),
      );
    }

    named() {
      return [...this.entries.map(({ control, item }) => [control, item]), ["T", this.horizon], ["file", this.file]];
    }

    query() {
      const { file } = this.known.controls;
      const parts = file
        ? [`file=${encodeURIComponent(file)}`]
        : this.entries.map(({ control, item }) => `${control}=${encodeURIComponent(item.text.trim())}`);
      if (!this.automatic.values.length) parts.push(`T=${encodeURIComponent(this.horizon.text.trim())}`);
      parts.push(`show=${this.envelopes.values.join(",")}`);
      return parts.join("&");
    }

    set({ values, needed, T, automatic, show, searchable, file }) {
      for (const { control, item } of this.entries) {
        item.set(values[control]);
        item.row.hidden = !needed.includes(control);
      }
      this.horizon.set(T);
      this.automatic.set(automatic ? ["on"] : []);
      this.envelopes.set(show);
      this.file.set(file);
      this.saved.hidden = this.draw.hidden = file !== "";
      this.search.hidden = !searchable;
      if (this.searched !== this.known.query) this.found.textContent = "";
    }

    /* A numerical minimum of the preconditioner over the constraint set: an estimate, on demand. */
    async searchMinimum() {
      const { query } = this.known;
      this.search.disabled = true;
      this.found.textContent = "Searching …";
      try {
        const body = this.body(query, "");
        const response = await fetch(app.route("api/matrix-minimum"), { method: "POST", body });
        if (!response.ok) throw new Error(`status ${response.status}`);
        const answer = await response.json();
        this.searched = query;
        // The controls may have moved on meanwhile: the estimate is of a picture that is gone.
        const text = answer.error ? answer.error.sentence : answer.text;
        this.found.textContent = query === this.known.query ? text : "";
      } catch {
        this.found.textContent = "The server did not answer; try again.";
      } finally {
        this.search.disabled = false;
      }
    }
  }

  app.register("mountMatrix", GRAPHS, () => new MatrixPage());
})();
