/* The controls of the regimes page, and its table. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});
  const GRAPHS = ["graph-loss", "graph-kernel", "graph-drift", "graph-error", "graph-modes"];
  const IDS = {
    root: "regimes-page",
    controls: "controls",
    message: "message",
    presets: "presets",
    status: "status",
    guarantee: "guarantee",
    player: "player",
    table: "promises",
    download: "download",
  };
  const PATIENCE = 20000; // ms: deep networks may take some seconds on a busy server
  const byId = (id) => document.getElementById(id);

  class RegimesPage extends app.Page {
    constructor() {
      super({ graphs: GRAPHS, route: "api/regimes", ids: IDS, patience: PATIENCE });
      const { choice, slider } = app.controls;
      const { entries, T } = JSON.parse(byId(IDS.controls).dataset.settings);
      this.entries = entries.map((entry) => ({ ...entry, item: slider(entry, this.changed) }));
      this.horizon = slider(T, () => {
        this.automatic.set([]);
        this.changed();
      });
      this.automatic = choice(
        { legend: "Horizon", name: "automatic", type: "checkbox", options: [["on", "automatic"]] },
        this.changed,
      );
      this.axis = choice(
        { legend: "Time axis", name: "axis", type: "radio", options: [["log", "logarithmic"], ["linear", "linear"]] },
        this.changed,
      );
      this.curves = choice(
        {
          legend: "Curves beside the losses",
          name: "show",
          type: "checkbox",
          options: [["promise", "each theory’s promise (dashed)"], ["guarantee", "guarantee of α* (dotted)"]],
        },
        this.changed,
      );
      this.sort = "";
      this.build();
    }

    build() {
      const { make } = app.controls;
      const draw = make("button", { type: "button", class: "plain" }, "New draw");
      draw.addEventListener("click", () => {
        const { item } = this.entries.find(({ control }) => control === "seed");
        item.set((Number(item.text) || 0) + 1, { typing: false });
        this.changed();
      });
      const rows = this.entries.flatMap(({ control, item }) => (control === "seed" ? [item.row, draw] : [item.row]));
      byId(IDS.controls).replaceChildren(
        ...rows,
        this.horizon.row,
        this.automatic.row,
        this.axis.row,
        this.curves.row,
        this.resetButton(),
      );
      for (const heading of this.headings()) {
        heading.querySelector("button").addEventListener("click", () => this.order(heading.dataset.column));
      }
      byId(IDS.download).addEventListener("click", () => this.download());
    }

    named() {
      return [
        ...this.entries.map(({ control, item }) => [control, item]),
        ["T", this.horizon],
        ["axis", this.axis],
        ["show", this.curves],
      ];
    }

    query() {
      const parts = this.entries.map(({ control, item }) => `${control}=${encodeURIComponent(item.text.trim())}`);
      if (!this.automatic.values.length) parts.push(`T=${encodeURIComponent(this.horizon.text.trim())}`);
      parts.push(`axis=${this.axis.text}`, `show=${this.curves.text}`, `sort=${this.sort}`);
      return parts.join("&");
    }

    set({ values, needed, T, automatic, axis, show, sort }) {
      for (const { control, item } of this.entries) {
        item.set(values[control]);
        item.row.hidden = !needed.includes(control);
      }
      this.horizon.set(T);
      this.automatic.set(automatic ? ["on"] : []);
      this.axis.set(axis);
      this.curves.set(show);
      this.sort = sort;
    }

    tell(answer) {
      super.tell(answer);
      this.rows(answer.table, answer.controls.sort);
    }

    /* ---- the table: the server sorts, and says what every cell holds ---- */

    headings() {
      return [...byId(IDS.table).querySelectorAll("th[data-column]")];
    }

    /* A first click on a heading puts the smallest first, a second one the largest. */
    order(column) {
      this.sort = this.sort === column ? `-${column}` : column;
      this.changed();
    }

    rows(rows, sort) {
      const { make } = app.controls;
      for (const heading of this.headings()) {
        const mine = sort.replace("-", "") === heading.dataset.column;
        heading.setAttribute("aria-sort", mine ? (sort.startsWith("-") ? "descending" : "ascending") : "none");
      }
      const columns = this.headings().map((heading) => [heading.dataset.column, heading.textContent]);
      byId(IDS.table).tBodies[0].replaceChildren(
        ...rows.map(({ regime, color, cells }) => {
          const swatch = make("span", { class: "swatch line" });
          swatch.style.setProperty("--color", color);
          const head = make("th", { scope: "row", role: "rowheader" }, swatch, regime);
          const rest = columns.slice(1).map(([column, label]) => {
            const { value, text, reason } = cells[column];
            const data = { "data-column": column, "data-label": label, "data-value": value ?? "" };
            const cell = make("td", { role: "cell", ...data }, make("span", {}, text));
            if (reason) cell.append(make("small", {}, reason));
            return cell;
          });
          return make("tr", { role: "row" }, head, ...rest);
        }),
      );
    }

    /* The numbers of the answer with all their digits, in the order of the table. */
    download() {
      if (!this.known) return;
      const quoted = (value) => {
        const text = value === null ? "" : String(value);
        return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
      };
      const columns = this.headings().map((heading) => heading.dataset.column);
      const cells = columns.slice(1);
      const lines = [
        [columns[0], ...cells, ...cells.map((column) => `${column}_note`)],
        ...this.known.table.map((row) => [
          row.regime,
          ...cells.map((column) => row.cells[column].value),
          ...cells.map((column) => row.cells[column].reason),
        ]),
      ];
      const text = lines.map((line) => line.map(quoted).join(",")).join("\r\n");
      const address = URL.createObjectURL(new Blob([`${text}\r\n`], { type: "text/csv" }));
      app.controls.make("a", { href: address, download: "regimes.csv" }).click();
      setTimeout(() => URL.revokeObjectURL(address), 1000);
    }
  }

  app.register("mountRegimes", GRAPHS, () => new RegimesPage());
})();
