/* Guess and truth as lines over a plot of a guide. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});
  let values = {}; // "guess", "truth" -> number on the axis
  let layer = null;

  const line = (kind, { plot, axis }, text) => {
    const layout = plot._fullLayout;
    const scale = layout?.[`${axis}axis`];
    const exact = scale?.d2p(values[kind]);
    if (!Number.isFinite(exact)) return [];
    // One beyond the axes is told of at their edge.
    const at = Math.min(Math.max(exact, 0), scale._length);
    const beyond = exact < -1 ? " before" : exact > scale._length + 1 ? " after" : "";
    const { l: left, t: top, w: width, h: height } = layout._size;
    const place = scale._offset + at;
    const upright = `left: ${place}px; top: ${top}px; height: ${height}px`;
    const level = `top: ${place}px; left: ${left}px; width: ${width}px`;
    const mark = document.createElement("span");
    mark.style = axis === "x" ? upright : level;
    return [Object.assign(mark, { className: `guessing ${kind} along-${axis}${beyond}`, textContent: text })];
  };

  const place = () => {
    const settings = app.guide.settings();
    layer?.remove();
    if (!settings?.question.plot) return;
    const { plot: name, axis } = settings.question;
    const picture = app.page.pictures.find(({ id }) => id === `graph-${name}`);
    if (!picture?.plot._fullLayout) return;
    layer = Object.assign(document.createElement("div"), { className: "guesses" });
    const kinds = Object.keys(values).filter((kind) => typeof values[kind] === "number");
    layer.replaceChildren(...kinds.flatMap((kind) => line(kind, { plot: picture.plot, axis }, settings.texts[kind])));
    picture.layer.parentNode.append(layer);
  };

  const draw = (given) => {
    values = given;
    place();
  };
  document.addEventListener("picture:placed", place);
  document.addEventListener("page:mounted", () => (values = {}));

  app.guide = Object.assign(app.guide ?? {}, { draw });
})();
