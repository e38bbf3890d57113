/* Dash asks its server for pages and for all that waits until a control rests. What is lost on the way,
 * because the server or the network is gone, is asked again until it is there. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});
  const DASH = /\/_dash-(layout|dependencies|update-component)\b/;
  const GONE = [429, 502, 503, 504];
  const MOST = 30; // s
  const { fetch } = window;

  const wait = (seconds) =>
    new Promise((done) => {
      const timer = setTimeout(done, 1000 * seconds);
      window.addEventListener("online", () => (clearTimeout(timer), done()), { once: true });
    });

  /* A sentence beside the controls, while a page is there that could say it. */
  const say = (seconds) => {
    if (app.page?.gone !== false || app.page.failed) return;
    const { message, reasons, later } = app.page.settings;
    const children = seconds ? `${reasons.silent} ${later.again.replace("{seconds}", seconds)}` : "";
    window.dash_clientside.set_props(message, { children });
  };

  window.fetch = async (resource, options) => {
    if (!DASH.test(resource?.url ?? resource)) return fetch(resource, options);
    for (let seconds = 1; ; seconds = Math.min(MOST, 2 * seconds)) {
      const answer = await fetch(resource, options).catch((error) => error);
      const gone = answer instanceof Response ? GONE.includes(answer.status) : answer.name !== "AbortError";
      if (!gone) {
        if (seconds > 1) say(0);
        if (answer instanceof Response) return answer;
        throw answer;
      }
      say(seconds);
      await wait(seconds);
    }
  };
})();
