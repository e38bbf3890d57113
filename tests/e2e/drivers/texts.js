/* Every text that can be seen, as [{text, boxes: [[left, top, right, bottom]], block, layer, corners}].
 *
 * Boxes are those of the letters (ranges of text nodes; a formula or a text of an SVG is one box), cut
 * by every ancestor that clips. `corners` are those of a text that stands at an angle, else null. `block` numbers the innermost element that lays text out in lines: its
 * own lines never count as overlapping. `layer` is "" for the page and otherwise names the sticky or
 * absolute element that lies over the page on purpose. */
() => {
  const seen = [];
  const blocks = new Map();
  const numberOf = (element) => {
    if (!blocks.has(element)) blocks.set(element, blocks.size);
    return blocks.get(element);
  };
  const cut = (box, frame) => [
    Math.max(box[0], frame.left), Math.max(box[1], frame.top),
    Math.min(box[2], frame.right), Math.min(box[3], frame.bottom),
  ];
  const look = (element) => {
    let layer = "";
    let block = null;
    const frames = [];
    for (let up = element; up && up !== document.documentElement; up = up.parentElement) {
      const style = getComputedStyle(up);
      if (style.visibility === "hidden" || style.display === "none" || style.opacity === "0") return null;
      if (style.clipPath !== "none" && style.position === "absolute") return null;
      if (up.tagName === "DETAILS" && !up.open && !element.closest("summary")) return null;
      if (up.closest("svg") === null || up.tagName === "svg") {
        if (style.overflowX !== "visible" || style.overflowY !== "visible") frames.push(up.getBoundingClientRect());
        const over = style.position === "absolute" && style.zIndex !== "auto";
        if (!layer && (over || ["sticky", "fixed"].includes(style.position))) layer = `over ${numberOf(up)}`;
        if (!block && !/^(inline|contents)/.test(style.display)) block = up;
      }
    }
    return { layer, frames, block: numberOf(block ?? document.body) };
  };
  /* Corners of a text of an SVG, which may be turned: the rectangle of its letters in its own axes. */
  const cornersOf = (text) => {
    const { x, y, width, height } = text.getBBox();
    const matrix = text.getScreenCTM();
    return [[x, y], [x + width, y], [x + width, y + height], [x, y + height]].map(([left, top]) => {
      const point = new DOMPoint(left, top).matrixTransform(matrix);
      return [point.x, point.y];
    });
  };
  const add = (element, text, rects, own = null) => {
    const place = look(element);
    if (!place) return;
    const boxes = [...rects]
      .map((rect) => place.frames.reduce(cut, [rect.left, rect.top, rect.right, rect.bottom]))
      .filter(([left, top, right, bottom]) => right - left > 0.5 && bottom - top > 0.5);
    const corners = element.tagName === "text" ? cornersOf(element) : null;
    if (boxes.length) seen.push({ text, boxes, block: own ?? place.block, layer: place.layer, corners });
  };
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const whole = new Set();
  while (walk.nextNode()) {
    const node = walk.currentNode;
    const text = node.data.trim();
    const element = node.parentElement;
    if (!text || element.closest("script, style, noscript, option")) continue;
    const one = element.closest("math, svg text");
    if (one) {
      if (whole.has(one)) continue;
      whole.add(one);
      add(one, one.textContent.trim().slice(0, 60), [one.getBoundingClientRect()], numberOf(one));
      continue;
    }
    const range = document.createRange();
    range.selectNodeContents(node);
    add(element, text.slice(0, 60), range.getClientRects());
  }
  for (const formula of document.querySelectorAll("math")) {
    if (!whole.has(formula)) add(formula, "(formula)", [formula.getBoundingClientRect()], numberOf(formula));
  }
  for (const field of document.querySelectorAll("input:not([type=hidden]), select, button")) {
    const rect = field.getBoundingClientRect();
    if (field.matches("button")) continue; // its text is in the list
    add(field, `<${field.getAttribute("aria-label") ?? field.id}>`, [rect], numberOf(field));
  }
  return seen;
};
