/* The Share dialog: the link of what is shown, and the run behind it, to be taken away. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});
  const at = (id) => document.getElementById(id);
  const settings = () => JSON.parse(at("share-dialog").dataset.share);
  const escaped = (text) => text.replace(/[&"<>]/g, (character) => `&#${character.codePointAt(0)};`);
  let asked = 0; // questions for texts so far: only the newest is answered
  let described = null; // the query whose texts are there

  const here = () => window.location.href.replace(/\?$/, "");

  /* The same link, showing nothing but plots: for a frame in another page. */
  const framed = (link) => {
    const [path, query = ""] = link.split("#")[0].split("?");
    const entries = query.split("&").filter((entry) => entry && !/^(embed|present)=/.test(entry));
    return `${path}?${[...entries, "embed=1"].join("&")}`;
  };

  const draw = (link) => {
    const { code, longest } = settings();
    const short = link.length <= longest;
    for (const picture of document.querySelectorAll("#share-code, #share-whole img")) {
      if (short) picture.src = `${code}?link=${encodeURIComponent(link)}`;
      else picture.removeAttribute("src");
    }
    at("share-code").parentElement.hidden = !short;
    document.querySelector("#share-dialog .code .note").hidden = short;
    document.querySelector("#share-whole .link").textContent = link;
  };

  const describe = (link, { title, name, python, command, plain, tables }) => {
    const { frame } = settings();
    const code = { link: escaped(framed(link)), title: escaped(title) };
    at("share-frame").value = frame.replace(/\{(\w+)\}/g, (_, part) => code[part]);
    for (const [part, text] of Object.entries({ python, command, plain })) at(`share-${part}`).value = text;
    at("share-plain").closest("details").hidden = !plain;
    for (const anchor of document.querySelectorAll("#share-dialog a.file")) {
      const { file, table } = anchor.dataset;
      anchor.hidden = Boolean(table) && !tables.includes(table);
      const of = new URLSearchParams({ state: app.page.known.query, ...(table && { table }) });
      anchor.href = `${app.page.settings.route}/${file}?${of}`;
      anchor.dataset.name = `${name}${table && table !== tables[0] ? `_${table}` : ""}.${file.split(".")[1]}`;
    }
  };

  const texts = (page) => page.post(`${page.settings.route}/take`, { state: page.known.query }, "python");

  /* Nothing is left of another run, even where the newer one cannot be had. */
  const clear = () => {
    for (const part of ["frame", "python", "command", "plain"]) at(`share-${part}`).value = "";
    for (const anchor of document.querySelectorAll("#share-dialog a.file")) anchor.hidden = true;
  };

  /* Everything that the dialog says of what the page shows now. */
  const fill = async () => {
    const { page } = app;
    const link = here();
    const turn = ++asked;
    const note = (text) => (document.querySelector("[data-said=unlinked]").textContent = text ?? "");
    at("share-link").value = link;
    draw(link);
    note(page?.known?.unlinked);
    if (described !== page?.known?.query) clear();
    described = page?.known?.query;
    if (!page?.known) return;
    const found = await texts(page).catch((error) => ({ error: { sentence: page.reason(error) } }));
    if (turn !== asked) return;
    if (found.error) note(found.error.sentence);
    else describe(link, found);
  };

  const open = async () => {
    if (at("share-dialog").open) return;
    at("share-dialog").showModal();
    await fill();
  };

  /* Without https there is no clipboard: then the text is selected, and copied as by hand. */
  const byHand = (field) => {
    field.focus();
    field.select();
    return document.execCommand("copy");
  };

  const copy = async (button) => {
    const field = at(button.dataset.copies);
    const said = button.nextElementSibling;
    const done = await window.navigator.clipboard?.writeText(field.value).then(
      () => true,
      () => false,
    );
    said.textContent = done || byHand(field) ? said.dataset.done : said.dataset.failed;
    setTimeout(() => (said.textContent = ""), 4000);
  };

  /* A file that the browser has, or was given, goes to where it keeps files. */
  const save = (blob, name) => {
    const url = URL.createObjectURL(blob);
    Object.assign(at("share-saved"), { href: url, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  };

  /* The run of a file that no link holds: the file goes along. */
  const fetchRun = async (anchor) => {
    const { page } = app;
    const url = new URL(anchor.href);
    const body = page.body(Object.fromEntries(url.searchParams));
    const response = await fetch(url.pathname, { method: "POST", body }).catch(() => null);
    if (response?.ok) save(await response.blob(), anchor.dataset.name);
    else page.fail(Object.assign(new Error(), { code: response ? "refused" : "silent", status: response?.status }));
  };

  const whole = () => {
    at("share-whole").showModal();
    document.documentElement.requestFullscreen?.().catch(() => {}); // it may be forbidden
  };

  const shut = (dialog) => {
    dialog.close();
    if (dialog.id === "share-whole" && document.fullscreenElement) document.exitFullscreen();
  };

  document.addEventListener("click", (event) => {
    const near = (selector) => event.target.closest?.(selector);
    const file = near("#share-dialog a.file");
    if (near("#share")) open();
    else if (near("[data-copies]")) copy(near("[data-copies]"));
    else if (near("[data-shows]")) whole();
    else if (near("[data-closes]")) shut(near("dialog"));
    else if (event.target.matches?.("dialog.share, dialog.whole")) shut(event.target); // beside what it holds
    else if (file && app.page.known.unlinked) {
      event.preventDefault();
      fetchRun(file);
    }
  });
  document.addEventListener("fullscreenchange", () => {
    if (!document.fullscreenElement && at("share-whole")?.open) at("share-whole").close();
  });
  document.addEventListener("page:settled", () => {
    if (at("share-dialog")?.open) fill();
  });

  app.share = { escaped, link: here, open, save, settings, texts };
})();
