/* A place of the map: what is there is read under the pointer, and at the cursor, which arrow keys or a
 * finger move; a click, or Enter, opens that very point on the page of its network. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});
  const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowDown: [0, -1], ArrowUp: [0, 1] };
  const LEAPS = { PageDown: [0, -1], PageUp: [0, 1] };
  const FAR = 10; // points
  const STILL = 5; // px that a hand may tremble in a click
  const DOUBLE = 320; // ms in which another click makes it a double one, which zooms out
  let pressed = null; // where a button went down
  let timer = 0;

  const map = () => (app.page?.gone === false && app.atlas?.map?.plan ? app.atlas.map : null);
  const node = () => document.getElementById("atlas-cursor");
  const say = (text) => (document.getElementById("atlas-pointed").textContent = text);
  const here = () => map().nearest(map().now ?? map().plan.place);

  /* Puts the cursor where its point is, and says what is there. */
  const place = () => {
    if (!map()) return;
    const { xaxis: across, yaxis: up } = map().picture.plot._fullLayout ?? {};
    if (!across?._length) return;
    const index = here();
    const [x, y] = map().point(index);
    const [left, top] = [across.d2p(x), up.d2p(y)];
    const inside = left >= 0 && top >= 0 && left <= across._length && top <= up._length;
    node().hidden = !inside;
    node().style.transform = `translate(${across._offset + left}px, ${up._offset + top}px)`;
    const text = map().said(index);
    const { values } = map().plan.sides[0];
    const ends = { ariaValueMin: values[0], ariaValueMax: values.at(-1) };
    Object.assign(node(), { ...ends, ariaValueNow: x, ariaValueText: text });
    say(map().pointed >= 0 ? map().said(map().pointed) : text);
  };

  /* To another point: as if the sliders of the cursor had been moved there. */
  const move = (index) => {
    Object.assign(map(), { now: map().point(index), pointed: -1 });
    const put = (name, at) => document.getElementById(`control-${name}`)?.put(String(map().now[at]));
    app.page.move([put("u", 0), put("v", 1)].filter(Boolean));
    place();
  };

  /* Open a point where its network is shown. */
  const open = async (route, state) => {
    const { page } = app;
    try {
      const answer = await page.post(route, { state }, "point");
      if (answer.error) return page.complain(answer.error);
      const file = new File([JSON.stringify(answer.point)], "point.json", { type: "application/json" });
      return app.opening.open(file);
    } catch (error) {
      return page.fail(error);
    }
  };
  const visit = (index) => open(map().settings.point, `${map().plan.query}&point=${index}`);

  /* In px from the corner of the axes. */
  const spot = ({ clientX, clientY }) => {
    const { left, top } = map().picture.place.getBoundingClientRect();
    const { xaxis: across, yaxis: up } = map().picture.plot._fullLayout;
    return [clientX - left - across._offset, clientY - top - up._offset];
  };

  /* The point under a pointer; -1 beside the axes, or where another picture is. */
  const under = ({ target, clientX, clientY }) => {
    if (!map()?.picture.place.contains(target) || !map().picture.plot._fullLayout?.xaxis) return -1;
    return map().at(...spot({ clientX, clientY }));
  };

  document.addEventListener("pointermove", (event) => {
    if (!map() || event.pointerType === "touch") return;
    const index = under(event);
    const was = map().pointed;
    map().pointed = index;
    if (index >= 0) say(map().said(index));
    else if (was >= 0) place();
  });
  const down = (event) => (pressed = map() && event.button === 0 && under(event) >= 0 ? event : null);
  document.addEventListener("pointerdown", down, true);
  document.addEventListener(
    "pointerup",
    (event) => {
      if (!map() || !pressed) return;
      const still = Math.hypot(event.clientX - pressed.clientX, event.clientY - pressed.clientY) <= STILL;
      const index = map().at(...spot(pressed));
      const twice = timer;
      pressed = null;
      clearTimeout(timer);
      timer = 0;
      if (!still || twice || index < 0) return;
      if (event.pointerType === "touch" || event.shiftKey) move(index);
      else timer = setTimeout(() => ((timer = 0), map() && visit(index)), DOUBLE);
    },
    true,
  );

  document.addEventListener("keydown", (event) => {
    const { key, shiftKey, ctrlKey, altKey, metaKey, target } = event;
    if (target.id !== "atlas-cursor" || ctrlKey || altKey || metaKey || !map()) return;
    const way = STEPS[key] ?? LEAPS[key];
    if (key === "Enter") visit(here());
    if (!way) return;
    event.preventDefault();
    const by = shiftKey || LEAPS[key] ? FAR : 1;
    const { columns, rows } = map();
    const [column, row] = [here() % columns, Math.floor(here() / columns)];
    const within = (number, most) => Math.max(0, Math.min(most - 1, number));
    move(within(row + by * way[1], rows) * columns + within(column + by * way[0], columns));
  });
  document.addEventListener("click", ({ target }) => {
    if (target.closest?.("#atlas-visit") && map()) visit(here());
  });

  document.addEventListener("picture:placed", ({ detail }) => detail === map()?.picture && place());
  document.addEventListener("page:mapped", () => {
    if (!app.page.fresh.size) map().now = null; // an answer that none will follow is what counts
    place();
  });
  document.addEventListener("page:level", place);

  app.atlas = { ...app.atlas, visit: open };
})();
