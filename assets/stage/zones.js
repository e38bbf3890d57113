/* Sliders whose track is marked: its parts, told apart by pattern, and what each is called. */
(() => {
  "use strict";
  const child = (parent, tag, className) => {
    const made = parent.appendChild(document.createElement(tag));
    made.className = className;
    return made;
  };

  const fill = (row, zones) => {
    const said = JSON.stringify(zones);
    if (row.dataset.zones === said) return;
    row.dataset.zones = said;
    const [track, legend] = [row.querySelector(".zones"), row.querySelector(".zones-said")];
    track.replaceChildren();
    legend.replaceChildren();
    let from = 0;
    for (const { kind, end, text, here } of zones) {
      const { style } = child(track, "i", `zone ${kind}`);
      [style.left, style.width] = [`${100 * from}%`, `${100 * (end - from)}%`];
      from = end;
      const entry = child(legend, "span", here ? "here" : "");
      child(entry, "i", `zone ${kind}`);
      entry.append(`${text} `);
    }
  };

  document.addEventListener("page:shown", ({ detail: { page, answer } }) => {
    for (const [name, zones] of Object.entries(answer.controls.zones ?? {})) {
      const row = page.root.querySelector(`[data-control="${CSS.escape(name)}"].zoned`);
      if (row) fill(row, zones);
    }
  });
})();
