/* Undo and redo are the browser's own Back and Forward: every settled change of the state is an entry
 * of its history. Within a page nothing is loaded for it: the page opens the state of the entry. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});
  const TEXT = "input:not([type=range], [type=radio], [type=checkbox], [type=button]), textarea, [contenteditable]";
  const { history, location } = window;
  /* The place of every entry of ours, in order. A page that is loaded again knows it as well. */
  let trail = JSON.parse(app.files.stored((storage) => storage.getItem("trail")) ?? "[]");
  let position = -1; // of the present entry
  let path = null; // the place of the page that is there, until the browser is sent to another
  let held = false; // a finger, a mouse or a key is down: what changes meanwhile is one change
  let drag = false; // and has an entry already

  /* A page, or in a guide a step of it, or a challenge. */
  const place = () => {
    const steps = [...new URLSearchParams(location.search)].filter(([name]) => ["step", "c"].includes(name));
    return steps.length ? `${location.pathname}?${new URLSearchParams(steps)}` : location.pathname;
  };
  const possible = () => ({ undo: position > 0 && trail[position - 1] === path, redo: trail[position + 1] === path });

  let noted = null;
  const note = () => {
    trail[position] = place();
    const now = JSON.stringify([trail, possible()]);
    if (now === noted) return;
    noted = now;
    app.files.stored((storage) => storage.setItem("trail", JSON.stringify(trail)));
    for (const [id, can] of Object.entries(possible())) window.dash_clientside.set_props(id, { disabled: !can });
  };

  /* The browser has come to an entry: an old one, or one that follows the present one. */
  const enter = () => {
    const known = history.state?.position;
    position = known ?? position + 1;
    if (known === undefined) {
      trail = trail.slice(0, position);
      app.files.keep(position);
      history.replaceState({ ...history.state, position }, "");
    }
    note();
  };

  /* What a control says that is not answered yet, or never will be. */
  const unsettled = ({ offer, failed, told }) => !app.address.opening() && (offer.busy() || failed || told?.refused);

  app.history = {
    /* A page has come. */
    arrive: () => {
      path = place();
      noted = null; // its buttons are new
      enter();
    },
    /* The page shows what the entry says, as it was opened then. */
    reopen: (state) => {
      const opened = app.page.settings.guide?.start ?? history.state.opened ?? state;
      if (!app.page.known && app.page.file) app.files.keep(position, app.page.file); // it came with the page
      const file = app.files.at(position);
      Object.assign(app.page, { file });
      app.page.open(state, file);
      app.page.opened = opened;
    },
    /* The address of the present state; of another one if it has `changed`, or is of another file. */
    put: (address, changed, file) => {
      const other = changed || file !== app.files.at(position);
      const push = other && !drag;
      drag = held && (drag || other);
      if (push) trail = trail.slice(0, ++position);
      const entry = { ...history.state, position, opened: app.page.opened };
      if (push) history.pushState(entry, "", address);
      else history.replaceState(entry, "", address);
      app.files.keep(position, file);
      note();
    },
    undo: () => {
      const { page } = app;
      if (unsettled(page)) return app.history.reopen(app.address.state());
      if (!app.address.opening()) page.remember(); // what has not rested for long is a change, too
      if (possible().undo) history.back();
    },
    redo: () => {
      const { page } = app;
      if (unsettled(page)) return;
      if (!app.address.opening()) page.remember();
      if (possible().redo) history.forward();
    },
  };

  /* Dash would build the page anew for another query: it hears of other pages alone. */
  const travel = (event) => {
    if (place() !== path || app.page?.gone !== false) {
      path = null;
      return;
    }
    event.stopImmediatePropagation();
    const fresh = history.state?.position === undefined; // a link to the page itself, or to a place in it
    const file = app.files.at(position);
    enter();
    if (app.address.ours() && app.files.at(position) === file) return;
    app.history.reopen(fresh ? app.address.query() : app.address.follow());
  };
  for (const way of ["popstate", "_dashprivate_pushstate"]) window.addEventListener(way, travel);

  const hold = ({ type, target }) => {
    drag = drag && held;
    if (type === "pointerdown" || target.matches?.("[type=range], [role=slider]")) held = true;
  };
  const free = () => {
    held = false;
    if (drag && app.page?.gone === false) app.page.resting();
  };
  for (const way of ["pointerdown", "keydown"]) document.addEventListener(way, hold, true);
  for (const way of ["pointerup", "pointercancel", "keyup"]) document.addEventListener(way, free, true);
  window.addEventListener("blur", free);
  document.addEventListener("page:settled", () => (drag = drag && held));

  // On the window: before whatever reads the address, or a link made of it.
  for (const way of ["pointerdown", "click"])
    window.addEventListener(way, ({ target }) => target.closest?.("a[href]") && app.page?.leaving(), true);

  document.addEventListener("keydown", (event) => {
    const { key, ctrlKey, metaKey, shiftKey, altKey, target } = event;
    const name = key.toLowerCase();
    if (!(ctrlKey || metaKey) || altKey || !["z", "y"].includes(name)) return;
    if (target.closest?.(TEXT) || app.page?.gone !== false) return; // a text box has its own undo
    event.preventDefault();
    if (name === "z" && !shiftKey) app.history.undo();
    else app.history.redo();
  });
  document.addEventListener("click", ({ target }) => {
    if (app.page?.gone !== false) return;
    if (target.closest?.("#undo")) app.history.undo();
    if (target.closest?.("#redo")) app.history.redo();
  });
})();
