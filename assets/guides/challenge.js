/* An attempt at a challenge: when the figure has settled the server judges it, and what it says is
 * shown beside it. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});
  const at = (name) => document.getElementById(`trial-${name}`);
  let asked = null; // the query that was sent last
  let helped = false; // the solution has been set: it is no attempt

  const settings = () => {
    const guide = app.guide.settings();
    return guide?.challenge ? guide : null;
  };

  const condition = ({ text, here, holds }, { texts }) => {
    const item = document.createElement("li");
    item.dataset.holds = holds;
    const mark = Object.assign(document.createElement("span"), { textContent: holds ? "✓" : "✗" });
    mark.setAttribute("role", "img");
    mark.setAttribute("aria-label", holds ? texts.holds : texts.fails);
    const found = Object.assign(document.createElement("span"), { className: "here", textContent: here });
    item.append(mark, Object.assign(document.createElement("span"), { textContent: `${text} ` }), found);
    return item;
  };

  const put = (place, text) => place.textContent === text || (place.textContent = text);

  const tell = (verdict) => {
    const guide = settings();
    const shown = helped && verdict.query === guide.solution;
    app.page.root.dataset.stars = verdict.stars;
    put(at("measured"), verdict.measured);
    put(at("verdict"), shown ? guide.texts.helped : verdict.sentence);
    at("conditions").replaceChildren(...verdict.conditions.map((each) => condition(each, guide)));
    for (const goal of at("goals").children) goal.classList.toggle("reached", goal.dataset.star <= verdict.stars);
    if (verdict.met && !shown) app.score.keep(guide.challenge, verdict.stars);
    app.score.draw(at("stars"), app.score.of(guide.challenge), guide.texts.stars);
  };

  const judge = async (again) => {
    const { page } = app;
    const guide = settings();
    if (!guide || !page.known) return;
    const { query } = page.known;
    if (query === asked && !again) return;
    asked = query;
    const question = { state: query, c: guide.challenge };
    const failed = (error) => ({ failure: page.reason(error) });
    const found = await page.post(guide.judge, question, "sentence").catch(failed);
    if (page.gone || settings() !== guide || asked !== query) return;
    if (found.failure || found.error) {
      asked = null; // it may be asked again
      put(at("verdict"), found.failure ?? found.error);
    } else tell(found);
  };

  document.addEventListener("page:mounted", () => {
    [asked, helped] = [null, false];
    const guide = settings();
    if (guide) app.score.draw(at("stars"), app.score.of(guide.challenge), guide.texts.stars);
  });
  document.addEventListener("page:settled", () => judge(false));

  document.addEventListener("click", ({ target }) => {
    const guide = settings();
    if (!guide) return;
    if (target.closest?.("#trial-check")) judge(true);
    if (!target.closest?.("#trial-show")) return;
    helped = true;
    app.page.open(guide.solution);
    app.page.opened = guide.start; // that is what Reset goes back to
  });
})();
