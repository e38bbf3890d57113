/* A file that is dropped on a page, or chosen: a saved run, or a scenario. The server says which page
 * shows it, and as what. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});
  let carried = null; // a file that no link holds, on its way to another page

  /* Dash's own links go to another page like this: nothing is loaded anew. */
  const lead = (address) => {
    window.history.pushState({}, "", address);
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
    window.scrollTo(0, 0);
  };

  const show = ({ topic, query, file }, name) => {
    const { page } = app;
    const along = new File(file === null ? [] : [file], name, { type: "application/json" });
    if (page.root.id === `${topic}-page`) return page.open(query, along);
    carried = along;
    lead(`${app.share.settings().pages[topic]}?${query}`);
  };

  const open = async (file) => {
    const { page } = app;
    const { open: route } = app.share.settings();
    for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
    const body = new FormData();
    body.append("name", file.name);
    body.append("file", file);
    try {
      const answer = await page.send(route, body, "open");
      if (answer.error) page.complain(answer.error);
      else show(answer.open, file.name);
    } catch (error) {
      page.fail(error);
    }
  };

  const files = (event) => event.dataTransfer?.types.some((type) => type.toLowerCase() === "files");
  const mark = (event, on) => files(event) && document.documentElement.classList.toggle("dropping", on);

  document.addEventListener("dragover", (event) => {
    if (files(event)) event.preventDefault();
    mark(event, true);
  });
  document.addEventListener("dragleave", (event) => event.relatedTarget || mark(event, false));
  document.addEventListener("drop", (event) => {
    mark(event, false);
    if (!files(event) || !app.page || app.page.gone) return;
    event.preventDefault();
    if (event.dataTransfer.files.length) open(event.dataTransfer.files[0]);
  });
  document.addEventListener("page:mounted", ({ detail: { page } }) => {
    if (carried) page.file = carried;
    carried = null;
  });

  app.opening = { open };
})();
