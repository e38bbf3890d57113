/* The floor: our page whose first slider is cut off from its server. Each move of it redraws the
 * four plots from answers fetched beforehand, by the page's own call, and does nothing else. */
(() => {
  "use strict";
  const REST = 250; // ms, as on the page: then axes take the ranges that suit

  window.bench.cutOff = async ({ slider, low, high, step, rest }) => {
    const { figures, page } = window.deepLinear;
    const answers = [];
    for (let index = 0; low + index * step <= high; index += 1) {
      const value = (low + index * step).toFixed(2);
      const question = { state: `w=${value},${rest}` };
      const { arrays, graphs } = await page.ask(question, new AbortController().signal);
      answers.push({ arrays: arrays.map(figures.decode), graphs });
    }
    const { pictures } = page;
    for (const picture of pictures) picture.move = () => {}; // the time cursor is not part of the floor
    let timer = 0;

    const draw = (value) => {
      const index = Math.round((value - low) / step);
      const { arrays, graphs } = answers[Math.max(0, Math.min(answers.length - 1, index))];
      for (const picture of pictures) picture.show(graphs[picture.id], arrays, false);
      clearTimeout(timer);
      timer = setTimeout(() => pictures.forEach((picture) => picture.settle()), REST);
    };

    window.addEventListener(
      "input",
      (event) => {
        if (event.target.id !== slider) return;
        event.stopImmediatePropagation();
        draw(Number(event.target.value));
      },
      true,
    );
  };
})();
