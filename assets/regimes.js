/* The controls of the regimes page, and its table. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});
  const GRAPHS = ["graph-loss", "graph-kernel", "graph-drift", "graph-error", "graph-modes"];
  const PATIENCE = 20000; // ms: deep networks may take some seconds on a busy server
  const byId = (id) => document.getElementById(id);

  class RegimesPage extends app.TablePage {
    constructor() {
      super({ graphs: GRAPHS, route: "api/regimes", root: "regimes-page", patience: PATIENCE });
      const { choice } = app.controls;
      this.addHorizon();
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
      this.build(this.horizon.row, this.automatic.row, this.axis.row, this.curves.row);
      for (const heading of this.headings()) {
        heading.querySelector("button").addEventListener("click", () => this.order(heading.dataset.column));
      }
      byId("download").addEventListener("click", () => this.download());
    }

    named() {
      return [...super.named(), ["axis", this.axis], ["show", this.curves]];
    }

    query() {
      const view = [`axis=${this.axis.text}`, `show=${this.curves.text}`, `sort=${this.sort}`];
      return [...this.parts(), ...this.horizonPart(), ...view].join("&");
    }

    set(state) {
      super.set(state);
      this.axis.set(state.axis);
      this.curves.set(state.show);
      this.sort = state.sort;
    }

    tell(answer) {
      super.tell(answer);
      this.rows(answer.table, answer.controls.sort);
    }

    /* ---- the table: the server sorts, and says what every cell holds ---- */

    headings() {
      return [...byId("promises").querySelectorAll("th[data-column]")];
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
      byId("promises").tBodies[0].replaceChildren(
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
      app.controls.save("regimes.csv", `${text}\r\n`, "text/csv");
    }
  }

  app.register("mountRegimes", GRAPHS, () => new RegimesPage());
})();
