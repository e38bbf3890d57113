/* Random initializations: what comes of the draws is added up, and drawn as it grows. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});
  const QUANTILES = [0.1, 0.9, 0.5]; // in the order of the curves
  const NARROW = 0.02; // part of the draws that an axis shows at least

  const sum = (one, other) => one.map((value, at) => value + other[at]);

  class Draws {
    constructor(page) {
      this.page = page;
      const picture = (name) => page.pictures.find(({ id }) => id === `graph-${name}`);
      this.pictures = { tightness: picture("tightness"), alpha_star: picture("alpha"), bands: picture("bands") };
      this.settings = JSON.parse(document.getElementById("atlas-filling").dataset.atlas);
      const { texts, draws: route } = this.settings;
      Object.assign(this, { route, texts: { ...texts, done: texts.drawn, stopped: texts.halted } });
    }

    get count() {
      return this.points;
    }

    take(plan) {
      const other = plan.digest !== this.plan?.digest;
      this.plan = plan;
      if (!other) return false;
      const empty = ([name, edges]) => [name, Array(edges.length + 1).fill(0)];
      this.counts = Object.fromEntries(Object.entries(plan.edges).map(empty));
      this.ways = { loss: [], envelope: [] };
      Object.assign(this, { points: 0, guaranteed: [0, 0], sides: null });
      return true;
    }

    add({ counts, guaranteed, curves, points }) {
      for (const name of Object.keys(this.counts)) this.counts[name] = sum(this.counts[name], counts[name]);
      this.guaranteed = sum(this.guaranteed, guaranteed);
      for (const [name, packed] of Object.entries(curves)) this.ways[name].push(app.figures.decode(packed));
      this.points += points;
      this.draw();
    }

    /* Steps: the part of all draws that is in each class; what lies beyond is in the outermost. */
    steps(name) {
      const edges = this.plan.edges[name];
      const [below, ...rest] = this.counts[name];
      const above = rest.pop();
      const parts = rest.map((count, at) => count + (at ? 0 : below) + (at === rest.length - 1 ? above : 0));
      const heights = parts.map((count) => count / this.points);
      const x = edges.flatMap((edge) => [edge, edge]);
      return { x, y: [0, ...heights.flatMap((height) => [height, height]), 0] };
    }

    /* At each time the quantiles of all draws; a draw that is not followed so far is left out. */
    bands(name) {
      const { times, least } = this.plan;
      const curves = QUANTILES.map(() => ({ x: [], y: [] }));
      times.forEach((time, at) => {
        const known = [];
        for (const chunk of this.ways[name]) {
          for (let place = at; place < chunk.length; place += times.length)
            if (!Number.isNaN(chunk[place])) known.push(chunk[place]);
        }
        const sorted = Float64Array.from(known).sort();
        if (!sorted.length) return;
        QUANTILES.forEach((part, which) => {
          const value = sorted[Math.round(part * (sorted.length - 1))];
          curves[which].x.push(time);
          curves[which].y.push(Math.max(value, least));
        });
      });
      return curves;
    }

    draw() {
      if (!this.points) return;
      const { texts } = this.settings;
      for (const name of Object.keys(this.counts)) {
        const picture = this.pictures[name];
        if (!picture.numbers) continue;
        const steps = this.steps(name);
        picture.numbers = [steps, ...picture.numbers.slice(1)];
        const top = Math.max(NARROW, 1.08 * Math.max(...steps.y));
        picture.wanted = picture.ranges = picture.own = { ...picture.own, yaxis: [0, top] };
        picture.redraw();
      }
      const { bands } = this.pictures;
      if (bands.numbers) {
        bands.numbers = [...this.bands("envelope"), ...this.bands("loss"), bands.numbers.at(-1)];
        bands.redraw();
      }
      const [yes, total] = this.guaranteed;
      const said = texts.share.replace("{yes}", app.marked(String(yes))).replace("{total}", app.marked(String(total)));
      document.getElementById("atlas-share").textContent = total ? said : "";
    }
  }

  const open = () => document.getElementById("atlas-page")?.dataset.tab === "ensemble";

  /* The draws are asked for as soon as somebody sees them. */
  const begin = () => {
    const { draws, drawing } = app.atlas;
    if (!open() || !draws?.plan || app.page?.gone !== false) return;
    if (draws.plan.digest !== drawing.plan?.digest) drawing.start(draws.plan);
    else draws.draw();
  };

  document.addEventListener("page:mounted", () => (app.atlas = { ...app.atlas, draws: null, drawing: null }));
  document.addEventListener("page:left", () => app.atlas.drawing?.leave());
  document.addEventListener("page:shown", ({ detail: { page, answer } }) => {
    if (!answer.ensemble) return;
    app.atlas.draws ??= new Draws(page);
    app.atlas.drawing ??= new app.atlas.Filling(page, app.atlas.draws, "draws-");
    app.atlas.draws.take(answer.ensemble);
    begin();
  });
  document.addEventListener("click", ({ target }) => {
    if (target.closest?.("#tabs [role=tab], a[data-opens]")) begin();
    if (target.closest?.("#atlas-draws-stop")) app.atlas.drawing?.toggle();
    const { draws } = app.atlas;
    if (target.closest?.("#atlas-pick") && draws?.plan && app.page?.gone === false)
      app.atlas.visit(draws.settings.draw, `${draws.plan.query}&point=${draws.plan.draw}`);
  });
})();
