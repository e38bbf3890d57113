/* Texts that leave their place: cut off by what they stand in, or beyond its edge. */
() => {
  const LEAST = 1.5; // px
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = new Set();
  const seen = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const box = (element) => element.getBoundingClientRect();
  const beyond = (inner, outer) =>
    inner.left < outer.left - LEAST || inner.right > outer.right + LEAST;
  const below = (inner, outer) => inner.top < outer.top - LEAST || inner.bottom > outer.bottom + LEAST;

  const spills = (node, rect) => {
    let inside = true; // of the box that draws its edge
    for (let place = node.parentElement; place && place !== document.body; place = place.parentElement) {
      const { display, overflowX, overflowY, borderRightWidth } = getComputedStyle(place);
      if (display === "inline" || display === "contents") continue;
      if ([overflowX, overflowY].some((how) => how === "auto" || how === "scroll")) return "";
      const outer = box(place);
      if (["hidden", "clip"].includes(overflowX) && beyond(rect, outer)) return "is cut";
      if (["hidden", "clip"].includes(overflowY) && below(rect, outer)) return "is cut";
      if (inside && parseFloat(borderRightWidth) > 0) {
        if (beyond(rect, outer)) return "leaves its box";
        inside = false;
      }
    }
    return beyond(rect, { left: 0, right: innerWidth }) ? "leaves the page" : "";
  };

  while (walker.nextNode()) {
    const node = walker.currentNode;
    const text = node.data.trim();
    const { parentElement: parent } = node;
    if (!text || !seen(parent) || parent.closest(".for-readers, .tip, script, style, noscript, math, option")) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const rect of range.getClientRects()) {
      const how = rect.width > 1 ? spills(node, rect) : "";
      if (how) found.add(`${text.slice(0, 60)}: ${how}`);
    }
  }
  return [...found];
}
