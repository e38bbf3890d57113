/* From the values of a map to colours, by the table and the names that the server gives, as
 * dashboard/atlas/figures/colours.py does it: dark to light for numbers; for codes a few colours, each
 * with a texture of its own. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});
  const STEPS = 5; // of a legend

  /* Whether a pixel is on the lines of a texture. */
  const TEXTURES = [
    () => false,
    (row, column) => (row - column) % 8 === 0,
    (row) => row % 8 === 0,
    (row, column) => (row + column) % 8 === 0,
    (row, column) => column % 8 === 0,
    (row, column) => row % 6 === 0 && column % 6 === 0,
    (row, column) => row % 8 === 0 || column % 8 === 0,
    (row, column) => (row + column) % 16 < 3,
  ];
  const DARK = 0.62;
  const rgb = (text) => [0, 2, 4].map((at) => parseInt(text.slice(at, at + 2), 16));

  class Paint {
    /* table: 256 colours in base64; told: the entry `paint` of an answer. */
    constructor(table, told) {
      this.table = app.bytes(table);
      Object.assign(this, told, { low: 0, high: 1 });
      this.colours = told.codes.map(({ color }) => rgb(color));
      this.none = rgb(told.nothing);
    }

    /* Takes the scale that holds all values; whether it is another than before. */
    fit(values) {
      if (this.whole || this.codes.length) return false;
      let [low, high] = [Infinity, -Infinity];
      for (const value of values) {
        if (!Number.isFinite(value) || (this.log && value <= 0)) continue;
        if (value < low) low = value;
        if (value > high) high = value;
      }
      if (high === -Infinity) [low, high] = [0, this.log ? 10 : 1];
      if (this.log) [low, high] = [Math.max(Math.log10(low), Math.log10(high) - this.decades), Math.log10(high)];
      else low = Math.min(low, 0);
      if (!(high > low)) high = low + 1;
      const same = low === this.low && high === this.high;
      Object.assign(this, { low, high });
      return !same;
    }

    /* Where a value lies, from the first colour, 0, to the last, 1; NaN where it has no place. */
    part(value) {
      const placed = this.log ? Math.log10(value) : value;
      return Math.max(0, Math.min(1, (placed - this.low) / (this.high - this.low)));
    }

    /* The value at such a part. */
    value(part) {
      const placed = this.low + part * (this.high - this.low);
      return this.log ? 10 ** placed : placed;
    }

    /* Red, green and blue of a value at a pixel; null where there is none. */
    colour(value, row, column) {
      if (this.codes.length) {
        const code = this.codes[value];
        if (!code) return null;
        const dark = TEXTURES[code.texture](row, column) ? DARK : 1;
        return this.colours[value].map((part) => dark * part);
      }
      if (Number.isNaN(value)) return null;
      if (this.log && value <= 0) return this.none;
      const at = 3 * Math.round(255 * this.part(value));
      return this.table.subarray(at, at + 3);
    }

    /* What a style sheet draws of numbers, dark to light. */
    get gradient() {
      const stop = (_, at) => `rgb(${[...this.table.subarray(3 * (at * 17), 3 * (at * 17) + 3)]})`;
      return `linear-gradient(to right, ${Array.from({ length: 16 }, stop)})`;
    }

    /* Values that a legend names. */
    get steps() {
      return Array.from({ length: STEPS }, (_, at) => this.value(at / (STEPS - 1)));
    }
  }

  app.atlas = { ...app.atlas, Paint };
})();
