/* What every page does: query -> gate -> server -> pictures, key figures, address.
 *
 * A page adds its controls: `query()` tells what the user set, `set(values)` shows what the server
 * says, `named()` lists the controls that a sentence can stand beside. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});
  const REST = 250; // ms after the last change until the axes settle
  const PATIENCE = 400; // ms from which on the old picture is dimmed
  const SILENT = "The server did not answer. The picture is the last good one; move a control to try again.";
  const byId = (id) => document.getElementById(id);

  class Page {
    constructor({ graphs, route, root, patience }) {
      this.graphs = graphs;
      this.route = route;
      this.root = byId(root);
      // Before the first answer the controls stand for nothing: ask for that again.
      this.changed = () => this.offer(this.known ? this.query() : this.opened);
      this.pictures = Object.fromEntries(graphs.map((id) => [id, new app.figures.Picture(id)]));
      this.player = new app.Player(byId("player"), (part) => this.remember(part));
      this.offer = app.gate({
        ask: (query, signal) => this.ask(query, signal),
        answer: (answer, query, last) => this.show(answer, query, last),
        failure: () => this.say("", SILENT),
        patience,
      });
      for (const id of graphs) {
        const plot = app.figures.plotOf(id);
        plot.on("plotly_afterplot", () => this.player.refresh(id));
        plot.on("plotly_relayout", () => this.player.refresh(id));
      }
    }

    /* Another page has taken this one's place: whatever is still under way ends here. */
    get gone() {
      return app.page !== this || byId(this.root.id) !== this.root;
    }

    resetButton() {
      const button = app.controls.make("button", { type: "button", id: "reset", class: "plain" }, "Reset");
      button.addEventListener("click", () => this.open(this.opened));
      return button;
    }

    leave() {
      clearTimeout(this.timer);
      this.player.leave();
      for (const picture of Object.values(this.pictures)) picture.leave();
    }

    /* Open a preset, a link, or what was opened before. */
    open(query) {
      this.opened = query;
      this.jump = true;
      this.player.pause();
      this.offer(query);
    }

    async ask(query, signal) {
      const drawn = this.graphs.map((id) => this.pictures[id].kind ?? "").join("|");
      const body = this.body(query, drawn);
      const slow = setTimeout(() => this.root.classList.add("waiting"), PATIENCE);
      try {
        const response = await fetch(app.route(this.route), { method: "POST", body, signal });
        if (!response.ok) throw new Error(`status ${response.status}`);
        return await response.json();
      } finally {
        clearTimeout(slow);
        this.root.classList.remove("waiting");
      }
    }

    /* A question, in the body: an address has a length that servers refuse. */
    body(query, drawn) {
      return new URLSearchParams({ state: query, drawn });
    }

    show(answer, query, last) {
      if (this.gone) return;
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
      for (const id of this.graphs) this.pictures[id].show(answer.graphs[id], arrays, resting);
      this.player.load(
        Object.fromEntries(Object.entries(answer.now).map(([name, index]) => [name, arrays[index]])),
        Object.fromEntries(this.graphs.map((id) => [id, this.cursors(answer.graphs[id], arrays)])),
        answer.now_labels,
        resting ? answer.controls.at : undefined,
      );
      this.jump = false;
      if (last) this.set(answer.controls);
      this.tell(answer);
      this.remember(this.player.part);
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.settle(), REST);
    }

    settle() {
      if (!this.gone) this.graphs.forEach((id) => this.pictures[id].settle());
    }

    cursors(graph, arrays) {
      return graph.cursors.map((cursor) => ({
        ...cursor,
        x: arrays[cursor.x],
        y: arrays[cursor.y],
        z: arrays[cursor.z],
      }));
    }

    /* Key figures and sentences; the loss follows the cursor and is the player's. */
    tell(answer) {
      for (const [name, { value, text }] of Object.entries(answer.quantities)) {
        if (name === "loss") continue;
        const figure = document.querySelector(`[data-quantity="${name}"]`);
        figure.textContent = text;
        figure.classList.toggle("word", typeof value === "string");
        figure.dataset.value = value === null ? "" : String(value);
      }
      byId("status").textContent = answer.status;
      byId("guarantee").textContent = answer.guarantee;
      byId("guarantee").classList.toggle("nothing", !answer.guaranteed);
    }

    /* A sentence beside the control it is about, or above all controls. */
    say(control, sentence) {
      if (this.gone) return;
      this.complaint = sentence;
      let placed = false;
      for (const [name, item] of this.named()) {
        const mine = sentence !== "" && name === control;
        item.fail(mine ? sentence : "");
        placed ||= mine;
      }
      byId("message").textContent = placed ? "" : sentence;
    }

    remember(part) {
      if (!this.known || this.gone) return;
      const query = this.known.query.replace(/&at=[^&]*/, "");
      app.address.write(part > 0 ? `${query}&at=${Number(part.toPrecision(4))}` : query);
    }
  }

  app.Page = Page;

  /* Make pages known to Dash, which calls `mount<Name>` when the page is there. */
  app.register = (name, graphs, build) => {
    const mount = () => {
      app.figures.ready(graphs).then(() => {
        app.page?.leave();
        app.page = build();
        app.page.open(app.address.query());
      });
      return "yes";
    };
    window.dash_clientside = window.dash_clientside || {};
    window.dash_clientside.deepLinear = { ...window.dash_clientside.deepLinear, [name]: mount };
  };
})();
