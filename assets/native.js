/* Dash components of our own, made of the browser's: dashboard/parts/page/native.py says why and how. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});
  const { createElement: element, useLayoutEffect, useRef } = window.React;

  const SLIDER = { type: "range", autoComplete: "off" };
  const shortText = (number) => String(Number(Number(number).toPrecision(10)));

  /* A label, a range and a box that belong together. Its value is text: the exact number that the
   * server named (17 digits) or what someone typed. The box shows the former rounded, until someone
   * changes it: what is not touched is not rounded. */
  app.NumberControl = (props) => {
    const { name, label, value, min, max, step, powers, whole, most } = props;
    const { error, disabled, hidden, setProps } = props;
    const range = useRef(null);
    const box = useRef(null);
    const said = useRef(null); // what this control itself said last
    const id = `control-${name}`;

    const place = (text) => {
      range.current.value = powers ? Math.log10(text) : text;
      range.current.setAttribute("aria-valuetext", shortText(text));
    };
    // The gate at once, Dash as soon as the control rests: its way takes longer than a mouse step.
    const say = (text) => {
      said.current = text;
      app.page?.moving(name, text, () => setProps({ value: text }));
    };
    const slide = () => {
      const power = Number((10 ** range.current.value).toPrecision(whole ? 2 : 3));
      const text = powers ? String(whole ? Math.round(power) : power) : range.current.value;
      box.current.value = text;
      range.current.setAttribute("aria-valuetext", text);
      say(text);
    };
    const type = () => {
      const text = box.current.value;
      if (text !== "") place(text);
      say(text);
    };

    useLayoutEffect(() => {
      if (value === undefined || value === said.current) return;
      said.current = null;
      box.current.value = shortText(value);
      place(value);
    }, [value]);

    return element(
      "div",
      { className: "control", "data-control": name, hidden },
      element("label", { htmlFor: id }, label),
      element("input", { ...SLIDER, id, ref: range, min, max, step, disabled, onInput: slide }),
      element("input", {
        type: "number",
        id: `${id}-box`,
        ref: box,
        step: "any",
        inputMode: "decimal",
        autoComplete: "off",
        "aria-label": label,
        "aria-describedby": `${id}-error`,
        "aria-invalid": error ? true : undefined,
        disabled,
        onInput: type,
        ...(most ? { min: 1, max: most, step: 1 } : {}),
      }),
      element("p", { id: `${id}-error`, className: "error", role: "alert" }, error),
    );
  };

  /* The first `count` options, of which one cannot be chosen. */
  app.Select = ({ id, label, value, options, count, barred, setProps }) => {
    const onChange = ({ target }) => setProps({ value: target.value });
    const option = ([key, text]) => element("option", { key, value: key, disabled: key === barred }, text);
    const rows = options.slice(0, count).map(option);
    return element("select", { id, value, "aria-label": label, autoComplete: "off", onChange }, rows);
  };

  /* A button that opens a text file: the page keeps it and sends it along, no server does. */
  app.FileControl = (props) => {
    const { name, label, value, opened, closing, oversize, accept, most, error, hidden } = props;
    const id = `control-${name}`;

    const open = ({ target }) => {
      const [file] = target.files;
      if (!file) return;
      const large = file.size > most;
      const words = { "{file}": file.name, "{count}": file.size };
      const sentence = oversize.replace(/{\w+}/g, (word) => words[word]);
      if (large) app.page.complain({ control: name, sentence });
      else app.page.openFile(file);
      target.value = ""; // so that the same file can be opened again when it has changed
    };

    const close = { type: "button", className: "plain", hidden: !value, onClick: () => app.page.open(app.page.opened) };
    const wrong = { "aria-describedby": `${id}-error`, "aria-invalid": Boolean(error) };
    return element(
      "div",
      { className: "control file", "data-control": name, hidden },
      element("label", { htmlFor: id }, label),
      element("input", { type: "file", id, accept, onChange: open, ...wrong }),
      element("output", { htmlFor: id }, value ? opened.replace("{file}", value) : ""),
      element("button", close, closing),
      element("p", { id: `${id}-error`, className: "error", role: "alert" }, error),
    );
  };

  app.Range = ({ id }) => element("input", { ...SLIDER, id, min: 0, max: 1, step: 1, defaultValue: 0 });
})();
