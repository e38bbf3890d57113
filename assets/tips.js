/* The meaning of a key figure opens to the side where there is room for it. */
(() => {
  "use strict";
  const WIDEST = 300; // px, as in parts.css
  const place = ({ target }) => {
    const figure = target.closest?.(".figure");
    if (!figure) return;
    const room = document.documentElement.clientWidth - figure.getBoundingClientRect().left;
    figure.classList.toggle("leftwards", room < Math.min(WIDEST, 0.75 * window.innerWidth) + 16);
  };
  document.addEventListener("pointerover", place);
  document.addEventListener("focusin", place);
})();
