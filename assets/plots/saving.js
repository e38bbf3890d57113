/* A plot as a file: with its title, what it shows, what its curves are, and the address of the page. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});
  const [WIDTH, HEIGHT, EDGE] = [960, 540, 24]; // px; of the plot, and around the words
  const FONT = "system-ui, sans-serif";
  const DASHES = { dash: "9 5", longdash: "14 5", dot: "2 4", dashdot: "9 4 2 4" };
  const MARKS = {
    circle: "M-5,0a5,5 0 1,0 10,0a5,5 0 1,0 -10,0Z",
    x: "M-5,-5L5,5M-5,5L5,-5",
    diamond: "M0,-6L6,0L0,6L-6,0Z",
  };
  const SIZE = { width: WIDTH - EDGE, height: HEIGHT };
  const LONGEST = 5; // lines of an address

  const ruler = () => (ruler.context ??= document.createElement("canvas").getContext("2d"));
  const wide = (text, size, weight = "") => {
    ruler().font = `${weight} ${size}px ${FONT}`;
    return ruler().measureText(text).width;
  };

  /* Lines that fit: broken at spaces, or anywhere where `between` is empty. */
  const wrapped = (text, size, between) => {
    const lines = [""];
    for (const part of text.split(between)) {
      const line = lines.at(-1) && lines.at(-1) + between + part;
      if (line && wide(line, size) <= WIDTH - 2 * EDGE) lines[lines.length - 1] = line;
      else if (lines.at(-1)) lines.push(part);
      else lines[0] = part;
    }
    return lines;
  };

  /* Words from a height on; gives them, and the height beneath. */
  const written = (lines, top, size, { weight = "normal", color = "--ink" } = {}) => {
    const text = (line, index) => {
      const place = `x="${EDGE}" y="${top + (index + 0.8) * 1.4 * size}"`;
      const font = `font-size="${size}" font-weight="${weight}" fill="var(${color})"`;
      return `<text ${place} ${font} font-family="${FONT}">${app.share.escaped(line)}</text>`;
    };
    return [lines.map(text).join(""), top + lines.length * 1.4 * size];
  };

  /* What there is in a picture: its name, its colour, and the dash of a line, the symbol of a mark, or
   * how an area is filled; a pinned run by its own name. */
  const named = ({ style, beneath }) => {
    const entries = new Map();
    const add = (name, color, mark) => name && entries.set(`${name} ${color}`, { name, color, mark });
    for (const { name, mode, line, marker, fill, fillcolor } of [...style.data, ...beneath]) {
      if (mode === "markers") add(name, marker.color, marker.symbol);
      else if (!mode?.includes("lines")) continue; // a number beside a line, a field of colours
      else if (line.width > 0) add(name, line.color, line.dash ?? "solid");
      else if (fill) add(name, fillcolor, "area");
    }
    return [...entries.values()];
  };

  /* What the curves and marks are, one beside the other. */
  const keys = (entries, top) => {
    let [x, y] = [EDGE, top + 14];
    const parts = entries.map(({ name, color, mark }) => {
      const width = 46 + wide(name, 13);
      if (x > EDGE && x + width > WIDTH - EDGE) [x, y] = [EDGE, y + 20];
      const path = MARKS[mark.replace(/(-thin)?(-open)?$/, "")];
      const filled = path?.endsWith("Z") && !mark.endsWith("-open") ? color : "none";
      const look = `stroke="${color}" stroke-width="2.5" fill="${filled}"`;
      const dash = DASHES[mark] ? ` stroke-dasharray="${DASHES[mark]}"` : "";
      const area = `<rect x="${x}" y="${y - 11}" width="26" height="12" fill="${color}"/>`;
      const drawn = path
        ? `<path d="${path}" transform="translate(${x + 12},${y - 4})" ${look}/>`
        : `<path d="M${x},${y - 4}h26" ${look}${dash}/>`;
      const swatch = mark === "area" ? area : drawn;
      const text = `<text x="${x + 32}" y="${y}" font-size="13" fill="var(--ink)" font-family="${FONT}">`;
      x += width;
      return `${swatch}${text}${app.share.escaped(name)}</text>`;
    });
    return [parts.join(""), entries.length ? y + 8 : top];
  };

  /* The plot as plotly.js draws it, in the place of a page of its own. */
  const drawn = async (picture, place) => {
    const { style, numbers, beneath, zoom } = picture;
    const layout = app.axes.ranged(style.layout, zoom.ranges(picture.ranges), false);
    const camera = layout.scene && picture.space?.camera();
    if (camera) layout.scene = { ...layout.scene, camera };
    const data = style.data.map((trace, index) => ({ ...trace, ...numbers[index] }));
    const figure = { data: [...beneath, ...data] };
    const images = picture.images?.() ?? []; // what lies under the axes
    figure.layout = { ...app.axes.themed(layout, place), ...SIZE, autosize: false, images };
    const url = await window.Plotly.toImage(figure, { format: "svg", ...SIZE });
    return decodeURIComponent(url.slice(url.indexOf(",") + 1));
  };

  const composed = async (picture, title, about, place) => {
    const plot = await drawn(picture, place);
    const [head, below] = written([title], EDGE / 2, 22, { weight: "bold" });
    const [words, under] = written(wrapped(about, 15, " "), below, 15);
    const [names, top] = keys(named(picture), under + 8);
    const address = wrapped(app.share.link(), 11, "").slice(0, LONGEST);
    const [foot, end] = written(address, top + HEIGHT + 6, 11, { color: "--ink-soft" });
    const height = Math.ceil(end + EDGE / 2);
    const size = `width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}"`;
    const paper = `<rect width="${WIDTH}" height="${height}" fill="var(--card)"/>`;
    const inner = plot.replace("<svg ", `<svg x="${EDGE / 2}" y="${top}" `);
    const said = app.axes.themed([head, words, names, paper, foot], place);
    const parts = [said[3], said[0], said[1], said[2], inner, said[4]].join("");
    return { height, text: `<svg xmlns="http://www.w3.org/2000/svg" ${size}>${parts}</svg>` };
  };

  const loaded = (url) =>
    new Promise((done, failed) => {
      const image = new Image();
      Object.assign(image, { onload: () => done(image), onerror: failed, src: url });
    });

  /* Twice as fine as it is large. */
  const painted = async ({ text, height }) => {
    const url = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
    const canvas = Object.assign(document.createElement("canvas"), { width: 2 * WIDTH, height: 2 * height });
    const image = await loaded(url);
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    URL.revokeObjectURL(url);
    return new Promise((done) => canvas.toBlob(done, "image/png"));
  };

  const save = async (id, kind) => {
    const { page } = app;
    const place = document.querySelector("#share-save .light");
    try {
      const picture = page.pictures.find((each) => each.id === id);
      const { title, name } = await app.share.texts(page);
      const found = await composed(picture, document.getElementById(`${id}-card`).dataset.title, title, place);
      const blob = kind === "png" ? await painted(found) : new Blob([found.text], { type: "image/svg+xml" });
      app.share.save(blob, `${name}_${id.replace("graph-", "")}.${kind}`);
    } catch (error) {
      page.fail(error);
    }
  };

  /* Ask as what. */
  const plot = (id) => {
    const dialog = document.getElementById("share-save");
    dialog.dataset.graph = id;
    dialog.showModal();
  };

  document.addEventListener("click", ({ target }) => {
    const [button, kind] = [target.closest?.(".plot .save"), target.closest?.("#share-save [data-kind]")];
    if (button && app.page?.known) plot(button.closest(".plot").querySelector(".graph").id);
    if (!kind) return;
    const dialog = kind.closest("dialog");
    dialog.close();
    save(dialog.dataset.graph, kind.dataset.kind);
  });

  app.take = { plot, save };
})();
