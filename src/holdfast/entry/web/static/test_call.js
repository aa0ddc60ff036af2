// The test call by itself: the talk stays at its last words, and what is read beside it stays where it is.
"use strict";
(() => {
  const talk = document.getElementById("talk");
  if (!talk) return;
  const toLastWords = () => { talk.scrollTop = talk.scrollHeight; };
  new MutationObserver(toLastWords).observe(talk, { childList: true });
  toLastWords();
  const places = ["tc-rows", "tc-diary"];
  const kept = {};
  const isAtEnd = (one) => one.scrollHeight - one.scrollTop - one.clientHeight < 40;
  const toEnd = () => { const rows = document.getElementById("tc-rows"); if (rows) rows.scrollTop = rows.scrollHeight; };
  toEnd();
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target?.id !== "tc-live") return;
    for (const id of places) {
      const one = document.getElementById(id);
      if (one) kept[id] = { top: one.scrollTop, left: one.scrollLeft, end: isAtEnd(one) };
    }
  });
  document.body.addEventListener("htmx:afterSwap", () => {
    for (const id of places) {
      const one = document.getElementById(id);
      if (one && kept[id]) { one.scrollLeft = kept[id].left; one.scrollTop = id === "tc-rows" && kept[id].end ? one.scrollHeight : kept[id].top; }
    }
  });
  document.body.addEventListener("htmx:afterRequest", (event) => {
    if (event.target.id !== "tc-say" || !event.detail.successful) return;
    event.target.reset();
    document.getElementById("tc-text")?.focus();
  });
})();
