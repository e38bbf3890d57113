/* The controls of the matrix page: one for each entry of the server's table. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});
  const GRAPHS = ["graph-loss", "graph-region", "graph-spectrum", "graph-modes", "graph-imbalance", "graph-pl"];
  const PATIENCE = 40000; // ms: a deep network may take some seconds on a busy server

  class MatrixPage extends app.TablePage {
    constructor() {
      super({ graphs: GRAPHS, route: "api/matrix", root: "matrix-page", patience: PATIENCE });
      const { choice, file, make, save } = app.controls;
      const { most_bytes: most } = this.settings;
      this.addHorizon();
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
      this.search = make("button", { type: "button", class: "plain" }, "Search the minimum numerically");
      this.search.hidden = true; // until an answer says that there is something to search
      this.search.addEventListener("click", () => this.searchMinimum());
      this.found = make("p", { id: "minimum", class: "found", role: "status" });
      this.saved = make("button", { type: "button", class: "plain" }, "Save scenario file");
      this.saved.addEventListener("click", () => {
        save("scenario.json", `${JSON.stringify(this.known.scenario, null, 1)}\n`);
      });
      this.build(
        this.horizon.row,
        this.automatic.row,
        this.envelopes.row,
        this.search,
        this.found,
        this.file.row,
        this.saved,
      );
    }

    /* An opened file goes with every question about it: the server keeps nothing. */
    body(query, drawn) {
      if (!query.startsWith("file=")) return super.body(query, drawn);
      const body = new FormData();
      const parts = { state: query, drawn, ...(this.text !== undefined && { file: this.text }) }; // "" is an empty file
      for (const [name, value] of Object.entries(parts)) body.append(name, value);
      return body;
    }

    named() {
      return [...super.named(), ["file", this.file]];
    }

    query() {
      const { file } = this.known.controls;
      const parts = file ? [`file=${encodeURIComponent(file)}`] : this.parts();
      return [...parts, ...this.horizonPart(), `show=${this.envelopes.text}`].join("&");
    }

    set(state) {
      super.set(state);
      this.envelopes.set(state.show);
      this.file.set(state.file);
      this.saved.hidden = state.file !== "";
      this.search.hidden = !state.searchable;
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
