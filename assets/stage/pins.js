/* Runs side by side: a pinned run stays as a ghost in every plot, with a row in the drawer's table. All
 * of it is in the address, an entry a pin: "1:name?query", "1-name?query" where it is hidden. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});
  const MOST = 6;
  const LONGEST = 30; // s until a pin that got no answer is asked for again
  const MARKED = [0.3, 0.75]; // of a line's points
  const [WIDTH, IN_SPACE] = [1.8, 4.5]; // of a line; in space lines look thinner
  const FORM = /^([1-6])([:-])([^?]*)\?(.*)$/s;
  let pins = []; // { slot, hidden, name, query, file, ghosts, run, sentence }, in order
  let written = null; // as the address has them
  let now = null; // the run as it is now: its answer, and its query

  const place = () => document.getElementById("runs");
  const told = () => JSON.parse(place().dataset.runs);
  const timeless = (query) => query.replace(/(^|&)at=[^&]*/, "");
  const free = () => [1, 2, 3, 4, 5, 6].find((slot) => pins.every((pin) => pin.slot !== slot));
  const called = (slot) => told().name.replace("{slot}", slot);

  const text = ({ slot, hidden, name, query }) => `${slot}${hidden ? "-" : ":"}${name}?${query}`;

  /* Somebody may write a link by hand: a query alone is a pin, too. */
  const read = (entry) => {
    const [, slot, hidden, name, query] = FORM.exec(entry) ?? [entry, "", ":", "", entry];
    const taken = !slot || pins.some((pin) => pin.slot === Number(slot));
    const own = taken ? free() : Number(slot);
    if (own) pins.push({ slot: own, hidden: hidden === "-", name: name || called(own), query });
  };

  /* ---- ghosts ---- */
  /* The number of the run, here and there along a line. */
  const numbered = ({ line: { color }, x, y, z, name, ...where }, slot) => {
    const places = MARKED.map((part) => Math.round(part * (x.length - 1))).filter((at) => Number.isFinite(y[at]));
    const picked = Object.entries({ x, y, ...(z && { z }) }).map(([axis, all]) => [axis, places.map((at) => all[at])]);
    const textfont = { color, size: 12, weight: 700 };
    const look = { mode: "text", textposition: "top center", textfont, hoverinfo: "skip" };
    return { ...where, ...look, ...Object.fromEntries(picked), text: places.map(() => String(slot)), name };
  };

  /* What a run leaves in each picture: lines, and what their axes mean. */
  const ghostsOf = ({ slot, name }, { graphs, arrays: packed }) => {
    const arrays = packed.map(app.figures.decode);
    const { color, dash } = told().looks[slot - 1];
    const kept = ({ traces, style, ranges: all }) =>
      style.ghost.map((index) => {
        const { marker, ...look } = style.data[index];
        const mode = look.mode === "markers" ? "markers" : "lines";
        const lines = { ...look.line, color, dash, width: style.layout.scene ? IN_SPACE : WIDTH };
        const marks = { color, symbol: "circle-open", size: 9 };
        const numbers = app.figures.picked(traces[index], arrays);
        const trace = { ...look, ...numbers, line: lines, marker: marks, mode, fill: "none", name };
        const axes = app.axes.meaning(style.layout, look);
        const ranges = Object.fromEntries(app.axes.named(style.layout, look).map((axis) => [axis, all[axis]]));
        return { name, axes, ranges, traces: [trace, numbered(trace, slot)] };
      });
    return Object.fromEntries(Object.entries(graphs).map(([id, graph]) => [id, kept(graph)]));
  };

  const draw = (page) => {
    const seen = pins.filter(({ hidden, ghosts }) => ghosts && !hidden);
    const drawn = page.pictures.filter(({ kind }) => kind !== null);
    const others = drawn.filter((picture) => picture.pin(seen.flatMap(({ ghosts }) => ghosts[picture.id])));
    if (others.length) page.resting(); // the axes follow
  };

  /* ---- questions ---- */
  const ask = async (page, pin) => {
    const { route } = told();
    const question = { state: pin.query, ...(pin.file && { file: pin.file }) };
    const post = (where, more, part) => page.post(where, { ...question, ...more }, part);
    try {
      const answer = await post(page.settings.route, { drawn: "" }, "graphs");
      const run = answer.error ? answer : await post(route, {}, "figures");
      pin.sentence = run.error?.sentence;
      if (!run.error) Object.assign(pin, { run, answer, ghosts: ghostsOf(pin, answer) });
    } catch (error) {
      pin.sentence = page.reason(error);
      pin.wait = Math.min(LONGEST, 2 * (pin.wait ?? 1));
      if (error.code) setTimeout(() => !page.gone && pins.includes(pin) && ask(page, pin), 1000 * pin.wait);
    }
    if (!page.gone) show(page);
  };

  const present = async (page) => {
    const { query } = page.known;
    if (!pins.length || place().hidden || now?.query === query) return;
    now = { query };
    const run = await page.post(told().route, { state: query }, "figures").catch(() => null);
    if (page.gone || now?.query !== query) return;
    now = { query, run: run?.error ? null : run };
    show(page);
  };

  /* ---- what is seen ---- */
  let last = null;
  const show = (page) => {
    draw(page);
    const rows = pins.map(({ slot, name, hidden, run, sentence }) => ({ slot, name, hidden, run, sentence }));
    const data = { pins: rows, now: now?.run ?? null };
    const { length } = pins;
    document.getElementById("runs-clear").hidden = !length;
    document.getElementById("runs-open").dataset.count = length || "";
    document.getElementById("pin").disabled = length === MOST;
    const seen = JSON.stringify(data);
    if (seen !== last && (length || last)) window.dash_clientside.set_props("runs-pinned", { data });
    last = seen;
  };

  const open = (opened) => {
    place().hidden = !opened;
    document.getElementById("runs-open").setAttribute("aria-expanded", String(opened));
    if (opened) present(app.page);
  };

  /* ---- changes ---- */
  const write = (page) => {
    const entries = pins.map(text);
    written = JSON.stringify(entries);
    app.address.set("pin", entries);
    show(page);
    present(page);
  };

  const pin = (page) => {
    const query = timeless(page.known.query);
    const file = query.startsWith("file=") ? page.file : undefined;
    const slot = free();
    if (!slot) return;
    const added = { slot, hidden: false, name: called(slot), query, file };
    pins.push(added);
    if (pins.length === 1) open(true);
    write(page);
    ask(page, added);
  };

  const act = {
    hide: (changed) => (changed.hidden = true),
    show: (changed) => (changed.hidden = false),
    unpin: (changed) => (pins = pins.filter((other) => other !== changed)),
  };
  const pinOf = (element) => {
    const slot = Number(element.closest?.("[data-run]")?.dataset.run);
    return pins.find((each) => each.slot === slot);
  };

  document.addEventListener("click", ({ target }) => {
    const { page } = app;
    if (page?.gone !== false || !page.known) return;
    if (target.closest?.("#pin")) pin(page);
    if (target.closest?.("#runs-open")) open(place().hidden);
    if (target.closest?.("#runs-clear")) {
      pins = [];
      write(page);
    }
    const button = target.closest?.("#runs [data-does]");
    if (button && pinOf(button)) {
      act[button.dataset.does](pinOf(button));
      write(page);
    }
  });

  document.addEventListener("change", ({ target }) => {
    const renamed = target.closest?.("#runs") && pinOf(target);
    if (!renamed || app.page?.gone !== false) return;
    renamed.name = target.value.replace(/\?/g, "").trim() || called(renamed.slot);
    if (renamed.answer) renamed.ghosts = ghostsOf(renamed, renamed.answer);
    write(app.page);
  });

  /* The address has other pins than we: of a link, or of a page that comes. */
  const sync = (page) => {
    const entries = app.address.own("pin");
    const given = JSON.stringify(entries);
    if (given === written) return;
    written = given;
    pins = [];
    entries.forEach(read);
    if (pins.length) open(true);
    for (const each of pins) ask(page, each);
  };

  /* Plots take the room that the drawer leaves them. */
  const size = new ResizeObserver(() => window.dispatchEvent(new Event("resize")));

  document.addEventListener("page:mounted", () => {
    [pins, now, last, written] = [[], null, null, "[]"];
    size.observe(place());
  });
  document.addEventListener("page:left", () => size.disconnect());
  document.addEventListener("page:shown", ({ detail: { page } }) => {
    sync(page);
    draw(page);
    if (last === null) show(page);
  });
  document.addEventListener("page:settled", ({ detail: { page } }) => page.known && present(page));
})();
