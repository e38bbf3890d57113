/* What of a page is shown: some plots and controls alone, in a frame of another page (embed); or large,
 * for a hall (present). Entries of the link say so: embed=1, present=1, plots=, controls=. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});
  const MODES = ["embed", "present"];
  const TYPE = 20; // px, of what is read in a hall
  /* Of ticks that are powers, for exponents as large: plotly.js draws these at 7/8 on a logarithmic axis,
   * at 7/10 on another; and all that is in space larger than it is told. */
  const [POWER, LONG, SPACE] = [23, 29, 16];
  const LINE = 4; // px
  const root = document.documentElement;
  // Not classes: rows come and go with the depth.
  const sheet = new CSSStyleSheet();
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  let shown = {}; // plots and controls that are to be seen, by name; null for all
  let last = "[[],{\"plots\":null,\"controls\":null}]"; // what was applied last

  const on = (own, mode) => own(mode).some((value) => !["", "0"].includes(value));
  /* The names in an entry; null where there is none. */
  const listed = (own, name) => {
    const values = own(name);
    return values.length ? values.flatMap((value) => value.split(",")).filter(Boolean) : null;
  };
  const but = (kind, names, selector) => `${kind}:not(${["_", ...names.map((name) => selector(CSS.escape(name)))]})`;

  const guide = () => (app.page?.gone === false ? app.page.settings.guide : undefined);

  const apply = (own) => {
    const modes = MODES.filter((mode) => on(own, mode));
    for (const mode of MODES) root.toggleAttribute(`data-${mode}`, modes.includes(mode));
    const linked = (name) => (modes.length ? listed(own, name) : null);
    const wanted = (name) => (guide() ? guide()[name] : linked(name));
    shown = { plots: wanted("plots"), controls: wanted("controls") };
    const { plots, controls } = shown;
    root.toggleAttribute("data-plots", Boolean(plots));
    root.toggleAttribute("data-controls", Boolean(controls));
    root.toggleAttribute("data-guide", Boolean(guide()));
    const bare = controls?.every((name) => name === "time") ?? false;
    root.toggleAttribute("data-bare", bare && !guide());
    root.toggleAttribute("data-still", bare && Boolean(guide()));
    root.toggleAttribute("data-timeless", Boolean(guide()) && !controls.includes("time"));
    const hidden = [];
    if (plots) hidden.push(but(".plots > *", plots, (name) => `#graph-${name}-card`));
    // What is wrong is said even of a control that is not to be seen.
    const row = "[data-control]:not(:has(> .error:not(:empty)))";
    if (controls) hidden.push(but(row, controls, (name) => `[data-control="${name}"]`));
    sheet.replaceSync(hidden.length ? `${hidden} { display: none !important; }` : "");
    if (controls) unfold(controls);
    document.getElementById("presenting")?.setAttribute("aria-pressed", String(modes.includes("present")));
    const now = JSON.stringify([modes, shown]);
    if (now === last) return;
    last = now;
    window.dispatchEvent(new Event("resize"));
    if (app.page?.gone === false) for (const picture of app.page.pictures) picture.redraw();
  };

  /* Rare controls that are to be seen are not folded away. */
  const unfold = (controls) => {
    const fold = document.getElementById("fold");
    const rare = controls.some((name) => fold?.querySelector(`[data-control="${CSS.escape(name)}"]`));
    if (rare) fold.open = true;
  };

  /* A sentence about names that nothing here has. */
  const complain = () => {
    const notice = document.getElementById("notice");
    const find = {
      plots: (name) => document.getElementById(`graph-${name}-card`),
      controls: (name) => document.querySelector(`[data-control="${CSS.escape(name)}"]`),
    };
    const sentences = Object.entries(find).map(([kind, place]) => {
      const unknown = (shown[kind] ?? []).filter((name) => !place(name));
      return unknown.length ? notice.dataset[kind].replace("{names}", () => unknown.join(", ")) : "";
    });
    const known = notice.dataset.languages.split(" ");
    const foreign = app.address.own("lang").filter((name) => !known.includes(name));
    if (foreign.length) sentences.push(notice.dataset.lang.replace("{names}", () => foreign.join(", ")));
    const text = sentences.filter(Boolean).join(" ");
    if (notice.textContent !== text) notice.textContent = text;
  };

  const presenting = () => root.hasAttribute("data-present");
  const present = (wanted = !presenting()) => {
    app.address.set("present", wanted ? ["1"] : []);
    // A browser may refuse; then the window is what there is.
    if (wanted) root.requestFullscreen?.().catch(() => {});
    else if (document.fullscreenElement) document.exitFullscreen().catch(() => {});
    apply(app.address.own);
    complain();
  };

  const atLeast = (least, size) => Math.max(least, size ?? 0);
  const ticks = ({ type, range = [0, 1] }) => {
    const largest = Math.max(...range.map(Math.abs));
    if (type === "log") return POWER;
    return largest < 1e-2 || largest >= 1e5 ? LONG : TYPE;
  };
  /* What an axis is called is in the plot's head too: it is left out where it has no room. */
  const axis = (name, given, height) => {
    const text = given.title?.text ?? "";
    const [low, high] = given.domain ?? [0, 1];
    const fits = name[0] !== "y" || 0.5 * TYPE * text.length <= (high - low) * height;
    const sparse = given.type === "log" && name[0] === "x" && { dtick: 2 * given.dtick };
    return {
      ...given,
      ...sparse,
      nticks: Math.ceil((given.nticks ?? 6) / 2),
      title: { ...given.title, text: fits ? text : "", font: { ...given.title?.font, size: TYPE } },
      tickfont: { ...given.tickfont, size: height === Infinity ? SPACE : ticks(given) },
    };
  };
  const axes = (layout, height) => {
    const large = ([name, value]) => [name, axis(name, value, height)];
    const given = Object.entries(layout).filter(([name]) => /^[xyz]axis\d*$/.test(name));
    return { ...layout, ...Object.fromEntries(given.map(large)) };
  };

  /* Data and layout of a picture of plotly.js's as it is drawn now: large for a hall. */
  const sized = (data, layout) => {
    if (!presenting()) return [data, layout];
    const { margin = {}, font, scene, annotations = [], yaxis, height } = layout;
    const wide = yaxis && ticks(yaxis) > TYPE ? 2 : 1.5;
    const thick = ({ line, marker, ...trace }) => ({
      ...trace,
      ...(line && { line: { ...line, width: atLeast(LINE, line.width) } }),
      ...(marker && { marker: { ...marker, size: 1.4 * (marker.size ?? 8) } }),
    });
    const low = Math.round(1.6 * (margin.b ?? 42));
    const large = {
      ...axes(layout, height - low - (margin.t ?? 0)),
      font: { ...font, size: atLeast(TYPE, font?.size) },
      margin: { ...margin, l: Math.round(wide * (margin.l ?? 60)), b: low },
      annotations: annotations.map((note) => ({ ...note, font: { ...note.font, size: TYPE } })),
      ...(scene && { scene: axes(scene, Infinity), margin }),
    };
    return [data.map(thick), large];
  };

  // At once, so that nothing is seen that is not to be; then what the page reads of its link.
  const given = new URLSearchParams(window.location.search);
  apply((name) => given.getAll(name));
  document.addEventListener("page:mounted", () => apply(app.address.own));
  document.addEventListener("page:settled", complain);
  document.addEventListener("page:shown", ({ detail: { last } }) => last && complain());

  document.addEventListener("click", (event) => {
    if (event.target.closest?.("#presenting") && app.page?.gone === false) present();
  });
  /* Not where Escape closes something that is open. */
  document.addEventListener("keydown", ({ key }) => {
    const open = document.querySelector("details:is(.menu, .reading)[open], .plot.large, dialog[open]");
    if (key === "Escape" && presenting() && !open) present(false);
  });
  document.addEventListener("fullscreenchange", () => {
    if (!document.fullscreenElement && presenting() && app.page?.gone === false) present(false);
  });

  app.modes = { present, sized, refresh: () => apply(app.address.own) };
})();
