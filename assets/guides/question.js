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

  const take = (value) => {
    const first = guess === null;
    guess = value;
    if (first) dash.set_props("guide-reveal", { disabled: false });
  };

  const HEARD = {
    choose: (input) => take(input.value),
    mark: (range) => {
      const value = valueAt(Number(range.value) / Number(range.max));
      const said = app.written(value);
      document.getElementById("guess-value").textContent = said;
      range.setAttribute("aria-valuetext", said);
      axis().classList.add("touched");
      take(String(value));
      app.guide.draw({ guess: value });
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
    app.guide.draw({ guess: value });
  });

  const tell = (step) => {
    const { page } = app;
    const settings = app.guide.settings();
    page.root.dataset.revealed = step.right === null ? "shown" : step.right ? "right" : "wrong";
    dash.set_props("guide-verdict", { html: step.verdict });
    dash.set_props("guide-answer", { html: step.answer });
    for (const option of document.querySelectorAll("#guess label")) {
      option.classList.toggle("truth", option.firstChild.value === step.truth);
    }
    for (const input of document.querySelectorAll(".guess input")) input.disabled = true;
    if (settings.question.plot) app.guide.draw({ guess: step.guess, truth: step.truth });
    if (step.scene) app.guide.show(step.scene);
    app.guide.finish();
    // Where the answer is out of sight it comes into it.
    requestAnimationFrame(() => document.querySelector(".answer").scrollIntoView({ block: "nearest" }));
  };

  const reveal = async (given) => {
    const { page } = app;
    const { judge, step } = app.guide.settings();
    const question = { state: "", ...step, ...(given !== null && { guess: given }) };
    const failed = (error) => ({ error: { sentence: page.reason(error) } });
    const said = await page.post(judge, question, "step").catch(failed);
    if (page.gone || page.root.dataset.revealed) return;
    if (said.error) dash.set_props("guide-verdict", { html: "" });
    if (said.error) dash.set_props("guide-wrong", { children: said.error.sentence });
    else tell(said.step);
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
  });
})();
