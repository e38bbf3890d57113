/* The floor: our page whose slider is cut off from its server. Each move of it has plotly.js alone
 * redraw the plots from answers fetched beforehand, and does nothing else. */
(() => {
  "use strict";
  const REST = 250; // ms, as on the page: then axes take the ranges that suit
  const AT_ONCE = { mode: "immediate", transition: { duration: 0 }, frame: { duration: 0, redraw: false } };

  /* plotly.js's fastest: lines on axes that stay. In space, and where axes move, all is drawn. */
  const byPlotly = (picture) => {
    picture.move = picture.label = () => {}; // what lies over the plot is not part of the floor
    picture.write = () => {
      if (picture.style.layout.scene) return false;
      const plain = (numbers) => Object.fromEntries(Object.entries(numbers).map(([key, all]) => [key, Array.from(all)]));
      const traces = picture.numbers.map((_, index) => picture.first + index);
      window.Plotly.animate(picture.plot, { data: picture.numbers.map(plain), traces }, AT_ONCE).catch(() => {});
      return true;
    };
  };

  window.bench.cutOff = async ({ slider, states, values }) => {
    const { figures, page } = window.deepLinear;
    const answers = [];
    for (const state of states) {
      // With every style: on its way a picture changes its kind, and comes back.
      const { arrays, graphs } = await page.post(page.settings.route, { state, drawn: "" }, "graphs");
      answers.push({ arrays: arrays.map(figures.decode), graphs });
    }
    const { pictures } = page;
    pictures.forEach(byPlotly);
    const [low, step] = [Number(values[0]), Number(values[1]) - Number(values[0])];
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
