/* Contours of a map: lines of one value between the points that are there, by marching squares. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});
  const LEVELS = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]; // parts of the scale of the colours

  /* Where a value is crossed between two corners {x, y, part}. */
  const between = (one, other, level) => {
    const share = (level - one.part) / (other.part - one.part);
    return [one.x + share * (other.x - one.x), one.y + share * (other.y - one.y)];
  };

  /* Pieces of the line of a level through a square of four corners, in turn. */
  const pieces = (corners, level) => {
    const ends = corners.flatMap((one, index) => {
      const other = corners[(index + 1) % 4];
      return one.part > level !== other.part > level ? [between(one, other, level)] : [];
    });
    return ends.length === 4 ? [ends.slice(0, 2), ends.slice(2)] : ends.length ? [ends] : [];
  };

  const lines = (map) => {
    const { filled, rows, columns, shown, paint } = map;
    if (!filled.length || paint.codes.length) return { x: [], y: [] };
    const [down, along] = filled.at(-1).strides;
    const [across, up] = map.plan.sides.map(({ log }, which) => {
      const { first, cell } = map.measure(which);
      return (index) => (log ? 10 ** (first + cell * index) : first + cell * index);
    });
    const corner = (row, column) => {
      const value = shown[row * columns + column];
      return { x: across(column), y: up(row), part: value > 0 || !paint.log ? paint.part(value) : NaN };
    };
    const [x, y] = [[], []];
    for (let row = 0; row + down < rows; row += down) {
      for (let column = 0; column + along < columns; column += along) {
        const [low, high, left, right] = [row, row + down, column, column + along];
        const corners = [corner(low, left), corner(low, right), corner(high, right), corner(high, left)];
        if (corners.some(({ part }) => Number.isNaN(part))) continue;
        for (const level of LEVELS)
          for (const [one, other] of pieces(corners, level)) {
            x.push(one[0], other[0], null);
            y.push(one[1], other[1], null);
          }
      }
    }
    return { x, y };
  };

  /* Into the first curve of the picture, which the server leaves empty. */
  const draw = (fresh) => {
    const { map } = app.atlas;
    if (!map?.plan.contours || !map.picture.numbers) return;
    if (fresh || map.drawn !== map.filled) {
      map.lines = lines(map);
      map.drawn = map.filled;
    }
    map.picture.numbers = [map.lines, ...map.picture.numbers.slice(1)];
    map.picture.redraw();
  };
  document.addEventListener("page:mapped", () => draw(false));
  document.addEventListener("page:level", () => draw(true));
})();
