/* The map as a file: CSV, a line a point, or NPZ as numpy reads it; the recipe is inside of either. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});
  const bytes = (text) => new TextEncoder().encode(text);

  /* What a cell says; nothing where there is no value. */
  const cell = (value, codes, names) => (Number.isNaN(value) ? "" : codes ? names[value] : String(value));

  const csv = (map) => {
    const { plan, values, there } = map;
    const names = plan.sides.map(({ of }) => of);
    const head = [...names, ...plan.quantities.map(({ name }) => name)].join(",");
    const codes = plan.paint.codes.map(({ name }) => name);
    const line = (_, index) => {
      const place = map.point(index).map(String);
      const found = plan.quantities.map(({ name, codes: said }) => cell(values[name][index], said.length, codes));
      return [...place, ...found].join(",");
    };
    const lines = Array.from(there, line).filter((_, index) => there[index]);
    const notes = plan.note ? [`# ${plan.note}`] : [];
    return bytes([`# ${JSON.stringify(plan.recipe)}`, ...notes, head, ...lines, ""].join("\n"));
  };

  /* An array as numpy saves it. */
  const npy = (numbers, shape) => {
    const text = `{'descr': '<f8', 'fortran_order': False, 'shape': (${shape.join(", ")},), }`;
    const head = text.padEnd(128 - 11, " ") + "\n";
    const data = new Uint8Array(128 + 8 * numbers.length);
    data.set([0x93, ...bytes("NUMPY"), 1, 0, head.length & 255, head.length >> 8]);
    data.set(bytes(head), 10);
    data.set(new Uint8Array(Float64Array.from(numbers).buffer), 128);
    return data;
  };

  const TABLE = Array.from({ length: 256 }, (_, number) => {
    let code = number;
    for (let bit = 0; bit < 8; bit++) code = code & 1 ? (code >>> 1) ^ 0xedb88320 : code >>> 1;
    return code >>> 0;
  });
  const ONES = 0xffffffff;
  const crc = (data) => (data.reduce((code, byte) => TABLE[(code ^ byte) & 255] ^ (code >>> 8), ONES) ^ ONES) >>> 0;
  const little = (...parts) =>
    parts.flatMap(([number, size]) => Array.from({ length: size }, (_, at) => (number / 2 ** (8 * at)) & 255));

  /* Files in a zip, as they are. */
  const zip = (files) => {
    const parts = [];
    const index = [];
    let offset = 0;
    for (const [name, data] of files) {
      const title = bytes(name);
      const about = [[20, 2], [0, 2], [0, 2], [0, 2], [33, 2], [crc(data), 4], [data.length, 4], [data.length, 4]];
      const head = little([0x04034b50, 4], ...about, [title.length, 2], [0, 2]);
      const rest = [[title.length, 2], [0, 2], [0, 2], [0, 2], [0, 2], [0, 4], [offset, 4]];
      index.push(...little([0x02014b50, 4], [20, 2], ...about, ...rest), ...title);
      parts.push(Uint8Array.from(head), title, data);
      offset += head.length + title.length + data.length;
    }
    const count = files.length;
    const end = [[0x06054b50, 4], [0, 2], [0, 2], [count, 2], [count, 2], [index.length, 4], [offset, 4], [0, 2]];
    return [...parts, Uint8Array.from(index), Uint8Array.from(little(...end))];
  };

  const npz = (map) => {
    const { plan, values, rows, columns } = map;
    const side = ({ of, values: numbers }) => [`${of}.npy`, npy(numbers, [numbers.length])];
    const sides = [...plan.sides].reverse().map(side);
    const notes = plan.note ? [["note.txt", bytes(plan.note)]] : [];
    const found = plan.quantities.map(({ name }) => [`${name}.npy`, npy(values[name], [rows, columns])]);
    return zip([...sides, ...found, ...notes, ["recipe.json", bytes(JSON.stringify(plan.recipe))]]);
  };

  const kinds = {
    csv: (map) => new Blob([csv(map)], { type: "text/csv" }),
    npz: (map) => new Blob(npz(map), { type: "application/zip" }),
  };

  document.addEventListener("click", ({ target }) => {
    const [, kind] = /^atlas-(csv|npz)$/.exec(target.id ?? "") ?? [];
    const { map } = app.atlas;
    if (kind && map?.plan && app.page?.gone === false) app.share.save(kinds[kind](map), `${map.plan.file}.${kind}`);
  });
})();
