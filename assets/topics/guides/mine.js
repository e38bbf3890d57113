/* The teacher's page: the deck that this browser keeps, the code of this server, and printing. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});
  const at = (id) => document.getElementById(id);
  const PAGE = "teach-page";
  let drawn = null; // the page that is filled in
  let turn = 0; // questions so far: only the newest is answered

  const own = () => `${window.location.origin}${app.deck.told().root}`;

  /* The items of the list; each is called what the server says of its link. */
  const list = async () => {
    const links = app.deck.mine();
    const place = at("teach-mine");
    if (!place) return;
    const now = ++turn;
    const field = at("teach-mine-link");
    const query = links.map((link) => `link=${encodeURIComponent(link)}`).join("&");
    field.value = links.length ? `${own()}teach?${query}` : "";
    for (const button of place.querySelectorAll("[data-plays], [data-does=clear]")) button.disabled = !links.length;
    const told = links.length ? await app.deck.fetched(links.map((link) => ["link", link])).catch(() => null) : null;
    if (now !== turn || !place.isConnected) return;
    const [pattern, ...old] = place.querySelectorAll(".slides > li");
    for (const item of old) item.remove();
    links.forEach((link, index) => {
      const item = pattern.cloneNode(true);
      const { title = link, href = "", wrong = "" } = told?.slides[index] ?? {};
      const anchor = item.querySelector("a");
      anchor.textContent = wrong || title;
      anchor.classList.toggle("error", Boolean(wrong));
      if (href) anchor.href = href;
      item.hidden = false;
      item.className = "";
      item.dataset.place = index;
      item.querySelector("[data-does=up]").disabled = index === 0;
      item.querySelector("[data-does=down]").disabled = index === links.length - 1;
      pattern.parentElement.append(item);
    });
  };

  const CHANGES = {
    up: (links, place) => links.splice(place - 1, 2, links[place], links[place - 1]),
    down: (links, place) => links.splice(place, 2, links[place + 1], links[place]),
    drop: (links, place) => links.splice(place, 1),
    clear: (links) => links.splice(0),
  };
  const change = async (button) => {
    const links = app.deck.mine();
    CHANGES[button.dataset.does](links, Number(button.closest("li")?.dataset.place ?? 0));
    app.deck.keep(links);
  };

  const code = (image) => {
    image.src = `${image.dataset.code ?? at("teach-code").dataset.code}?link=${encodeURIComponent(own())}`;
  };
  const arrive = () => {
    const page = at(PAGE);
    if (!page || page === drawn) return;
    drawn = page;
    if (!at("teach-mine")) return;
    at("teach-address").textContent = own();
    code(at("teach-code"));
    list();
  };

  document.addEventListener("click", (event) => {
    const near = (selector) => event.target.closest?.(selector);
    if (!near(`#${PAGE}`)) return;
    if (near("[data-does]")) change(near("[data-does]"));
    else if (near("[data-prints]")) window.print();
    else if (near("[data-opens]")) {
      const dialog = at(near("[data-opens]").dataset.opens);
      code(dialog.querySelector("img"));
      dialog.querySelector(".link").textContent = own();
      dialog.showModal();
    }
  });
  document.addEventListener("deck:kept", () => {
    const place = at("teach-mine");
    if (!place) return;
    place.querySelector(".said").textContent = app.deck.told().kept;
    list();
  });
  /* Dash builds its pages when it likes. */
  new MutationObserver(arrive).observe(document.documentElement, { childList: true, subtree: true });
})();
