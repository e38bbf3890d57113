/* What a page does between its controls and its server: one question under way, the newest last.
 *
 * The functions below `callbacks` are the clientside callbacks that dashboard/parts/exchange/wiring.py
 * registers. An answer goes two ways: what a moving control waits for, plots and the texts of key
 * figures, straight to its place; and the whole into the page's dcc.Store as soon as the control
 * rests, where callbacks take it up. README, "Why the pictures do not come through callbacks". */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});
  const REST = 250; // ms after the last change until the axes settle
  const PATIENCE = 400; // ms from which on the old picture is dimmed
  const dash = (window.dash_clientside = window.dash_clientside || {});

  class Page {
    constructor(root) {
      this.root = root;
      this.settings = JSON.parse(root.dataset.page);
      this.moved = []; // names of what someone touched since the controls were set last
      this.fresh = new Map(); // of those, what Dash is told when they rest: name -> [text, tell]
      this.pictures = Object.fromEntries(this.settings.graphs.map((id) => [id, new app.figures.Picture(id)]));
      this.player = new app.Player(document.getElementById("player"), (part) => this.remember(part));
      this.figures = [...root.querySelectorAll('[data-quantity]:not([data-quantity="loss"])')];
      this.status = root.querySelector(".status");
      this.guarantee = root.querySelector(".guarantee");
      this.offer = app.gate({
        ask: (question, signal) => this.ask(question, signal),
        answer: (answer, question, last) => this.show(answer, question, last),
        failure: (error) => {
          if (this.gone) return;
          this.failed = true;
          const { message, again } = this.settings;
          const children = this.reason(error) + (error.code ? ` ${again}` : "");
          dash.set_props(message, { children });
        },
        patience: this.settings.patience,
      });
      for (const id of this.settings.graphs) {
        const plot = app.figures.plotOf(id);
        plot.on("plotly_afterplot", () => this.player.refresh(id));
        plot.on("plotly_relayout", () => this.player.refresh(id));
      }
    }

    /* Another page has taken this one's place: whatever is still under way ends here. */
    get gone() {
      return app.page !== this || !this.root.isConnected;
    }

    leave() {
      clearTimeout(this.timer);
      this.player.leave();
      for (const picture of Object.values(this.pictures)) picture.leave();
      window.MathJax?.typesetClear?.(); // it keeps all it has ever set
    }

    /* Open a preset, a link, or what was opened before. */
    open(query) {
      this.opened = query;
      this.jump = true;
      this.asked = null;
      this.fresh.clear();
      this.player.pause();
      this.offer({ state: query });
    }

    reset() {
      this.open(this.opened);
    }

    openFile(file) {
      this.file = file;
      this.jump = true;
      this.asked = null;
      this.offer({ state: `file=${encodeURIComponent(file.name)}` });
    }

    /* A number moves. */
    moving(name, text, rest) {
      this.fresh.set(name, [text, rest]);
      this.asked = null; // the same once more, where no answer came
      this.changed([name]);
      this.resting();
    }

    /* Somebody changed a control: ask, unless that has been asked: then false. */
    changed(names) {
      this.moved = [...this.moved.filter((name) => !names.includes(name)), ...names];
      const controls = this.texts();
      if (controls === this.asked) return false;
      this.asked = controls;
      // Before the first answer the controls stand for nothing: ask for what was opened again.
      if (!this.known || !this.controls) this.offer({ state: this.opened });
      else this.offer({ state: this.known.query, controls, moved: this.moved.join(",") });
      return true;
    }

    /* Every control as it stands, in JSON. */
    texts() {
      const fresh = [...this.fresh].map(([name, [text]]) => [name, text]);
      return JSON.stringify({ ...this.controls, ...Object.fromEntries(fresh) });
    }

    /* What waits until nothing moves: axes, and Dash. */
    resting() {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.settle(), REST);
    }

    settle() {
      if (this.gone || this.offer.busy()) return; // an answer is to come
      for (const picture of Object.values(this.pictures)) picture.settle();
      for (const [, rest] of this.fresh.values()) rest();
      this.fresh.clear();
      if (this.said) this.tell(this.said);
    }

    async ask(question, signal) {
      const drawn = this.settings.graphs.map((id) => this.pictures[id].kind ?? "").join("|");
      const slow = setTimeout(() => this.root.classList.add("waiting"), PATIENCE);
      try {
        return await this.post(this.settings.route, { ...question, drawn }, "graphs", signal);
      } finally {
        clearTimeout(slow);
        this.root.classList.remove("waiting");
      }
    }

    /* The answer to a question; it has an entry `part`, or else says what is wrong. An opened file
     * goes with every question about it: the server keeps nothing. */
    async post(route, question, part, signal) {
      const filed = this.file && question.state.startsWith("file=");
      const body = filed ? new FormData() : new URLSearchParams();
      const parts = { ...question, ...(filed && { file: this.file }) };
      for (const [name, value] of Object.entries(parts)) body.append(name, value);
      const lost = (error) => failure(error instanceof SyntaxError ? "unreadable" : "silent");
      const response = await fetch(app.route(route), { method: "POST", body, signal }).catch(lost);
      const { ok, status } = response;
      if (!ok) failure(status < 500 ? "refused" : "failed", status);
      const answer = await response.json().catch(lost);
      return answer?.error || answer?.[part] ? answer : failure("unreadable");
    }

    /* Why there is no new picture. What no `failure` said is an error in this page. */
    reason(error) {
      const { code = "broken", status } = error;
      if (code === "broken") console.error(error);
      return this.settings.reasons[code].replace("{status}", status);
    }

    show(answer, question, last) {
      if (this.gone) return;
      if (answer.error) {
        this.complain(answer.error);
        // A link that cannot be read still deserves a picture: the default one.
        if (!this.known) this.offer({ state: "" });
        return;
      }
      // The default picture under a link that could not be read keeps the sentence about the link.
      const keeps = !this.known && question.state === "" && this.complaint;
      const resting = this.jump || !this.known;
      const { arrays: packed, graphs, ...said } = answer;
      const arrays = packed.map(app.figures.decode);
      for (const id of this.settings.graphs) this.pictures[id].show(graphs[id], arrays, resting);
      this.player.load(
        Object.fromEntries(Object.entries(answer.now).map(([name, index]) => [name, arrays[index]])),
        Object.fromEntries(this.settings.graphs.map((id) => [id, this.cursors(graphs[id], arrays)])),
        answer.now_labels,
        resting ? answer.controls.at : undefined,
      );
      this.known = answer; // not before it is drawn: the next question builds on it
      this.jump = false;
      this.write(said);
      this.said = { ...said, complaint: keeps || undefined };
      // Rows that come or go do not wait until the number that moves rests.
      const { hidden, disabled, layers } = said.controls;
      const rows = JSON.stringify([hidden, disabled, layers]);
      if (last && (!this.fresh.size || this.complaint || this.failed || rows !== this.rows)) this.tell(this.said);
      this.rows = rows;
      this.remember(this.player.part);
      this.resting();
    }

    /* Key figures and sentences at once; the loss follows the cursor and is the player's. */
    write({ quantities, status, guarantee }) {
      for (const figure of this.figures) {
        const { text, value } = quantities[figure.dataset.quantity];
        figure.textContent = text;
        figure.dataset.value = value === null ? "" : String(value);
      }
      this.status.textContent = status;
      this.guarantee.textContent = guarantee;
    }

    /* Everything but the pictures, for the callbacks of the page. */
    tell(said) {
      if (this.gone) return;
      this.complaint = said.complaint;
      this.failed = false;
      this.said = null;
      this.told = said;
      dash.set_props(this.settings.answer, { data: said });
    }

    /* A sentence about a control, under what was shown before. */
    complain(complaint) {
      this.tell({ ...this.told, complaint, refused: true });
    }

    cursors(graph, arrays) {
      return graph.cursors.map((cursor) => ({ ...cursor, x: arrays[cursor.x], y: arrays[cursor.y], z: arrays[cursor.z] }));
    }

    remember(part) {
      if (!this.known || this.gone) return;
      const query = this.known.query.replace(/&at=[^&]*/, "");
      app.address.write(part > 0 ? `${query}&at=${Number(part.toPrecision(4))}` : query);
    }
  }

  /* There is no answer that could be shown. */
  const failure = (code, status) => {
    throw Object.assign(new Error(code), { code, status });
  };
  const nameOf = ({ field, choice }) => field ?? choice;
  const same = (value, given) =>
    Array.isArray(given) ? String(value) === String(given) : value === given || (value !== "" && Number(value) === given);
  const keep = () => {
    throw dash.PreventUpdate;
  };

  const callbacks = {
    /* The page is there: its address says what to open. */
    mount: async (id) => {
      app.page?.leave();
      const root = document.getElementById(id);
      const { graphs } = JSON.parse(root.dataset.page);
      await app.figures.ready(graphs);
      app.page = new Page(root);
      app.page.open(app.address.query());
      return "yes";
    },

    reset: () => app.page.reset(),

    /* The gate: a control that moved asks the server; an answer sets the controls, once they rest. */
    exchange: (...parts) => {
      const { page } = app;
      const { triggered, inputs_list: inputs } = dash.callback_context;
      if (!page || page.gone) keep();
      const kinds = inputs.slice(0, 2);
      const ids = triggered.map(({ prop_id: place }) => place.slice(0, place.lastIndexOf(".")));
      const moved = ids.filter((id) => id.startsWith("{")).map((id) => nameOf(JSON.parse(id)));
      page.controls = Object.fromEntries(kinds.flat().map(({ id, value }) => [nameOf(id), value]));
      if (moved.length && page.changed(moved)) keep();
      const answer = parts[2];
      if (!ids.includes(page.settings.answer) || !answer.controls || answer.refused) keep();
      page.moved = [];
      let set = false;
      const given = kinds.map((kind, choices) =>
        kind.map(({ id, value }) => {
          const wanted = answer.controls.values[nameOf(id)];
          if (wanted === undefined || page.fresh.has(nameOf(id)) || same(value, wanted)) return value;
          set = true;
          return (page.controls[nameOf(id)] = choices ? wanted : String(wanted));
        }),
      );
      page.asked = page.texts(); // what an answer sets is no question
      return set ? given : keep();
    },

    /* A numerical minimum of the preconditioner over the constraint set: an estimate, on demand. */
    search: async () => {
      const { page } = app;
      const { query } = page.known;
      dash.set_props("matrix-found", { data: { query, text: page.settings.searching, busy: true } });
      try {
        const answer = await page.post("api/matrix-minimum", { state: query }, "text");
        return { query, text: answer.error?.sentence ?? answer.text };
      } catch (error) {
        return { query, text: page.reason(error) };
      }
    },

    /* The controls may have moved on meanwhile: then the estimate is of a picture that is gone. */
    found: (found) => {
      if (!found) keep();
      return [found.query === app.page.known.query ? found.text : "", Boolean(found.busy)];
    },

    stepBack: () => app.page.player.step(-1),
    play: () => app.page.player.toggle(),
    stepForward: () => app.page.player.step(1),
  };

  dash.deepLinear = callbacks;
})();
