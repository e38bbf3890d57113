/* What a page does between its controls and its server: the newest question wins (exchange/gate.js).
 *
 * The functions below `callbacks` are the clientside callbacks that the page registers. An answer
 * goes two ways: what a moving control waits for, plots and the texts of key figures, straight to
 * its place; and the whole into the page's dcc.Store as soon as the control rests, where callbacks
 * take it up. README, "Why the pictures do not come through callbacks". */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});
  const REST = 250; // ms after the last change until the axes settle
  const dash = (window.dash_clientside = window.dash_clientside || {});

  class Page extends app.Asking {
    constructor(root) {
      super();
      this.root = root;
      this.settings = JSON.parse(root.dataset.page);
      this.moved = []; // names of what someone touched since the controls were set last
      this.dropped = new app.Dropped();
      this.fresh = new Map(); // of those, what Dash is told when they rest: name -> [text, tell]
      this.offer = app.gate(this, this.settings.patience);
      this.retry = new app.Retry(this);
      this.ahead = new app.Ahead(this);
      this.pictures = this.settings.graphs.map((id) => new app.figures.Picture(id));
      this.player = new app.Player(this.pictures, () => this.resting());
      this.figures = [...root.querySelectorAll('[data-quantity]:not([data-quantity="loss"])')];
    }

    /* What others may want to know of: "mounted", "shown" (an answer is drawn), "settled" (nothing
     * moves), "left"; listen on document for "page:shown" with the page, and the answer, as detail. */
    dispatch(name, detail = {}) {
      document.dispatchEvent(new CustomEvent(`page:${name}`, { detail: { page: this, ...detail } }));
    }

    /* Another page has taken this one's place: whatever is still under way ends here. */
    get gone() {
      return app.page !== this || !this.root.isConnected;
    }

    leave() {
      clearTimeout(this.timer);
      this.retry.drop();
      this.dispatch("left");
      for (const picture of this.pictures) picture.leave();
      window.MathJax?.typesetClear?.(); // it keeps all it has ever set
    }

    /* Open a preset, a link, or a file: that is not what Reset goes back to. */
    open(state, file) {
      if (file) this.file = file;
      else this.opened = state;
      this.player.pause();
      this.rest(); // else a box would keep what was typed a moment ago
      this.jumping = true;
      this.asked = this.texts();
      this.offer({ state });
    }

    /* A number moves; `tell` tells Dash of it. */
    moving(name, text, tell) {
      this.move([[name, text, tell]]);
    }

    /* Several at once are one question. */
    move(parts) {
      for (const [name, text, tell] of parts) this.fresh.set(name, [text, tell]);
      this.asked = null; // the same once more, where no answer came
      this.changed(parts.map(([name]) => name));
      this.resting();
    }

    /* Somebody changed a control: ask, unless that has been asked: then false. */
    changed(names) {
      const controls = this.texts();
      if (controls === this.asked) return false;
      this.moved = [...this.moved.filter((name) => !names.includes(name)), ...names];
      this.asked = controls;
      this.dropped.moved(names, controls);
      // Before the first answer the controls stand for nothing: ask for what was opened again.
      if (!this.known || !this.controls) this.offer({ state: this.opened });
      else this.offer(this.question(controls, this.moved));
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
      this.ahead.ask();
      if (this.partly) return this.offer({ ...this.partly, whole: true });
      for (const picture of this.pictures) picture.settle();
      if (this.known) this.remember();
      // What is held still is not let go: Dash, which would be in its way, can wait.
      if (this.root.querySelector("input[type=range]:active, .handle.held")) return this.resting();
      this.rest();
      if (this.said) this.tell(this.said);
      this.dispatch("settled");
    }

    /* Dash hears of every number that has moved. */
    rest() {
      if (this.controls) this.controls = JSON.parse(this.texts()); // told late, it is no question
      for (const [, tell] of this.fresh.values()) tell();
      this.fresh.clear();
    }

    remember() {
      const query = this.known.query.replace(/&at=[^&]*/, "");
      const { part } = this.player;
      app.address.write(part > 0 ? `${query}&at=${Number(part.toPrecision(4))}` : query);
    }

    /* Who leaves before the control has rested leaves what he has seen, and comes back to it. */
    leaving() {
      if (!this.gone && this.known && !this.failed && !app.address.opening()) this.remember();
    }

    show(answer, question, last) {
      if (this.gone) return;
      this.retry.done();
      if (answer.error) {
        this.complain(answer.error);
        // A link that cannot be read still deserves a picture: the default one.
        if (!this.known) this.offer({ state: "" });
        return;
      }
      // The default picture under a link that could not be read keeps the sentence about the link.
      const keeps = !this.known && question.state === "" && this.told?.complaint;
      const resting = this.jumping || !this.known;
      const { arrays: packed, graphs, ...said } = answer;
      const arrays = packed.map(app.figures.decode);
      this.partly = answer.partly && question; // the rest of it is asked for when the control rests
      const drawn = this.pictures.filter(({ id }) => id in graphs);
      for (const picture of drawn) picture.show(graphs[picture.id], arrays, resting);
      this.player.load(app.figures.picked(said.now, arrays), said.now_labels, resting ? said.controls.at : undefined);
      app.set(this.root, "data-shown", "yes");
      this.dropped.take(said.controls.values, !question.controls);
      this.known = answer; // not before it is drawn: the next question builds on it
      this.jumping = false;
      this.write(said);
      this.said = { ...said, complaint: answer.complaint ?? (keeps || undefined) };
      // Rows that come or go do not wait until the number that moves rests.
      const rows = JSON.stringify({ ...said.controls, values: 0, at: 0, zones: 0 });
      const news = rows !== this.rows || this.told?.complaint || this.failed;
      if (last && (news || !this.fresh.size)) this.tell(this.said);
      this.rows = rows;
      this.dispatch("shown", { question, answer, arrays, resting, last });
      this.resting();
    }

    /* Key figures and sentences at once; the loss follows the cursor and is the player's. */
    write(said) {
      for (const figure of this.figures) {
        app.put(figure, said.quantities[figure.dataset.quantity].text);
        app.set(figure, "data-value", String(said.quantities[figure.dataset.quantity].value ?? ""));
      }
      app.set(this.root, "data-guaranteed", said.guaranteed ? "yes" : "no");
      for (const name of ["status", "guarantee"]) app.put(this.root.querySelector(`.${name}`), said[name]);
    }

    /* Everything but the pictures, for the callbacks of the page. */
    tell(said) {
      Object.assign(this, { told: said, said: null, failed: false });
      dash.set_props(this.settings.answer, { data: said });
    }

    /* A sentence about a control, under what was shown before. */
    complain(complaint) {
      this.tell({ ...this.told, complaint, refused: true });
      this.dispatch("complained", complaint);
    }

    fail(error, question, last) {
      if (this.gone) return;
      this.failed = true;
      const next = last ? this.retry.plan(error, question) : "";
      dash.set_props(this.settings.message, { children: [this.reason(error), next].filter(Boolean).join(" ") });
    }

    /* Why there is no new picture. What no `failure` said is an error in this page. */
    reason(error) {
      const { code = "broken", status, sentence } = error;
      if (code === "broken") console.error(error);
      return sentence ?? this.settings.reasons[code].replace("{status}", status);
    }
  }

  const nameOf = ({ field, choice }) => field ?? choice;
  const keep = () => {
    throw dash.PreventUpdate;
  };

  const callbacks = {
    /* The page is there: its address says what to open. */
    mount: async (id) => {
      app.page?.leave();
      await app.figures.ready();
      app.page = new Page(document.getElementById(id));
      const query = app.address.query();
      app.page.dispatch("mounted");
      app.history.reopen(query);
      return "yes";
    },

    reset: () => app.page.open(app.page.opened),

    /* The gate: a control that moved asks the server; an answer sets the controls, once they rest. */
    exchange: (...parts) => {
      const { page } = app;
      if (!page || page.gone) keep();
      const { triggered, inputs_list: inputs } = dash.callback_context;
      const [kinds, before, answer] = [inputs.slice(0, 2), parts.slice(0, 2), parts[2]];
      const ids = triggered.map(({ prop_id: place }) => place.slice(0, place.lastIndexOf(".")));
      const there = page.controls ?? {};
      page.controls = Object.fromEntries(kinds.flat().map(({ id, value }) => [nameOf(id), value]));
      // Rows that have just been made, or made anew, are moved by nobody.
      const other = (name) => name in there && !app.same(page.controls[name], there[name]);
      const names = ids.filter((id) => id.startsWith("{")).map((id) => nameOf(JSON.parse(id)));
      const moved = names.filter(other);
      if (moved.length && page.changed(moved)) keep();
      if (!ids.includes(page.settings.answer) || !answer.controls || answer.refused) keep();
      page.moved = [];
      const taken = ({ id, value }) => (page.controls[nameOf(id)] = page.taken(nameOf(id), value, answer));
      const given = kinds.map((kind) => kind.map(taken));
      page.asked = page.texts(); // what an answer sets is no question
      return JSON.stringify(given) === JSON.stringify(before) ? keep() : given;
    },

    stepBack: () => app.page.player.step(-1),
    play: () => app.page.player.toggle(),
    stepForward: () => app.page.player.step(1),
  };

  dash.deepLinear = Object.assign(dash.deepLinear ?? {}, callbacks); // others have some too
})();
