/* What is drawn for each trace of a picture, by the page's own writing and by plotly.js after it, and
 * how far the one is from the other, in px. */
(() => {
  const points = (d) =>
    d
      .split(/(?=[ML])/)
      .filter((part) => /^[ML]/.test(part))
      .map((part) => [part[0], ...part.slice(1).replace("Z", "").split(",").map(Number)]);

  /* All strokes of paths: [x, y, toX, toY]; a closed one goes back to its start, a lone point to itself. */
  const strokes = (paths) =>
    paths.flatMap((d) => {
      const [found, all] = [[], points(d)];
      let start = null;
      all.forEach(([letter, x, y], index) => {
        if (letter === "M") start = [x, y];
        else found.push([...all[index - 1].slice(1), x, y]);
        if (letter === "M" && all[index + 1]?.[0] !== "L") found.push([x, y, x, y]);
      });
      if (d.includes("Z") && found.length) found.push([...all.at(-1).slice(1), ...start]);
      return found;
    });

  const distance = (x, y, [fromX, fromY, toX, toY]) => {
    const [dx, dy] = [toX - fromX, toY - fromY];
    const part = Math.max(0, Math.min(1, ((x - fromX) * dx + (y - fromY) * dy) / (dx * dx + dy * dy || 1)));
    return Math.hypot(x - fromX - part * dx, y - fromY - part * dy);
  };

  /* How far the points of `one` that can be seen are from `other` at most. */
  const off = (one, other, [width, height]) => {
    const seen = one
      .flatMap(points)
      .filter(([, x, y]) => x >= -1 && y >= -1 && x <= width + 1 && y <= height + 1);
    const there = strokes(other);
    const far = ([, x, y]) => there.reduce((least, stroke) => Math.min(least, distance(x, y, stroke)), Infinity);
    return Math.max(0, ...seen.map(far));
  };

  const drawing = (picture, index) => {
    const [{ trace, node3 }] = picture.plot.calcdata[picture.first + index];
    const paths = (nodes) => nodes.map((node) => node.getAttribute("d")).filter((d) => d && d !== "M0,0Z");
    const places = (nodes) => nodes.map((node) => (node.getAttribute("transform") ?? "").match(/[-\d.]+/g).map(Number));
    const root = node3.node();
    const area = (trace._ownFill ?? trace._prevtrace?._nextFill)?.node();
    return {
      lines: paths([...root.querySelectorAll(".js-line")]),
      areas: paths(area ? [area] : []),
      marks: places([...root.querySelectorAll("path.point")]),
      slack: Math.max(trace.line?.width ?? 0, 3) / 4 - 0.5,
      size: [trace.xaxis, trace.yaxis].map((name) => picture.plot._fullLayout[name.replace(/^[xy]/, "$&axis")]._length),
    };
  };

  /* All points of either are true ones. Between them we leave out what is 0.25 px off, plotly.js what
   * is 0.75, and more where a line is wider: that is what `slack` forgives. */
  const both = (ours, theirs, { size, slack }) =>
    Math.max(off(theirs, ours, size), off(ours, theirs, size) - slack);
  const apart = ([x, y], [toX, toY] = [Infinity, Infinity]) => Math.hypot(toX - x, toY - y);

  const compared = (ours, theirs) => ({
    lines: both(ours.lines, theirs.lines, ours),
    areas: both(ours.areas, theirs.areas, ours),
    marks: Math.max(0, ...ours.marks.map((mark, index) => apart(mark, theirs.marks[index]))),
    counts: [
      [ours.lines, theirs.lines].map((all) => all.length > 0), // ours is one path with gaps
      [ours.areas.length, theirs.areas.length],
      [ours.marks.length, theirs.marks.length],
    ],
    drawn: { lines: ours.lines.length, areas: ours.areas.length, marks: ours.marks.length },
  });

  /* The labels and lines of a picture's grid that can be seen: [what, x, y], in px of the screen. */
  const ticks = ({ plot }) => {
    const seen = [...plot.querySelectorAll("[class$=tick] text, [class*=grid]:is(path)")].filter(
      (node) => node.getClientRects().length && !node.closest("[style*='display: none']"),
    );
    const told = (node) => {
      const { x, y, width, height } = node.getBoundingClientRect();
      return [node.textContent || node.classList[0], x + width / 2, y + height / 2];
    };
    return seen.map(told).sort(([a, b, c], [d, e, f]) => a.localeCompare(d) || b - e || c - f);
  };

  const gridsApart = (ours, theirs) => ({
    what: [ours, theirs].map((all) => all.map(([what]) => what)),
    off: Math.max(0, ...ours.map(([, ...place], index) => apart(place, theirs[index]?.slice(1)))),
  });

  /* Of the pictures whose axes slide to the numbers of another state: how far their labels and grid
   * are from plotly.js's, a row a picture, and what is drawn on them, a row a trace. */
  window.slides = async (state) => {
    const grids = [];
    const rows = await window.drawings(state, (picture) => {
      const { size } = picture.ticks.moved;
      const ours = ticks(picture);
      const { r: room } = picture.plot._fullLayout.margin;
      picture.names.margin = () => room; // that of the curves' names follows when the control rests
      return () => {
        window.deepLinear.dotted(picture.plot);
        if (size) grids.push({ picture: picture.id, ...gridsApart(ours, ticks(picture)) });
      };
    });
    const slid = grids.map(({ picture }) => picture);
    return { grids, rows: rows.filter(({ picture }) => slid.includes(picture)) };
  };

  /* Every flat picture of the page with the numbers of another state, drawn both ways: a row a trace. */
  window.drawings = async (state, look = () => () => {}) => {
    const { page, figures } = window.deepLinear;
    const answer = await page.ask({ state }, new AbortController().signal);
    const arrays = answer.arrays.map(figures.decode);
    const rows = [];
    for (const picture of page.pictures) {
      picture.inView = true;
      picture.show(answer.graphs[picture.id], arrays, false);
      if (picture.style.layout.scene || !picture.behind) continue;
      const ours = picture.numbers.map((_, index) => drawing(picture, index));
      const after = look(picture);
      picture.redraw();
      after();
      picture.numbers.forEach((_, index) => {
        const { name, mode } = picture.style.data[index];
        rows.push({ picture: picture.id, name, mode, ...compared(ours[index], drawing(picture, index)) });
      });
    }
    return rows;
  };
})();
