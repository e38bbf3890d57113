/* What is in sight: which tab, which plot on a phone, one plot on the whole stage; menus that close. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});

  const all = (selector) => [...document.querySelectorAll(selector)];

  /* A tab by its name; the first where there is none of that name. */
  const turn = (wanted) => {
    const tabs = all("#tabs [role=tab]");
    const open = tabs.find(({ dataset }) => dataset.tab === wanted) ?? tabs[0];
    if (!open) return;
    for (const tab of tabs) {
      tab.setAttribute("aria-selected", String(tab === open));
      tab.tabIndex = tab === open ? 0 : -1;
    }
    for (const panel of all(".plots[data-tab]")) panel.hidden = panel.dataset.tab !== open.dataset.tab;
    document.querySelector("#tabs").closest(".page").dataset.tab = open.dataset.tab;
    for (const figure of all(".figure[data-tabs]"))
      figure.hidden = !JSON.parse(figure.dataset.tabs).includes(open.dataset.tab);
    show(document.querySelector(".plots:not([hidden]) .plot.shown, .plots:not([hidden]) .plot"));
  };

  const choose = (tab) => {
    turn(tab);
    app.address.set("tab", tab ? [tab] : []);
  };

  /* A phone shows one plot of the tab. */
  const show = (plot) => {
    for (const other of all(".plot")) other.classList.toggle("shown", other === plot);
    for (const button of all("#switch button")) {
      const card = document.getElementById(button.dataset.plot);
      button.hidden = card.closest(".plots").hidden;
      button.setAttribute("aria-pressed", String(card === plot));
    }
  };

  const enlarge = (plot, large) => {
    plot.classList.toggle("large", large);
    plot.closest(".plots")?.classList.toggle("single", large);
    plot.querySelector(".enlarge").setAttribute("aria-pressed", String(large));
  };

  const shut = (except) => {
    for (const menu of all("details:is(.menu, .reading)[open]")) if (menu !== except) menu.open = false;
  };

  /* Sentences that have more lines than room are cut, until somebody comes to read them. */
  const fit = () => {
    for (const sentences of all(".sentences")) {
      sentences.classList.remove("long");
      sentences.classList.toggle("long", sentences.scrollHeight > sentences.clientHeight + 1);
    }
  };
  document.addEventListener("page:settled", fit);
  window.addEventListener("resize", fit);

  /* A sentence about a control that is folded away unfolds it. */
  document.addEventListener("page:complained", ({ detail: { page, control } }) => {
    const fold = page.root.querySelector(`[data-control="${CSS.escape(control)}"]`)?.closest("details");
    if (fold) fold.open = true;
  });

  document.addEventListener("page:mounted", () => {
    turn(app.page.settings.guide?.tab || app.address.own("tab")[0] || "");
  });

  document.addEventListener("click", (event) => {
    const { target } = event;
    shut(target.closest?.("details:is(.menu, .reading)"));
    const tab = target.closest?.("#tabs [role=tab]");
    if (tab) choose(tab.dataset.tab);
    const place = target.closest?.("#switch button");
    if (place) show(document.getElementById(place.dataset.plot));
    const large = target.closest?.(".enlarge");
    if (large) enlarge(large.closest(".plot"), !large.closest(".plot.large"));
    const link = target.closest?.("a[data-opens]");
    if (link && app.page?.gone === false && !event.metaKey && !event.ctrlKey && !event.shiftKey) {
      shut();
      choose(new URL(link.href).searchParams.get("tab") ?? ""); // a preset may be about another tab
    }
  });

  document.addEventListener("keydown", (event) => {
    const tab = event.target.closest?.("#tabs [role=tab]");
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (tab && step) {
      const tabs = all("#tabs [role=tab]");
      const next = tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length];
      choose(next.dataset.tab);
      next.focus();
    }
    if (event.key !== "Escape") return;
    const menu = document.querySelector("details:is(.menu, .reading)[open]");
    if (menu) {
      menu.open = false;
      menu.firstElementChild.focus();
    } else for (const plot of all(".plot.large")) enlarge(plot, false);
  });

  app.stage = { turn };
})();
