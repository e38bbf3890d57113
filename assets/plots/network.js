/* The network at the time of the cursor: an edge a layer (or a bundle of edges, one a singular value),
 * as thick as it is large; dashed and of another colour where it is negative. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});
  const SVG = "http://www.w3.org/2000/svg";
  const [WIDTH, HEIGHT, PAD] = [260, 76, 12];
  const THICKEST = 13; // px
  const MOST = 5; // edges of a layer

  const make = (name, attributes, parent) => {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return parent.appendChild(element);
  };

  let drawn = null; // {key, rows: [{layers: [[{line, values}]]}], largest}

  /* Rows of networks, of layers, of lines. */
  const build = (place, networks) => {
    place.replaceChildren();
    const svg = make("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, "aria-hidden": "true" }, place);
    const height = HEIGHT / networks.length;
    return networks.map(({ layers, name, color }, row) => {
      const middle = (row + 0.5) * height;
      const left = name ? 62 : PAD;
      if (name) make("text", { x: 0, y: middle + 4, fill: color }, svg).textContent = name;
      const step = (WIDTH - left - PAD) / layers.length;
      const lines = layers.map((values, layer) => {
        const count = Math.min(values.length, MOST);
        const spread = Math.min(14, (height - 8) / Math.max(count, 1));
        return values.slice(0, count).map((_, index) => {
          const y = middle + (index - (count - 1) / 2) * spread;
          const ends = { x1: left + layer * step, x2: left + (layer + 1) * step, y1: y, y2: y };
          return make("line", ends, svg);
        });
      });
      for (let node = 0; node <= layers.length; node += 1)
        make("circle", { cx: left + node * step, cy: middle, r: Math.min(5, step / 5) }, svg);
      return lines;
    });
  };

  const move = (sample) => {
    if (!drawn) return;
    const { networks, lines, largest } = drawn;
    networks.forEach(({ layers, every }, row) =>
      layers.forEach((values, layer) =>
        lines[row][layer].forEach((line, index) => {
          const value = values[index][Math.min(Math.round(sample / every), values[index].length - 1)];
          const most = THICKEST / Math.sqrt(Math.max(lines[row][layer].length, networks.length));
          app.set(line, "style", `stroke-width: ${Math.max(0.6, (most * Math.abs(value)) / largest)}px`);
          line.classList.toggle("negative", value < 0);
        }),
      ),
    );
  };

  document.addEventListener("page:shown", ({ detail: { page, answer, arrays } }) => {
    const place = document.getElementById("network");
    const networks = answer.network.map(({ layers, ...rest }) => ({
      ...rest,
      layers: layers.map((values) => values.map((number) => arrays[number])),
    }));
    const key = JSON.stringify(answer.network.map(({ layers, name }) => [layers.map(({ length }) => length), name]));
    const lines = drawn?.key === key && place.firstChild ? drawn.lines : build(place, networks);
    let largest = 1e-300;
    for (const { layers } of networks)
      for (const values of layers.flat()) for (const value of values) largest = Math.max(largest, Math.abs(value));
    drawn = { key, networks, lines, largest };
    move(page.player.sample);
  });
  document.addEventListener("player:moved", ({ detail }) => move(detail));
  document.addEventListener("page:left", () => (drawn = null));
})();
