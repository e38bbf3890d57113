/* Other starts: a click beside the handle of the plane drops one, a click on its mark removes it. What
 * holds them is a control like any other, which only this script moves. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});
  const STILL = 4; // px that a pointer may move in a click
  const DOUBLE = 300; // ms in which a second click makes it a double one, which is plotly.js's
  let pressed = null; // {layer, x, y} of a pointer that is down in a plane
  let waiting = 0; // for a second click

  const button = () => document.querySelector(".clear-starts");
  const settings = () => JSON.parse(button().dataset.starts);

  const text = () => {
    const { name } = settings();
    return app.page.fresh.get(name)?.[0] ?? app.page.known?.controls.values[name] ?? "";
  };
  const read = () => text().split(";").filter(Boolean).map((pair) => pair.split(",").map(Number));

  const write = (starts) => {
    const { name, choice } = settings();
    const value = starts.map((pair) => pair.join(",")).join(";");
    app.page.move([[name, value, () => window.dash_clientside.set_props(choice, { value })]]);
  };

  const drop = (point) => {
    const { name, most, full } = settings();
    const starts = read();
    if (starts.length >= most) app.page.complain({ control: name, sentence: full });
    else write([...starts, point]);
  };

  /* The layers of pictures where starts can be dropped. */
  const isPlane = (layer) => layer?.handles.some(({ both }) => both);
  const planes = (page) => page.pictures.map(app.handles.shown).filter(isPlane);

  const mark = (layer, point, index) => {
    const label = app.handles.told(settings().remove, point);
    const node = app.handles.made("button", "other-start");
    Object.assign(node, { type: "button", title: label, ariaLabel: label });
    node.addEventListener("click", () => {
      write(read().filter((_, other) => other !== index));
      layer.handles[0].node.focus({ preventScroll: true });
    });
    return { node, point };
  };

  document.addEventListener("page:shown", ({ detail: { page, answer } }) => {
    if (!button()) return;
    const starts = read();
    button().hidden = !starts.length;
    for (const picture of page.pictures) {
      const layer = app.handles.shown(picture);
      if (!layer) continue;
      const wanted = isPlane(layer) ? starts : [];
      const look = JSON.stringify(wanted);
      if (look !== (layer.starts ?? "[]")) {
        layer.starts = look;
        for (const { node } of layer.marks) node.remove();
        layer.marks = wanted.map((point, index) => mark(layer, point, index));
        layer.node.prepend(...layer.marks.map(({ node }) => node));
        layer.place();
      }
    }
  });
  const press = ({ target, button: which, isPrimary, clientX: x, clientY: y }) => {
    pressed = null;
    if (which !== 0 || !isPrimary || app.page?.gone !== false || !button()) return;
    if (!target.closest?.('.nsewdrag[data-subplot="xy"]')) return;
    const layer = planes(app.page).find(({ picture }) => picture.plot.contains(target));
    if (layer?.ground) pressed = { layer, x, y };
  };
  const lift = (event) => {
    if (!pressed) return;
    const { layer, x, y } = pressed;
    pressed = null;
    if (Math.hypot(event.clientX - x, event.clientY - y) > STILL) return; // a zoom
    const second = waiting;
    clearTimeout(waiting);
    waiting = 0;
    if (second) return;
    const point = layer.numbers(layer.pointed(event));
    waiting = setTimeout(() => {
      waiting = 0;
      if (app.page?.gone === false) drop(point);
    }, DOUBLE);
  };
  window.addEventListener("pointerdown", press, true);
  window.addEventListener("pointerup", lift, true);
  window.addEventListener("pointercancel", () => (pressed = null), true);

  document.addEventListener("click", ({ target }) => {
    if (target.closest?.(".clear-starts") && app.page?.gone === false) write([]);
  });

  app.starts = { drop };
})();
