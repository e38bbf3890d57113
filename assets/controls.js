/* Controls made of the browser's own: a label, a range and a number box that belong together.
 *
 * A box keeps the exact number that the server named (17 digits) beside the rounded one it shows,
 * until someone changes it: what is not touched is not rounded. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});

  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value === true) element.setAttribute(name, "");
      else if (value !== false && value !== undefined) element.setAttribute(name, value);
    }
    element.append(...children);
    return element;
  };

  const shortText = (number) => String(Number(Number(number).toPrecision(10)));

  /* A slider with a number box. `changed(live)` is called after a change by the user. */
  const slider = (setting, changed) => {
    const { control, label, min, max, step, powers, most, whole } = setting;
    const id = `control-${control}`;
    const range = make("input", { type: "range", id, min, max, step, autocomplete: "off" });
    const box = make("input", {
      type: "number",
      id: `${id}-box`,
      step: "any",
      inputmode: "decimal",
      autocomplete: "off",
      "aria-label": label,
      "aria-describedby": `${id}-error`,
      ...(most ? { min: 1, max: most, step: 1 } : {}),
    });
    const error = make("p", { id: `${id}-error`, class: "error", role: "alert" });
    const row = make(
      "div",
      { class: "control", "data-control": control },
      make("label", { for: id }, label),
      range,
      box,
      error,
    );
    const power = () => Number((10 ** range.value).toPrecision(whole ? 2 : 3));
    const fromRange = () => (powers ? String(whole ? Math.round(power()) : power()) : range.value);
    const toRange = (number) => {
      range.value = powers ? Math.log10(number) : number;
      range.setAttribute("aria-valuetext", shortText(number));
    };
    range.addEventListener("input", () => {
      box.value = fromRange();
      delete box.dataset.exact;
      range.setAttribute("aria-valuetext", box.value);
      changed();
    });
    box.addEventListener("input", () => {
      delete box.dataset.exact;
      if (box.value !== "") toRange(Number(box.value));
      changed();
    });
    return {
      row,
      get text() {
        return box.dataset.exact ?? box.value;
      },
      set(number, { typing = true } = {}) {
        // The box that someone types in keeps what they typed, as long as it says the same.
        const editing = typing && document.activeElement === box;
        if (!(editing && Number(box.value) === number)) {
          box.value = shortText(number);
          box.dataset.exact = String(number);
        }
        toRange(number);
      },
      enable(on) {
        range.disabled = box.disabled = !on;
      },
      fail(sentence) {
        error.textContent = sentence;
        box.toggleAttribute("aria-invalid", sentence !== "");
        if (sentence) box.setAttribute("aria-invalid", "true");
      },
    };
  };

  /* One choice of several (radio) or any of them (checkbox), in a fieldset. */
  const choice = ({ legend, name, type, options }, changed) => {
    const inputs = options.map(([value, text]) => {
      const input = make("input", { type, name, value, id: `${name}-${value}`, autocomplete: "off" });
      input.addEventListener("change", () => changed());
      return { input, label: make("label", { for: `${name}-${value}` }, input, text) };
    });
    const error = make("p", { class: "error", role: "alert" });
    const row = make(
      "fieldset",
      { class: `choice ${type}`, "data-control": name },
      make("legend", {}, legend),
      ...inputs.map((item) => item.label),
      error,
    );
    return {
      row,
      get text() {
        return this.values.join(",");
      },
      get values() {
        return inputs.filter(({ input }) => input.checked).map(({ input }) => input.value);
      },
      /* A list of values, or one. */
      set(values) {
        for (const { input } of inputs) input.checked = [values].flat().includes(input.value);
      },
      fail(sentence) {
        error.textContent = sentence;
      },
    };
  };

  /* Two selects for a pair of different layers. */
  const pair = (changed) => {
    const selects = ["first", "second"].map((which) => {
      const select = make("select", { "aria-label": `Pair of layers, ${which}`, autocomplete: "off" });
      select.addEventListener("change", () => changed());
      return select;
    });
    const row = make(
      "div",
      { class: "control pair", "data-control": "pair" },
      make("span", {}, "Pair of layers drawn"),
      ...selects,
    );
    return {
      row,
      get text() {
        return selects.map((select) => select.value).join(",");
      },
      set(layers, depth) {
        row.hidden = depth <= 3;
        selects.forEach((select, which) => {
          if (select.options.length !== depth) {
            const options = Array.from({ length: depth }, (_, l) => make("option", { value: l + 1 }, `w${l + 1}`));
            select.replaceChildren(...options);
          }
          select.value = layers[which];
          // The other select's layer cannot be chosen twice.
          for (const option of select.options) option.disabled = Number(option.value) === layers[1 - which];
        });
      },
    };
  };

  /* A button that opens a text file; `opened(name, text)` gets it, the row says which one is open. */
  const file = ({ control, label, accept, most }, opened, closed) => {
    const id = `control-${control}`;
    const input = make("input", { type: "file", id, accept, "aria-describedby": `${id}-error` });
    const name = make("output", { for: id });
    const close = make("button", { type: "button", class: "plain" }, "Close file");
    const error = make("p", { id: `${id}-error`, class: "error", role: "alert" });
    const row = make(
      "div",
      { class: "control file", "data-control": control },
      make("label", { for: id }, label),
      input,
      name,
      close,
      error,
    );
    const fail = (sentence) => {
      error.textContent = sentence;
      input.setAttribute("aria-invalid", String(sentence !== ""));
    };
    input.addEventListener("change", async () => {
      const [chosen] = input.files;
      if (!chosen) return;
      if (chosen.size > most) fail(`“${chosen.name}” has ${chosen.size} bytes; ${most} are the limit here.`);
      else opened(chosen.name, await chosen.text());
      input.value = ""; // so that the same file can be opened again when it has changed
    });
    close.addEventListener("click", closed);
    return {
      row,
      set(text) {
        name.textContent = text ? `Open: ${text}` : "";
        close.hidden = !text;
      },
      fail,
    };
  };

  /* Save a text as a file. */
  const save = (name, text, type = "application/json") => {
    const link = make("a", { href: URL.createObjectURL(new Blob([text], { type })), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };

  app.controls = { make, slider, choice, pair, file, save };
})();
