/* A stage inside a guide: what of it gives the answer away is hidden until the reveal, and another
 * scene of it can be shown. What is seen and moved at all: modes.js. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});
  const sheet = new CSSStyleSheet();
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];

  /* The page's settings, where it is in a guide: dashboard/guides/walk.py. */
  const settings = () => (app.page?.gone === false ? app.page.settings.guide : undefined);

  const PLACES = {
    guarantee: ".guarantee-saying",
    status: ".status-saying",
    curves: ".stage :is(.scatterlayer, .cursors, .label), figcaption",
    labels: ".stage .label",
    now: "#now",
  };
  const place = (name, part = "") => {
    if (name in PLACES) return PLACES[name];
    const [kind, plot] = name.split(":");
    if (kind === "plot") return `#graph-${CSS.escape(plot)}-card`;
    return `.verdict .figure:has([data-quantity="${CSS.escape(name)}"])${part}`;
  };

  /* In the place of a hidden number. */
  const asked = (hides) => {
    const names = hides.filter((name) => !(name in PLACES) && !name.includes(":"));
    const numbers = names.map((name) => `.guided:not([data-revealed]) :is(${place(name, " dd")})::before`);
    return numbers.length ? `${numbers} { content: "?"; position: absolute; visibility: visible; }` : "";
  };

  const hide = ({ hides = [], later = [] } = {}) => {
    // Of a key figure its number: that there is one is no secret.
    const hidden = (name) => `.guided:not([data-revealed]) :is(${place(name, " dd")})`;
    const whole = (name) => name.startsWith("plot:");
    const until = hides.filter((name) => !whole(name)).map(hidden);
    const plots = hides.filter(whole).map(hidden);
    // What no step so far has explained is not there at all, and a plot leaves its room to the others.
    const gone = later.map((name) => `.guided :is(${place(name)})`);
    const rule = (places, how) => (places.length ? `${places} { ${how} !important; }` : "");
    sheet.replaceSync(rule(until, "visibility: hidden") + rule([...gone, ...plots], "display: none") + asked(hides));
  };

  /* A curve that no step so far has explained is not drawn, nor an area that it bounds. */
  const veiled = ({ line = {}, marker = {} }) => {
    const looks = [line.color, marker.color, line.dash, marker.symbol, ""];
    return settings()?.veils?.some((look) => look.every((part) => looks.includes(part))) ?? false;
  };
  const veil = (styles, index) => {
    if (veiled(styles[index])) return { opacity: 0, fill: "none", hoverinfo: "skip" };
    return styles[index].fill === "tonexty" && veiled(styles[index - 1]) ? { fill: "none" } : {};
  };

  /* Another scene of the same stage; the step begins with it from now on. Where it comes `again`, what
   * has been moved in it stays. */
  const show = (scene, again) => {
    const moved = again && app.address.state() !== settings().start;
    Object.assign(settings(), scene);
    app.stage.turn(scene.tab);
    app.modes.refresh();
    if (moved) app.page.opened = scene.start;
    if (moved || scene.start === app.address.state()) return;
    app.address.restart(scene.start);
    app.page.open(scene.start);
  };

  /* The link into the lab opens there what is seen here. */
  const follow = () => {
    const link = document.getElementById("guide-lab");
    if (!settings() || !link) return;
    const query = [app.address.state(), link.dataset.more].filter(Boolean).join("&");
    link.href = `${link.pathname}?${query}`;
  };

  document.addEventListener("page:settled", follow);
  for (const kind of ["pointerdown", "click"])
    document.addEventListener(kind, ({ target }) => target.closest?.("#guide-lab") && follow(), true);
  document.addEventListener("page:mounted", () => hide(settings()));

  app.guide = Object.assign(app.guide ?? {}, { settings, show, veil, veiled });
})();
