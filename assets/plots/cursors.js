/* What the time cursor marks on a picture: dots, and lines of time, that lie over the plot. They are
 * placed with the axes' own scales, so a cursor that moves redraws no plot; in space, where that is
 * not possible, a trace is moved. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});

  app.span = (className, style = "") => Object.assign(document.createElement("span"), { className, style });

  app.Cursors = class {
    constructor(layer) {
      this.layer = layer;
      this.marks = []; // [dot, line of time, if there is one], a cursor
      this.at = []; // where they are at each sample: { axes, x, y, z }
      this.shown = null; // the sample that is marked in space
    }

    take(cursors, arrays) {
      const look = JSON.stringify(cursors.map(({ color, upright }) => [color, upright]));
      if (look !== this.look) {
        const { span } = app;
        const made = ({ color, upright }) => [span("present", `background: ${color}`), upright && span("upright")];
        this.marks = cursors.map(made);
        this.layer.replaceChildren(...this.marks.flatMap(([dot, line]) => [line || "", dot]));
        this.look = look;
      }
      this.at = cursors.map(({ axes, x, y, z }) => ({ axes, x: arrays[x], y: arrays[y], z: arrays[z] }));
      this.shown = null;
    }

    /* `layout` is plotly.js's own, which there is once it has drawn. */
    move(layout, sample, space) {
      if (!layout) return;
      this.at.forEach(({ axes, x, y, z }, index) => {
        const [dot, line] = this.marks[index];
        const [across, up] = [layout[`xaxis${axes}`], layout[`yaxis${axes}`]];
        dot.hidden = Boolean(z);
        if (z && this.shown !== sample) {
          this.shown = sample;
          space?.mark(x[sample], y[sample], z[sample]);
        }
        if (z || !across || !up) return;
        const [left, down] = [across.d2p(x[sample]), up.d2p(y[sample])];
        const inside = left >= -1 && left <= across._length + 1;
        dot.hidden = !(inside && down >= -1 && down <= up._length + 1);
        dot.style.transform = `translate(${across._offset + left}px, ${up._offset + down}px)`;
        if (!line) return;
        const { t: top, h: height } = layout._size;
        line.hidden = !inside;
        app.set(line, "style", `top: ${top}px; height: ${height}px; transform: translateX(${across._offset + left}px)`);
      });
    }
  };
})();
