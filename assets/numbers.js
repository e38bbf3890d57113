/* The one way in which a number is written for people; words/numbers.py has it for all that the server
 * says, and a test holds the two against each other. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});
  const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";
  const DECIMAL = document.documentElement.dataset.decimal ?? "."; // the mark of the page's language

  /* What JavaScript has written, as the page's language does: −12 345,6; and back, NaN if it is no number. */
  app.marked = (text) => {
    const grouped = text.replace(/^-?\d{5,}/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, "\u202f"));
    return grouped.replace("-", "−").replace(".", DECIMAL);
  };
  app.typed = (text) => Number(text.trim() ? text.replace(DECIMAL, ".") : "none");

  /* With so many significant digits: 0.36, −1200, 1.1·10⁻³¹, 10⁹. A whole part is never cut. */
  app.written = (number, digits = 4) => {
    if (!Number.isFinite(number)) return Number.isNaN(number) ? "NaN" : number > 0 ? "∞" : "−∞";
    const [mantissa, exponent] = number.toExponential(digits - 1).split("e");
    const power = Number(exponent);
    const plain = power >= -3 && power < 5;
    const decimal = power < digits ? number.toPrecision(digits) : number.toFixed(0);
    const raised = [...String(power)].map((figure) => RAISED[figure] ?? "⁻").join("");
    const factor = `${Number(mantissa)}·`.replace(/^(-?)1·$/, "$1");
    const text = plain ? String(Number(decimal)) : `${factor}10${raised}`;
    return app.marked(text);
  };

  /* What is written in base64; browsers of before 2025 need four times as long. */
  const read = (text) => {
    const bytes = new Uint8Array(text.length);
    for (let index = 0; index < text.length; index++) bytes[index] = text.charCodeAt(index);
    return bytes;
  };
  app.bytes = (text) => Uint8Array.fromBase64?.(text) ?? read(atob(text));

  /* A text in place of another, in the node that is there: for one that comes or goes the browser looks
   * through all that :has() may say of it. */
  app.put = (place, text) => {
    const { firstChild: node } = place;
    if (node?.nodeType !== Node.TEXT_NODE || node.nextSibling || !text) place.textContent = text;
    else if (node.data !== text) node.data = text;
  };

  /* An attribute, where it is another one: what is set to what it was is laid out and painted anew, too. */
  app.set = (node, name, value) => node.getAttribute(name) === value || node.setAttribute(name, value);

  /* plotly.js has 2×10⁻⁵ and 1×10⁻⁵ at its axes. */
  app.dotted = (plot) => {
    for (const tick of plot.querySelectorAll("[class$=tick] text")) {
      const first = document.createTreeWalker(tick, NodeFilter.SHOW_TEXT).nextNode();
      if (first?.data.includes("×")) first.data = first.data.replace(/(?<![\d.,])1×/, "").replace("×", "·");
    }
  };
})();
