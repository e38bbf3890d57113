/* From a topic's page to the guides: back to the step that led there; and an offer to who is new, until
 * it is taken or declined, which this browser alone remembers. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});
  const root = document.documentElement;

  const decline = () => {
    root.removeAttribute("data-newcomer");
    app.files.kept((storage) => storage.setItem("newcomer", "no"));
  };
  // Before anything is drawn, so that nothing jumps.
  root.toggleAttribute("data-newcomer", app.files.kept((storage) => storage.getItem("newcomer")) !== "no");

  document.addEventListener("click", ({ target }) => {
    if (target.closest?.(".offer .dismiss")) decline();
  });

  document.addEventListener("page:mounted", () => {
    if (app.guide.settings()) return decline();
    const link = document.getElementById("back");
    const from = app.address.own("back").at(-1) ?? "";
    const [, guide, name, place] = /^([a-z]+)(?:-([a-z0-9][a-z0-9_-]*))?-(\d{1,4})$/.exec(from) ?? [];
    const told = JSON.parse(link.dataset.told);
    link.hidden = !Object.hasOwn(told, guide);
    if (link.hidden) return undefined;
    link.href = told[guide].href.replace("{name}", name).replace("{place}", place);
    link.textContent = told[guide].text.replace("{place}", place);
    const left = app.guide.left(from);
    if (left) link.search = left.search; // with what was moved there
    return undefined;
  });

  /* What was guessed there is in no address. */
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("#back");
    const left = link && app.guide.left(app.address.own("back").at(-1));
    if (!left || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    app.address.lead(link.href, { guess: left.guess });
  });
})();
