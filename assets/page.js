/* What a page does between its controls and its server: one question under way, the newest last.
 *
 * The functions below `callbacks` are the clientside callbacks that the page registers. An answer
 * goes two ways: what a moving control waits for, plots and the texts of key figures, straight to
 * its place; and the whole into the page's dcc.Store as soon as the control rests, where callbacks
 * take it up. README, "Why the pictures do not come through callbacks". */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});
  const REST = 250; // ms after the last change until the axes settle
  const PATIENCE = 400; // ms from which on the old picture is dimmed
  const dash = (window.dash_clientside = window.dash_clientside || {});

  /* There is no answer that could be shown. */
  const failure = (code, status) => {
    throw Object.assign(new Error(code), { code, status });
  };
  const lost = (error) => failure(error instanceof SyntaxError ? "unreadable" : "silent");

  class Page {
    constructor(root) {
      this.root = root;
      this.settings = JSON.parse(root.dataset.page);
      this.moved = []; // names of what someone touched since the controls were set last
      this.fresh = new Map(); // of those, what Dash is told when they rest: name -> [text, tell]
      this.spoken = new Map(); // what Dash has been told, and brings back later: no question
      this.pictures = new Map(this.settings.graphs.map((id) => [id, new app.figures.Picture(id)]));
      this.player = new app.Player([...this.pictures.values()], () => this.resting());
      this.figures = [...root.querySelectorAll('[data-quantity]:not([data-quantity="loss"])')];
      this.offer = app.gate({
        ask: (question, signal) => this.ask(question, signal),
        answer: (answer, question, last) => this.show(answer, question, last),
        failure: (error) => this.fail(error),
        patience: this.settings.patience,
      });
      for (const picture of this.pictures.values()) {
        const follow = () => this.player.now && picture.move(this.player.sample);
        picture.plot.on("plotly_afterplot", follow);
        picture.plot.on("plotly_relayout", follow);
      }
    }

    /* Another page has taken this one's place: whatever is still under way ends here. */
    get gone() {
      return app.page !== this || !this.root.isConnected;
    }

    leave() {
      clearTimeout(this.timer);
      this.player.leave();
      for (const picture of this.pictures.values()) picture.leave();
      window.MathJax?.typesetClear?.(); // it keeps all it has ever set
    }

    /* Open a preset, a link, or what was opened before. */
    open(query) {
      this.opened = query;
      this.player.pause();
      this.rest(); // else a box would keep what was typed a moment ago
      this.jump(query);
    }

    openFile(file) {
      this.file = file;
      this.jump(`file=${encodeURIComponent(file.name)}`);
    }

    jump(state) {
      this.jumping = true;
      this.asked = null;
      this.offer({ state });
    }

    /* A number moves; `rest` tells Dash of it. */
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

    /* What waits until nothing moves: axes, the address, and Dash. */
    resting() {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.settle(), REST);
    }

    settle() {
      if (this.gone || this.offer.busy()) return; // an answer is to come
      for (const picture of this.pictures.values()) picture.settle();
      this.remember();
      // A slider that is held still is not let go: Dash, which would be in its way, can wait.
      if (this.root.querySelector("input[type=range]:active")) return this.resting();
      this.rest();
      if (this.said) this.tell(this.said);
    }

    /* Dash hears of every number that has moved. */
    rest() {
      for (const [name, [text, tell]] of this.fresh) {
        this.spoken.set(name, text);
        tell();
      }
      this.fresh.clear();
    }

    remember() {
      if (!this.known) return;
      const query = this.known.query.replace(/&at=[^&]*/, "");
      const { part } = this.player;
      app.address.write(part > 0 ? `${query}&at=${Number(part.toPrecision(4))}` : query);
    }

    async ask(question, signal) {
      const drawn = [...this.pictures.values()].map(({ kind }) => kind ?? "").join("|");
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
      const response = await fetch(route, { method: "POST", body, signal }).catch(lost);
      const { ok, status } = response;
      if (!ok) failure(status < 500 ? "refused" : "failed", status);
      const answer = await response.json().catch(lost);
      return answer?.error || answer?.[part] ? answer : failure("unreadable");
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
      const resting = this.jumping || !this.known;
      const { arrays: packed, graphs, ...said } = answer;
      const arrays = packed.map(app.figures.decode);
      for (const [id, picture] of this.pictures) picture.show(graphs[id], arrays, resting);
      const at = resting ? answer.controls.at : undefined;
      this.player.load(app.figures.picked(answer.now, arrays), answer.now_labels, at);
      this.known = answer; // not before it is drawn: the next question builds on it
      this.jumping = false;
      this.write(said);
      this.said = { ...said, complaint: keeps || undefined };
      // Rows that come or go do not wait until the number that moves rests.
      const { hidden, disabled, layers } = said.controls;
      const rows = JSON.stringify([hidden, disabled, layers]);
      if (last && (!this.fresh.size || this.complaint || this.failed || rows !== this.rows)) this.tell(this.said);
      this.rows = rows;
      this.resting();
    }

    /* Key figures and sentences at once; the loss follows the cursor and is the player's. */
    write(said) {
      const put = (place, text) => place.textContent === text || (place.textContent = text);
      for (const figure of this.figures) {
        const { text, value } = said.quantities[figure.dataset.quantity];
        put(figure, text);
        figure.dataset.value = value ?? "";
      }
      for (const name of ["status", "guarantee"]) put(this.root.querySelector(`.${name}`), said[name]);
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

    fail(error) {
      if (this.gone) return;
      this.failed = true;
      const { message, again } = this.settings;
      dash.set_props(message, { children: this.reason(error) + (error.code ? ` ${again}` : "") });
    }

    /* Why there is no new picture. What no `failure` said is an error in this page. */
    reason(error) {
      const { code = "broken", status } = error;
      if (code === "broken") console.error(error);
      return this.settings.reasons[code].replace("{status}", status);
    }
  }

  const nameOf = ({ field, choice }) => field ?? choice;
  const same = (value, given) =>
    String(value) === String(given) || (value !== "" && !Array.isArray(given) && Number(value) === given);
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

    reset: () => app.page.open(app.page.opened),

    /* The gate: a control that moved asks the server; an answer sets the controls, once they rest. */
    exchange: (...parts) => {
      const { page } = app;
      const { triggered, inputs_list: inputs } = dash.callback_context;
      if (!page || page.gone) keep();
      const kinds = inputs.slice(0, 2);
      const ids = triggered.map(({ prop_id: place }) => place.slice(0, place.lastIndexOf(".")));
      const moved = ids.filter((id) => id.startsWith("{")).map((id) => nameOf(JSON.parse(id)));
      page.controls = Object.fromEntries(kinds.flat().map(({ id, value }) => [nameOf(id), value]));
      const news = moved.filter((name) => page.spoken.get(name) !== page.controls[name]);
      moved.forEach((name) => page.spoken.delete(name));
      if (news.length && page.changed(news)) keep();
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
      const { minimum, found, searching } = page.settings;
      dash.set_props(found, { data: { query, text: searching, busy: true } });
      try {
        const answer = await page.post(minimum, { state: query }, "text");
        return { query, text: answer.error?.sentence ?? answer.text };
      } catch (error) {
        return { query, text: page.reason(error) };
      }
    },

    stepBack: () => app.page.player.step(-1),
    play: () => app.page.player.toggle(),
    stepForward: () => app.page.player.step(1),
  };

  dash.deepLinear = callbacks;
})();
