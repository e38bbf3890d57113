/* How a page asks its server: which questions, what goes with them, and what an answer is. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});
  const PATIENCE = 400; // ms from which on the old picture is dimmed

  /* There is no answer that could be shown. */
  const failure = (code, more) => Promise.reject(Object.assign(new Error(code), { code, ...more }));
  const lost = (error) => failure(error instanceof SyntaxError ? "unreadable" : "silent");

  app.same = (value, given) =>
    String(value) === String(given) || (value !== "" && given !== "" && Number(value) === Number(given));

  app.Asking = class {
    question(controls, moved) {
      return { state: this.known.query, controls: this.dropped.whole(controls), moved: moved.join(",") };
    }

    /* What will be asked if a number moves when all else has come to rest. */
    supposed(name, text) {
      const now = Object.entries(JSON.parse(this.texts()));
      const rested = now.map(([other, value]) => [other, this.taken(other, value, this.known)]);
      const controls = JSON.stringify({ ...Object.fromEntries(rested), [name]: text });
      return this.sent(this.question(controls, [name]), this.sight());
    }

    /* What a control says when it takes up an answer: what a hand has moved stays. */
    taken(name, value, answer) {
      const wanted = answer.controls.values[name];
      if (wanted === undefined || this.fresh.has(name) || app.same(value, wanted)) return value;
      return typeof wanted === "number" ? String(wanted) : wanted;
    }

    ask({ whole, ...question }, signal) {
      this.retry.drop();
      if (this.retry.early) return Promise.reject(this.retry.early);
      // What is in sight is there already when the rest is asked for.
      const slow = !whole && setTimeout(() => this.root.classList.add("waiting"), PATIENCE);
      const sent = this.sent(question, whole ? "" : this.sight());
      const answer = whole ? this.picture(sent, signal) : this.ahead.answer(sent, signal);
      return answer.then(app.figures.loaded).finally(() => {
        clearTimeout(slow);
        this.root.classList.remove("waiting");
      });
    }

    /* A question as it goes to the server. */
    sent(question, sight) {
      const drawn = this.pictures.map(({ kind }) => kind ?? "").join("|");
      return { ...question, drawn, page: app.token, ...(question.controls && sight && { sight }) };
    }

    picture(sent, signal) {
      return this.post(this.settings.route, sent, "graphs", signal);
    }

    /* The pictures that a moving control moves; "" for all, where all figures are to be seen. */
    sight() {
      const seen = this.pictures.filter(({ inView }) => inView).map(({ id }) => id);
      return this.root.querySelector(".verdict .all[open]") ? "" : seen.join("|");
    }

    /* The answer to a question; it has an entry `part`, or else says what is wrong. An opened file
     * that the link does not hold goes with every question about it: the server keeps nothing. */
    post(route, question, part, signal) {
      return this.send(route, this.body(question), part, signal);
    }

    body(question) {
      const { state } = question;
      const filed = state.startsWith("file=") && !state.includes("&scenario=");
      const file = filed && (question.file ?? this.file);
      const body = file ? new FormData() : new URLSearchParams();
      const parts = { ...question, ...(file && { file }) };
      for (const [name, value] of Object.entries(parts)) body.append(name, value);
      return body;
    }

    async send(route, body, part, signal) {
      const response = await fetch(route, { method: "POST", body, signal }).catch(lost);
      app.version.see(response);
      if (!response.ok) return failure(...(await app.Retry.refusal(response)));
      const answer = await response.json().catch(lost);
      return answer?.error || answer?.[part] ? answer : failure("unreadable");
    }
  };
})();
