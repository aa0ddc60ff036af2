// Copy buttons: shown where the browser can do it, else the text is there to be selected. The tab one is on is in view.
"use strict";
document.querySelectorAll("button[data-copy]").forEach((button) => {
  const source = document.getElementById(button.dataset.copy);
  if (!source || !navigator.clipboard) return;
  button.hidden = false;
  const word = button.querySelector("span");
  const before = word.textContent;
  button.addEventListener("click", async () => {
    try { await navigator.clipboard.writeText(source.textContent); } catch { getSelection().selectAllChildren(source); return; }
    word.textContent = button.dataset.done;
    setTimeout(() => { word.textContent = before; }, 2000);
  });
});
document.getElementById("faults")?.focus();
const tab = document.querySelector(".tabs [aria-current]");
if (tab) tab.parentElement.scrollLeft = tab.offsetLeft - tab.parentElement.offsetLeft - 24;

// The parts of a service as they are typed: how long it is in all, and drawn.
document.querySelectorAll("[data-parts]").forEach((place) => {
  const total = place.querySelector("[data-total]");
  const drawing = place.querySelector("[data-drawing]");
  function draw() {
    const parts = [...place.querySelectorAll("[data-part-row]")].map((row) => ({ kind: row.querySelector("select").value, minutes: Number(row.querySelector("[inputmode]").value) || 0 })).filter((part) => part.minutes > 0);
    const sum = parts.reduce((all, part) => all + part.minutes, 0);
    total.textContent = sum ? total.dataset.words.replace("#", sum) : "–";
    let at = 0;
    drawing.replaceChildren(...parts.map((part) => {
      const box = document.createElementNS("http://www.w3.org/2000/svg", "rect");
      for (const [name, value] of Object.entries({ class: `fill-${part.kind}`, x: `${(at / sum) * 100}%`, width: `${(part.minutes / sum) * 100}%`, y: 1, height: 26 })) box.setAttribute(name, value);
      at += part.minutes;
      return box;
    }));
  }
  place.addEventListener("input", draw);
});
