/* Keys that work wherever the focus is, but where a text is typed or the key has a meaning of its own;
 * the dialog that lists them, and where they can be turned off; the way past the bar at the top. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});
  // Where a key has a meaning of its own: each, the space bar, the arrows.
  const TYPED = "input:not([type=range], [type=radio], [type=checkbox], [type=file]), textarea, select";
  const PRESSED = `${TYPED}, input:not([type=range]), button, summary`;
  const MOVED = `${TYPED}, input, [role=tab], [tabindex="0"]:not(.told)`;
  const LEAFED = `${TYPED}, input[type=range]`;
  const HELD = [" ", "p", "z", "?"]; // do not come again while they are held

  const press = (selector) => document.querySelector(selector)?.click();
  const ACTIONS = {
    " ": () => app.page.player.toggle(),
    ArrowLeft: () => app.page.player.step(-1),
    ArrowRight: () => app.page.player.step(1),
    "[": () => press(".step[rel=prev]"),
    "]": () => press(".step[rel=next]"),
    p: () => app.modes.present(),
    z: (event) => (event.shiftKey ? app.history?.redo() : app.history?.undo()),
    "?": () => document.getElementById("keys-dialog").showModal(),
  };

  /* In a guide those that a presenter's remote has turn its steps. */
  const GUIDED = {
    ArrowLeft: () => app.guide.turn("prev"),
    ArrowRight: () => app.guide.turn("next"),
    PageUp: () => app.guide.turn("prev"),
    PageDown: () => app.guide.turn("next"),
    "[": () => {},
    "]": () => {},
  };

  /* Whoever speaks to the machine presses keys without meaning to. */
  let used = app.files.kept((storage) => storage.getItem("keys")) !== "off";
  const tell = () => document.getElementById("keys-used")?.setAttribute("aria-pressed", String(used));
  document.addEventListener("page:mounted", tell);

  const known = (event) => {
    const name = event.key.length > 1 ? event.key : event.key.toLowerCase();
    const typed = event.getModifierState("AltGraph") || (event.altKey && "[]".includes(name));
    if ((event.ctrlKey || event.metaKey || event.altKey) && !typed) return null;
    if (event.repeat && HELD.includes(name)) return null;
    const [move] = /^(Arrow|Page)/.exec(name) ?? [];
    const own = { " ": PRESSED, Arrow: MOVED, Page: LEAFED }[move ?? name] ?? TYPED;
    if (event.target.closest?.(own)) return null;
    return (app.page.settings.guide && GUIDED[name]) ?? ACTIONS[name];
  };

  document.addEventListener("keydown", (event) => {
    if (!used || event.defaultPrevented || app.page?.gone !== false || document.querySelector("dialog[open]")) return;
    const action = known(event);
    if (!action) return;
    event.preventDefault();
    action(event);
  });

  document.addEventListener("click", (event) => {
    const near = (selector) => event.target.closest?.(selector);
    if (near("#keys")) ACTIONS["?"]();
    else if (near("#keys-dialog .close")) document.getElementById("keys-dialog").close();
    else if (near("#keys-used")) {
      used = !used;
      app.files.kept((storage) => storage.setItem("keys", used ? "on" : "off"));
      tell();
    } else if (near(".skip")) {
      event.preventDefault(); // Dash would take the place in the page for another page
      const controls = document.querySelectorAll(".side [data-control] :is(input, select, button)");
      [...controls].find((control) => !control.disabled && control.checkVisibility())?.focus();
    }
  });
})();
