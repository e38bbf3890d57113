/* A deck is played: its links one after another in present mode, by the keys of a presenter's remote. The
 * address says where one is, `deck=plan-45.3`; this tab remembers what the deck holds. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});
  const KEPT = "deck"; // of this tab
  const MOST = 100; // links of a deck: dashboard/guides/lessons/deck.py, too
  const KEYS = { PageDown: 1, PageUp: -1 };
  const at = (id) => document.getElementById(id);
  const told = () => JSON.parse(at("deck-bar").dataset.told);
  let deck = null; // what is played: name, title, slides
  let asked = ""; // the deck that is being fetched

  /* What is remembered may be forbidden, or anything. */
  const remembered = () => {
    const found = app.files.stored((storage) => JSON.parse(storage.getItem(KEPT)));
    const texts = (slide) => ["href", "title", "note", "wrong"].every((part) => typeof slide?.[part] === "string");
    return Array.isArray(found?.slides) && found.slides.every(texts) ? found : null;
  };
  const remember = () => app.files.stored((storage) => storage.setItem(KEPT, JSON.stringify(deck)));

  /* The deck and the place in it that the address names. */
  const named = () => {
    const entry = new URLSearchParams(window.location.search).get("deck") ?? "";
    const [, name, place] = /^([a-z0-9][a-z0-9_-]*)\.([1-9]\d{0,2})$/.exec(entry) ?? [];
    return name ? { name, place: Number(place) } : null;
  };

  const fetched = async (body) => {
    const response = await fetch(told().route, { method: "POST", body: new URLSearchParams(body) });
    const found = await response.json();
    return found.deck ?? Promise.reject({ sentence: found.error?.sentence });
  };

  let place = 0; // in the deck, from 1
  let led = 0; // the place whose link is shown: another one's may not be readable
  const show = () => {
    const bar = at("deck-bar");
    if (!bar) return;
    bar.hidden = !deck;
    if (!deck) return;
    const slide = deck.slides[place - 1];
    const said = { place, count: deck.slides.length };
    at("deck-place").textContent = told().place.replace(/\{(\w+)\}/g, (_, part) => said[part]);
    at("deck-note").textContent = slide.note;
    at("deck-notes").hidden = !slide.note;
    at("deck-wrong").textContent = slide.wrong;
    at("deck-back").disabled = place === 1;
    at("deck-next").disabled = place === deck.slides.length;
  };

  /* A link that cannot be read is told of, and the deck goes on from there. */
  const go = (wanted) => {
    if (!deck || wanted < 1 || wanted > deck.slides.length) return;
    place = wanted;
    const { href } = deck.slides[place - 1];
    if (href) {
      led = place;
      const [path, query = ""] = href.split("?");
      const language = new URLSearchParams(window.location.search).get("lang");
      const own = ["present=1", `deck=${deck.name}.${place}`, language && `lang=${encodeURIComponent(language)}`];
      app.address.lead(`${path}?${[...query.split("&"), ...own].filter(Boolean).join("&")}`);
    }
    show();
  };

  const play = (found) => {
    [deck, led] = [found, 0];
    remember();
    document.documentElement.requestFullscreen?.().catch(() => {}); // it may be refused
    go(1);
  };

  const forget = () => ([deck, led] = [null, 0]);

  const leave = () => {
    forget();
    show();
    const query = new URLSearchParams(window.location.search);
    if (!query.has("deck")) return;
    for (const entry of ["deck", "present"]) query.delete(entry);
    if (document.fullscreenElement) document.exitFullscreen().catch(() => {});
    const search = decodeURIComponent(query.toString());
    if (app.page?.gone === false) {
      app.address.set("deck", []);
      app.modes.present(false);
    } else window.history.replaceState(window.history.state, "", search ? `?${search}` : window.location.pathname);
  };

  /* The address may name a deck that this tab knows, or that the server has. */
  const arrive = async () => {
    const wanted = named();
    if (!wanted) {
      if (deck && !deck.slides[place - 1]?.wrong) forget(); // a link led elsewhere
      return show();
    }
    if (deck?.name !== wanted.name) deck = remembered();
    if (deck?.name !== wanted.name) {
      forget();
      if (asked === wanted.name) return undefined;
      asked = wanted.name;
      deck = await fetched({ name: wanted.name }).catch(() => null);
      asked = "";
      if (deck) remember();
    }
    if (deck && wanted.place !== led) led = place = Math.min(wanted.place, deck.slides.length);
    return show();
  };

  /* The deck that this browser keeps: links from the program's own root on. */
  const mine = () => {
    const found = app.files.kept((storage) => JSON.parse(storage.getItem("deck")));
    return Array.isArray(found) ? found.filter((link) => typeof link === "string").slice(0, MOST) : [];
  };
  const keep = (links) => {
    app.files.kept((storage) => storage.setItem("deck", JSON.stringify(links)));
    document.dispatchEvent(new CustomEvent("deck:kept"));
  };
  /* What the page shows, without what is this visit's alone. */
  const present = () => {
    const { pathname, search } = window.location;
    const own = /^(deck|present|back|pin|asked|embed|lang)=/;
    const query = search.slice(1).split("&").filter((entry) => entry && !own.test(entry)).join("&");
    const path = `/${pathname.slice(told().root.length)}`;
    return query ? `${path}?${query}` : path;
  };
  const add = (button) => {
    const links = mine();
    const full = links.length >= MOST;
    if (!full) keep([...links, present()]);
    const said = full ? told().full : told().added;
    const count = full ? MOST : links.length + 1;
    button.parentElement.querySelector("[data-said=added]").textContent = said.replace("{count}", count);
  };

  const start = async (button) => {
    const links = button.dataset.links?.split("\n") ?? mine();
    const said = button.dataset.plays === "mine" ? links.map((link) => ["link", link]) : { name: button.dataset.plays };
    try {
      play(await fetched(said));
    } catch ({ sentence = told().lost }) {
      button.closest("section").querySelector(".said").textContent = sentence;
    }
  };

  document.addEventListener("click", (event) => {
    const near = (selector) => event.target.closest?.(selector);
    if (near("[data-plays]")) start(near("[data-plays]"));
    else if (near("[data-keeps]")) keep(near("[data-keeps]").dataset.keeps.split("\n"));
    else if (near("[data-adds]")) add(near("[data-adds]"));
    else if (near("#deck-back")) go(place - 1);
    else if (near("#deck-next")) go(place + 1);
    else if (near("#deck-leave")) leave();
  });

  /* Before the page hears of them: in a guide the same keys turn its steps. */
  const press = (event) => {
    if (!deck || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (event.key === "Escape") {
      if (document.querySelector("details:is(.menu, .reading)[open], .plot.large")) return;
      leave();
    } else if (!KEYS[event.key] || event.target.closest?.("textarea, select")) return;
    else if (!event.repeat) go(place + KEYS[event.key]);
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  window.addEventListener("keydown", press, true);
  document.addEventListener("fullscreenchange", () => {
    if (deck && !document.fullscreenElement) leave();
  });
  document.addEventListener("page:mounted", arrive);
  window.addEventListener("popstate", arrive);
  window.addEventListener("_dashprivate_pushstate", () => setTimeout(arrive));

  app.deck = { mine, keep, fetched, told };
})();
