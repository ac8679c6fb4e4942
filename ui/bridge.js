// Runs before Gradio does. Sets language and theme, leads from the markers of an answer to their sources, and takes
// the question of an answer back into the box.
(() => {
  "use strict";
  const root = document.documentElement;
  const chinese = location.pathname.startsWith("/zh");

  // Gradio takes the language of its own words from here, and knows zh-CN but not zh
  const locale = chinese ? "zh-CN" : "en";
  root.lang = locale;
  Object.defineProperty(navigator, "language", { get: () => locale });
  Object.defineProperty(navigator, "languages", { get: () => [locale] });

  const chosen = (document.cookie.match(/(?:^|; )theme=(dark|light)/) || [])[1];
  if (chosen) {
    const url = new URL(location);
    url.searchParams.set("__theme", chosen);
    history.replaceState(null, "", url);
  }

  let wanted = null; // the source that is to be shown as soon as the server has sent it
  let opener = null; // the marker that has opened it
  let messages = 0;

  const light = (card) => {
    document.querySelectorAll(".source.on").forEach((one) => one.classList.remove("on"));
    card.classList.add("on");
    card.focus({ preventScroll: true });
    const quote = card.querySelector("mark");
    card.scrollIntoView({ block: "start" });
    if (quote) quote.scrollIntoView({ block: "nearest" });
  };

  const open = (link) => {
    const id = link.getAttribute("href").slice(1);
    const card = document.getElementById(id);
    opener = link;
    root.dataset.sources = "open";
    if (card) return light(card);
    wanted = id; // it belongs to an earlier turn
    const turn = Number(id.split("-")[1]);
    document.querySelector("#bridge i").dispatchEvent(new CustomEvent("turn", { detail: turn, bubbles: true }));
  };

  const close = () => {
    delete root.dataset.sources;
    document.querySelectorAll(".source.on").forEach((one) => one.classList.remove("on"));
    if (opener && opener.isConnected) opener.focus();
    opener = null;
  };

  const edit = (question) => {
    close();
    const box = document.querySelector("#box textarea");
    box.focus();
    box.select();
    // as if it were typed: Gradio hears of it, and what stood in the box before comes back with Ctrl+Z
    document.execCommand("insertText", false, question);
  };

  const toggleTheme = () => {
    const dark = document.body.classList.toggle("dark");
    document.cookie = `theme=${dark ? "dark" : "light"};path=/;max-age=31536000;samesite=lax`;
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#cite-"], a[href^="#near-"]');
    if (link) {
      event.preventDefault();
      open(link);
    } else if (event.target.closest("button.edit")) {
      edit(event.target.closest(".understood").querySelector(".whole").textContent);
    } else if (event.target.closest("#close")) close();
    else if (event.target.closest("#theme")) toggleTheme();
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && opener) close();
  });

  const tidy = () => {
    const card = wanted && document.getElementById(wanted);
    if (card) {
      wanted = null;
      light(card);
    }
    // a new question goes to the top, so that its answer is read from its beginning
    const rows = document.querySelectorAll("#chat .message-row");
    const question = [...rows].filter((one) => one.matches(".user-row")).at(-1);
    if (question && rows.length > messages) requestAnimationFrame(() => question.scrollIntoView());
    messages = rows.length;
    // Gradio labels a message with its HTML, which a screen reader would read out
    document.querySelectorAll('#chat [aria-label*="<div"]').forEach((one) => one.removeAttribute("aria-label"));
  };
  document.addEventListener("DOMContentLoaded", () =>
    new MutationObserver(tidy).observe(document.body, { childList: true, subtree: true }),
  );
})();
