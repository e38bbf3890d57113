/* Dash components of our own, made of the browser's: dashboard/parts/page/native.py says why and how. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});
  const { createElement: element, useLayoutEffect, useRef } = window.React;

  const PAUSE = 600; // ms without a key, after which what has been typed counts
  const SLIDER = { type: "range", autoComplete: "off" };
  const NAME = { type: "text", maxLength: 40, autoComplete: "off" };
  const shortText = (number) => String(Number(Number(number).toPrecision(10)));
  const spelt = (text) => text.replace(".", document.documentElement.dataset.decimal); // in a box: no groups
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
   * named (17 digits) or what someone typed, whole: the server alone reads it. The box shows the
   * former rounded, until someone changes it: what is not touched is not rounded. What is typed counts
   * when the box is left, at Enter, or after a pause; what a slider or an arrow key says, at once. */
  app.NumberControl = (props) => {
    const { name, label, value, min, max, step, powers, even, whole, most, zoned, disabled, setProps } = props;
    const [range, box, said] = [useRef(null), useRef(null), useRef(null)]; // `said`: by this control, last
    const [pause, typing] = [useRef(0), useRef(false)]; // `pause`: until what has been typed counts
    const id = idOf(props);

    // Where a number is on the slider, and back: as it is, a power of ten, or one on each side of 0.
    const spot = (number) => {
      if (even) return Math.sign(number) * Math.log10(1 + Math.abs(number) / even);
      return powers ? Math.max(number > 0 ? Math.log10(number) : min, min) : number;
    };
    const valued = (at) => {
      if (even) return Number((Math.sign(at) * even * (10 ** Math.abs(at) - 1)).toPrecision(2));
      return powers ? Number((10 ** at).toPrecision(whole ? 2 : 3)) : at;
    };

    // Where the browser understands the text; else the slider waits for the answer.
    const place = (text) => {
      const number = app.typed(String(text));
      if (!Number.isFinite(number)) return;
      range.current.value = spot(number);
      range.current.setAttribute("aria-valuetext", spelt(shortText(number)));
      box.current.setAttribute("aria-valuenow", number);
    };
    // The gate at once, Dash as soon as the control rests: its way takes longer than a mouse step.
    const claim = (text) => {
      clearTimeout(pause.current);
      pause.current = 0;
      said.current = text;
      return [name, text, () => setProps({ value: text })];
    };
    const say = (text) => app.page?.moving(...claim(text));
    const put = (text) => {
      typing.current = false;
      box.current.value = spelt(text);
      place(text);
      return claim(text);
    };
    const reading = () => valued(Number(range.current.value));
    const spoken = (at) => {
      const number = valued(Number(at));
      return powers || even ? String(whole ? Math.round(number) : number) : at;
    };
    const slide = () => {
      typing.current = false;
      const text = spoken(range.current.value);
      box.current.value = spelt(text);
      range.current.setAttribute("aria-valuetext", spelt(text));
      box.current.setAttribute("aria-valuenow", text);
      say(text);
    };
    const count = () => pause.current && say(box.current.value);
    const type = () => {
      typing.current = true;
      place(box.current.value);
      clearTimeout(pause.current);
      pause.current = setTimeout(count, PAUSE);
    };
    const leave = () => {
      count();
      typing.current = false;
      if (said.current === null && value !== undefined) box.current.value = spelt(shortText(value));
    };
    const press = (event) => {
      const { key, altKey, ctrlKey, metaKey } = event;
      const by = { ArrowUp: 1, ArrowDown: -1 }[key];
      ({ Enter: leave })[key]?.();
      if (!by || altKey || ctrlKey || metaKey) return;
      event.preventDefault(); // else the caret leaps to an end
      const { value: text } = box.current;
      const now = Number.isFinite(app.typed(text)) ? app.typed(text) : reading();
      const plain = powers && !whole ? (now * 10 ** (by * step)).toPrecision(3) : (now + by * step).toPrecision(12);
      const next = even ? valued(step * (Math.round(spot(now) / step) + by)) : plain;
      const counted = whole ? Math.round(now) + by : Number(next);
      app.page?.moving(...put(String(most ? Math.min(Math.max(counted, 1), most) : counted)));
    };
    const beside = (steps) => {
      const other = range.current.cloneNode();
      other.stepUp(steps);
      return other.value === range.current.value ? null : [name, spoken(other.value)]; // at an end
    };
    // For who moves it from elsewhere: what the page is to be told of it; and who looks ahead.
    useLayoutEffect(() => void Object.assign(range.current, { put, beside }));
    useLayoutEffect(() => {
      if (value === undefined || value === said.current) return;
      said.current = null;
      place(value);
      // Nobody's text is changed under his hands: a box that is typed into shows it when it is left.
      if (!typing.current) box.current.value = spelt(shortText(value));
    }, [value]);
    useLayoutEffect(() => () => clearTimeout(pause.current), []);

    const inputMode = min < 0 && !powers ? "text" : "decimal"; // no minus is on a telephone's decimal keys
    const shown = { type: "text", role: "spinbutton", inputMode, autoComplete: "off", spellCheck: false };
    const heard = { onInput: type, onBlur: leave, onKeyDown: press };
    const named = { ...wrong(props), "aria-label": label, id: `${id}-box` };
    // What the parts of the track are: zones.js fills them in.
    const track = element("div", { className: "zones", "aria-hidden": true });
    const legend = element("p", { className: "zones-said", id: `${id}-zones` });
    const marked = zoned && { "aria-describedby": `${id}-zones` };
    return row(
      props,
      zoned ? "control zoned" : "control",
      zoned && track,
      element("input", { ...SLIDER, ...marked, id, ref: range, min, max, step, disabled, onInput: slide }),
      element("input", { ...shown, ...heard, ...named, ref: box, disabled }),
      zoned && legend,
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
    const option = ({ value: key, label, html }) => {
      const onChange = ({ target: { checked } }) => {
        const keys = options.map((each) => each.value).filter((each) => (each === key ? checked : has(each)));
        setProps({ value: several ? keys : key });
      };
      const type = several ? "checkbox" : "radio";
      const box = { type, name: `choice-${name}`, value: key, checked: has(key), autoComplete: "off", onChange };
      const text = html ? element("span", { dangerouslySetInnerHTML: { __html: html } }) : label;
      return element("label", { key }, element("input", box), text);
    };
    return element("div", { id, className: "options" }, options.map(option));
  };

  /* A button that opens a text file: the page keeps it and sends it along, no server does. */
  app.FileControl = (props) => {
    const { name, value, opened, closing, oversize, accept, most } = props;
    const onChange = ({ target }) => {
      const [file] = target.files;
      const sentence = () => oversize.replace("{count}", app.marked(`${file.size}`)).replace("{file}", () => file.name);
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
  app.Quoted = (props) => app.Prose(props);

  /* A name that can be changed; another value is another box. */
  app.RunName = ({ label, value }) =>
    element("input", { ...NAME, key: value, "aria-label": label, defaultValue: value });

  app.Range = ({ id, label, most = 1, start = 0 }) =>
    element("input", { ...SLIDER, id, "aria-label": label, min: 0, max: most, step: 1, defaultValue: start });
})();
