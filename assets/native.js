/* Dash components of our own, made of the browser's: dashboard/parts/page/native.py says why and how. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});
  const { createElement: element, useLayoutEffect, useRef } = window.React;

  const SLIDER = { type: "range", autoComplete: "off" };
  const NAME = { type: "text", maxLength: 40, autoComplete: "off" };
  const shortText = (number) => String(Number(Number(number).toPrecision(10)));
  const idOf = ({ name }) => `control-${name}`;
  const wrong = (props) => ({ "aria-describedby": `${idOf(props)}-error`, "aria-invalid": Boolean(props.error) });

  /* A label, what it is of, and the sentence if that cannot be used. */
  const row = (props, kind, ...parts) => {
    const { name, label, error, hidden } = props;
    const top = element("label", { htmlFor: idOf(props) }, label);
    const end = element("p", { id: `${idOf(props)}-error`, className: "error", role: "alert" }, error);
    return element("div", { className: kind, "data-control": name, hidden }, top, ...parts, end);
  };

  /* A range and a box that belong together. Their value is text: the exact number that the server
   * named (17 digits) or what someone typed. The box shows the former rounded, until someone changes
   * it: what is not touched is not rounded. */
  app.NumberControl = (props) => {
    const { name, label, value, min, max, step, powers, whole, most, disabled, setProps } = props;
    const [range, box, said] = [useRef(null), useRef(null), useRef(null)]; // `said`: by this control, last
    const id = idOf(props);

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
    const type = ({ target: { value: text } }) => {
      if (text !== "") place(text);
      say(text);
    };
    // For who moves it from elsewhere: what the page is to be told of it.
    const put = (text) => {
      said.current = text;
      box.current.value = text;
      place(text);
      return [name, text, () => setProps({ value: text })];
    };
    useLayoutEffect(() => void (range.current.put = put));
    useLayoutEffect(() => {
      if (value === undefined || value === said.current) return;
      said.current = null;
      box.current.value = shortText(value);
      place(value);
    }, [value]);

    const number = { type: "number", step: "any", inputMode: "decimal", autoComplete: "off", "aria-label": label };
    const counted = most ? { min: 1, max: most, step: 1 } : {};
    return row(
      props,
      "control",
      element("input", { ...SLIDER, id, ref: range, min, max, step, disabled, onInput: slide }),
      element("input", { ...number, ...counted, ...wrong(props), id: `${id}-box`, ref: box, disabled, onInput: type }),
    );
  };

  /* The first `count` options, of which one cannot be chosen. */
  app.Select = ({ id, label, value, options, count, barred, setProps }) => {
    const onChange = ({ target }) => setProps({ value: target.value });
    const option = ([key, text]) => element("option", { key, value: key, disabled: key === barred }, text);
    const named = { id, value, "aria-label": label, autoComplete: "off", onChange };
    return element("select", named, options.slice(0, count).map(option));
  };

  /* One of several options, or any of them. */
  app.Choice = ({ id, name, value, options, several, setProps }) => {
    const has = (key) => (several ? value.includes(key) : value === key);
    const option = ({ value: key, label }) => {
      const onChange = ({ target: { checked } }) => {
        const keys = options.map((each) => each.value).filter((each) => (each === key ? checked : has(each)));
        setProps({ value: several ? keys : key });
      };
      const type = several ? "checkbox" : "radio";
      const box = { type, name: `choice-${name}`, checked: has(key), autoComplete: "off", onChange };
      return element("label", { key }, element("input", box), label);
    };
    return element("div", { id, className: "options" }, options.map(option));
  };

  /* A button that opens a text file: the page keeps it and sends it along, no server does. */
  app.FileControl = (props) => {
    const { name, value, opened, closing, oversize, accept, most } = props;
    const onChange = ({ target }) => {
      const [file] = target.files;
      const sentence = () => oversize.replace("{count}", file.size).replace("{file}", () => file.name);
      if (file?.size > most) app.page.complain({ control: name, sentence: sentence() });
      else if (file) app.opening.open(file);
      target.value = ""; // so that the same file can be opened again when it has changed
    };
    const onClick = () => app.page.open(app.page.opened.startsWith("file=") ? "" : app.page.opened);
    return row(
      props,
      "control file",
      element("input", { type: "file", id: idOf(props), accept, onChange, ...wrong(props) }),
      element("output", { htmlFor: idOf(props) }, value ? opened.replace("{file}", value) : ""),
      element("button", { type: "button", className: "plain", hidden: !value, onClick }, closing),
    );
  };

  /* What the server has made of our own words and formulas. */
  app.Prose = ({ id, html, className }) =>
    element("div", { id, className, dangerouslySetInnerHTML: { __html: html } });

  /* A name that can be changed; another value is another box. */
  app.RunName = ({ label, value }) =>
    element("input", { ...NAME, key: value, "aria-label": label, defaultValue: value });

  app.Range = ({ id, label }) =>
    element("input", { ...SLIDER, id, "aria-label": label, min: 0, max: 1, step: 1, defaultValue: 0 });
})();
