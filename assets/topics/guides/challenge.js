/* An attempt at a challenge: when the figure has settled the server judges it, and what it says is
 * shown beside it. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});
  const dash = (window.dash_clientside = window.dash_clientside || {});
  const at = (name) => document.getElementById(`trial-${name}`);
  let asked = null; // the query that was sent last
  let turned = false; // another challenge was there before: who reads goes on at the title
  let helped = false; // the solution has been set: it is no attempt

  /* As long as the tab lasts: the page may be loaded anew, in another language. */
  const HELPED = "challenges-shown-";
  const remember = (challenge) => app.files.stored((storage) => storage.setItem(HELPED + challenge, "yes"));
  const remembered = (challenge) => app.files.stored((storage) => storage.getItem(HELPED + challenge)) === "yes";

  const settings = () => {
    const guide = app.guide.settings();
    return guide?.challenge ? guide : null;
  };

  const tell = (verdict) => {
    const guide = settings();
    const shown = helped && verdict.query === guide.solution;
    app.page.root.dataset.stars = verdict.stars;
    app.put(at("measured"), verdict.measured);
    app.put(at("verdict"), shown ? guide.texts.helped : verdict.sentence);
    dash.set_props("trial-conditions", { html: verdict.looks });
    for (const goal of at("goals").children) goal.classList.toggle("reached", goal.dataset.star <= verdict.stars);
    if (verdict.met && !shown) app.score.keep(guide.challenge, verdict.stars);
    app.score.draw(at("stars"), app.score.of(guide.challenge), guide.texts.stars);
    app.put(at("glance"), `${verdict.measured}\t${guide.texts.stars[verdict.stars][0]}`);
    lead(verdict.query);
  };

  /* The lab opens what the figure shows now. */
  const lead = (query) => {
    const link = new URL(at("lab").href);
    const own = link.search.slice(1).split("&").filter((entry) => /^(tab|back|lang)=/.test(entry));
    at("lab").href = `${link.pathname}?${[query, ...own].join("&")}`;
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
      app.put(at("verdict"), found.failure ?? found.error);
    } else tell(found);
  };

  /* Where the verdict is out of sight, the measure is at the top of the window: challenges.css. */
  const sight = new IntersectionObserver(([{ isIntersecting, boundingClientRect: { bottom } }]) => {
    at("glance")?.toggleAttribute("data-away", !isIntersecting && bottom < 0);
  });

  document.addEventListener("page:mounted", () => {
    [asked, helped] = [null, false];
    sight.disconnect();
    const guide = settings();
    if (guide && turned) at("title").focus();
    turned = Boolean(guide);
    if (!guide) return;
    helped = remembered(guide.challenge);
    app.score.draw(at("stars"), app.score.of(guide.challenge), guide.texts.stars);
    sight.observe(at("measured").closest(".judged"));
  });
  document.addEventListener("page:settled", () => judge(false));

  document.addEventListener("click", ({ target }) => {
    const guide = settings();
    if (!guide) return;
    if (target.closest?.("#trial-check")) judge(true);
    if (!target.closest?.("#trial-show")) return;
    helped = true;
    remember(guide.challenge);
    app.page.open(guide.solution);
    app.page.opened = guide.start; // that is what Reset goes back to
  });
})();
