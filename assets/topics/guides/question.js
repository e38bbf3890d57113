/* The question of a step: a guess is made, sent to the server, which judges it, and the truth shown. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});
  const dash = (window.dash_clientside = window.dash_clientside || {});
  let guess = null; // as it is sent; null while there is none
  let begun = null; // the value of the control that is to be dragged, before it is

  const axis = () => document.getElementById("guess-axis");

  /* The value at a part of the axis, from 0 to 1. */
  const valueAt = (part) => {
    const { low, high, scale } = JSON.parse(axis().dataset.axis);
    const value = scale === "log" ? low * (high / low) ** part : low + part * (high - low);
    return Number(value.toPrecision(3));
  };

  /* `given` is what the form holds: an option, a place on the axis; of a control, its value. */
  const take = (value, given = value) => {
    const first = guess === null;
    guess = value;
    if (first) dash.set_props("guide-reveal", { disabled: false });
    app.guide.keep({ given });
  };

  const HEARD = {
    choose: (input) => take(input.value),
    mark: (range) => {
      const value = valueAt(Number(range.value) / Number(range.max));
      const said = app.written(value);
      document.getElementById("guess-value").textContent = said;
      range.setAttribute("aria-valuetext", said);
      axis().classList.add("touched");
      take(String(value), range.value);
      app.guide.draw({ guess: value });
    },
  };

  /* A guess that was made before: the form is as it was left. */
  const REMADE = {
    choose: (value) => {
      dash.set_props("guess", { value });
      take(value);
    },
    mark: (place) => {
      const range = document.getElementById("guess");
      range.value = place;
      HEARD.mark(range);
    },
    drag: (value) => {
      take(value);
      document.getElementById("guess-value").textContent = app.written(Number(value));
      app.guide.draw({ guess: Number(value) });
    },
  };

  document.addEventListener("input", ({ target }) => {
    const settings = app.guide.settings();
    if (!settings || app.page.root.dataset.revealed || !target.closest?.(".guess")) return;
    HEARD[settings.question.kind]?.(target);
  });

  document.addEventListener("page:shown", ({ detail: { answer } }) => {
    const settings = app.guide.settings();
    if (settings?.question.kind !== "drag" || app.page.root.dataset.revealed) return;
    const value = answer.controls.values[settings.question.control];
    begun ??= value;
    if (value === begun && guess === null) return;
    take(String(value));
    document.getElementById("guess-value").textContent = app.written(value);
    app.guide.draw({ guess: value });
  });

  /* `again`: it has been told before, and who was told has moved on in the figure. */
  const tell = (step, again) => {
    const { page } = app;
    const settings = app.guide.settings();
    page.root.dataset.revealed = step.right === null ? "shown" : step.right ? "right" : "wrong";
    dash.set_props("guide-verdict", { html: step.verdict });
    dash.set_props("guide-answer", { html: step.answer });
    for (const option of document.querySelectorAll("#guess label"))
      option.classList.toggle("truth", option.firstChild.value === step.truth);
    for (const input of document.querySelectorAll(".guess input")) input.disabled = true;
    if (settings.question.plot) app.guide.draw({ guess: step.guess, truth: step.truth });
    if (step.scene) app.guide.show(step.scene, again);
    app.guide.finish();
    app.guide.keep({ shown: step.right === null ? "asked" : "guessed" });
    if (again) return;
    // Where the answer is out of sight it comes into it.
    requestAnimationFrame(() => document.querySelector(".answer").scrollIntoView({ block: "nearest" }));
  };

  const reveal = async (given, again = false) => {
    const { page } = app;
    const { judge, step } = app.guide.settings();
    const question = { state: "", ...step, ...(given !== null && { guess: given }) };
    const failed = (error) => ({ error: { sentence: page.reason(error) } });
    const said = await page.post(judge, question, "step").catch(failed);
    if (page.gone || page.root.dataset.revealed) return;
    if (said.error) dash.set_props("guide-verdict", { html: "" });
    if (said.error) dash.set_props("guide-wrong", { children: said.error.sentence });
    else tell(said.step, again);
  };

  /* As kept.js has it of a step that was left. */
  const restore = ({ given, shown }) => {
    const { kind } = app.guide.settings().question;
    if (given !== undefined) REMADE[kind](given);
    if (shown) reveal(shown === "guessed" ? guess : null, true);
  };

  document.addEventListener("click", ({ target }) => {
    if (!app.guide.settings()) return;
    const mark = target.closest?.(".axis input:enabled");
    if (mark) HEARD.mark(mark); // who takes it where it lies has guessed too
    else if (target.closest?.("#guide-reveal")) reveal(guess);
    else if (target.closest?.("#guide-show")) reveal(null);
  });

  document.addEventListener("page:mounted", () => {
    [guess, begun] = [null, null];
    const kept = app.guide.kept();
    if (kept) restore(kept);
  });
})();
