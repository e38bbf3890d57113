/* A numerical minimum of the preconditioner over the constraint set: an estimate, on demand. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});
  const dash = (window.dash_clientside = window.dash_clientside || {});

  const search = async () => {
    const { page } = app;
    const [{ query }, { minimum, found, searching }] = [page.known, page.settings];
    dash.set_props(found, { data: { query, text: searching, busy: true } });
    const said = ({ error, text }) => error?.sentence ?? text;
    const text = await page.post(minimum, { state: query }, "text").then(said, (error) => page.reason(error));
    return { query, text };
  };

  dash.deepLinear = Object.assign(dash.deepLinear ?? {}, { search });
})();
