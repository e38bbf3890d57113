/* A file that is dropped on a page, or chosen: a saved run, or a scenario. The server says which page
 * shows it, and as what. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});
  let carried = null; // a file that no link holds, on its way to another page

  const show = ({ topic, query, file }, name) => {
    const { page } = app;
    const along = new File(file === null ? [] : [file], name, { type: "application/json" });
    if (page.root.id === `${topic}-page`) return page.open(query, along);
    carried = file === null ? null : along; // a link holds all of it: nothing goes along
    app.address.lead(`${app.share.settings().pages[topic]}?${query}`);
  };

  const open = async (file) => {
    const { page } = app;
    const { open: route, largest, oversize } = app.share.settings();
    if (file.size > largest) {
      const sentence = oversize.replace("{count}", app.marked(`${file.size}`)).replace("{file}", () => file.name);
      return page.complain({ control: "file", sentence });
    }
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
    return undefined;
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
  /* Whatever is said of a file that is chosen in a dialog is said behind it. */
  const behind = ({ target }) => target.type === "file" && target.closest("dialog")?.close();
  document.addEventListener("change", behind, true);
  document.addEventListener("page:mounted", ({ detail: { page } }) => {
    if (carried) page.file = carried;
    carried = null;
  });

  app.opening = { open };
})();
