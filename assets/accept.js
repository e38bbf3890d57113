/* Whatever this page asks of its own server is answered in the language of the page, which need not be
 * the one that the browser prefers. Before all others, so that they and Dash send by it. */
(() => {
  "use strict";
  const { lang } = document.documentElement;
  const { fetch, location, XMLHttpRequest } = window;
  const ours = (address) => new URL(address, document.baseURI).origin === location.origin;

  window.fetch = (resource, options = {}) => {
    if (!ours(resource?.url ?? resource)) return fetch(resource, options);
    const headers = new Headers(options.headers ?? resource?.headers);
    headers.set("Accept-Language", lang);
    return fetch(resource, { ...options, headers });
  };

  const { open } = XMLHttpRequest.prototype;
  XMLHttpRequest.prototype.open = function (method, address, ...more) {
    open.call(this, method, address, ...more);
    if (ours(address)) this.setRequestHeader("Accept-Language", lang);
  };
})();
