// What the pages do by themselves: open sheets, take news as they come, let visits be dragged. Without it, every link
// and form works as a page of its own; nothing is decided here, every question goes to the server.
"use strict";
(() => {
  const body = document.body;
  const htmx = window.htmx;
  const sheet = document.getElementById("sheet");
  const sheetBody = document.getElementById("sheet-body");
  const told = document.getElementById("told");
  const csrf = document.querySelector("meta[name=csrf]").content;
  const root = body.dataset.root || "";

  // ---- the sheet at the side ---------------------------------------------------------------------------------------
  let opener = null;
  async function openSheet(address, from) {
    opener = from || document.activeElement;
    const answer = await fetch(address, { headers: { "HX-Request": "true" }, credentials: "same-origin" }).catch(() => null);
    if (!answer) { unreached(); return; }
    const on = answer.headers.get("HX-Redirect");
    if (on) { location.assign(on); return; }
    sheetBody.innerHTML = await answer.text();
    if (htmx) htmx.process(sheetBody);
    if (!sheet.open) sheet.showModal();
    const first = sheetBody.querySelector("[autofocus]") || sheetBody.querySelector("a, button, input, select");
    if (first) first.focus();
    if (sheetBody.querySelector("#weighed:not([data-later])") && htmx) htmx.trigger(body, "weigh");
  }
  function closeSheet() {
    if (sheet.open) sheet.close();
  }
  sheet.addEventListener("close", () => {
    sheetBody.replaceChildren();
    const back = opener && opener.id ? document.getElementById(opener.id) || opener : opener;
    if (back && back.isConnected) back.focus();
  });
  sheet.addEventListener("click", (event) => { if (event.target === sheet) closeSheet(); });
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
    const link = event.target.closest("a[data-sheet], a[data-close]");
    if (link && link.hasAttribute("data-close") && sheet.open) { event.preventDefault(); closeSheet(); return; }
    if (link && link.hasAttribute("data-sheet") && htmx) { event.preventDefault(); openSheet(link.href, sheet.open ? opener : link); return; }
    const chip = event.target.closest(".chips button[data-at]");
    if (chip) takeChip(chip);
  });
  function takeChip(chip) {
    const form = chip.closest("form");
    for (const name of ["day", "at", "staff"]) if (form.elements[name]) form.elements[name].value = chip.dataset[name];
    form.elements.at.focus();
    htmx.trigger(body, "weigh");
  }
  document.querySelectorAll(".jump input, .jump select").forEach((field) => field.addEventListener("change", () => field.form.requestSubmit()));

  // ---- what was done -----------------------------------------------------------------------------------------------
  let fading = 0;
  body.addEventListener("holdfast:done", () => { closeSheet(); again(["line", "diary", "needs"]); });
  const watcher = new MutationObserver(() => {
    if (!told.querySelector("[data-toast]")) return;
    clearTimeout(fading);
    fading = setTimeout(() => told.replaceChildren(), 10000);
  });
  watcher.observe(told, { childList: true });
  const trouble = document.getElementById("trouble");
  function unreached() {
    trouble.replaceChildren(Object.assign(document.createElement("p"), { className: "fault", textContent: body.dataset.unreached }));
  }
  body.addEventListener("htmx:beforeSwap", () => trouble.replaceChildren());
  body.addEventListener("htmx:sendError", unreached);

  // ---- news --------------------------------------------------------------------------------------------------------
  const PARTS = { diary: ["diary", "line"], calls: ["line", "diary"], needs: ["needs", "line"], setup: ["diary", "line"] };
  let waiting = 0;
  const asked = new Set();
  function again(parts) {
    parts.forEach((part) => asked.add(part));
    if (!waiting) waiting = setTimeout(refresh, 120);
  }
  async function refresh() {
    waiting = 0;
    const parts = [...asked];
    asked.clear();
    for (const part of parts) {
      const old = document.querySelector(`[data-part="${part}"]`);
      if (!old) continue;
      if (part === "diary" && (dragging || ranging)) { again(["diary"]); continue; }
      try {
        const answer = await fetch(old.dataset.again, { headers: { "HX-Request": "true" }, credentials: "same-origin" });
        if (!answer.ok) continue;
        replace(old, await answer.text());
      } catch { /* The line says how old it all is; the next news tries again. */ }
    }
  }
  function replace(old, html) {
    const focused = document.activeElement && old.contains(document.activeElement) ? document.activeElement.id : "";
    const { scrollLeft, scrollTop } = old;
    const made = document.createElement("template");
    made.innerHTML = html;
    const fresh = made.content.querySelector("[data-part]");
    if (!fresh) return;
    old.replaceWith(fresh);
    if (htmx) htmx.process(fresh);
    Object.assign(fresh, { scrollLeft, scrollTop });
    if (focused) document.getElementById(focused)?.focus();
    showAges();
  }

  // ---- how old things are ------------------------------------------------------------------------------------------
  const born = performance.now();
  const ages = new WeakMap();
  function inWords(seconds) {
    const [form, n] = seconds < 60 ? ["seconds", seconds] : seconds < 5400 ? ["minutes", seconds / 60] : ["hours", seconds / 3600];
    return body.dataset[form].replace("#", Math.max(0, Math.floor(n)));
  }
  function showAges() {
    document.querySelectorAll("time[data-age]").forEach((time) => {
      if (!ages.has(time)) ages.set(time, performance.now() - Number(time.dataset.age) * 1000);
      time.textContent = inWords((performance.now() - ages.get(time)) / 1000);
    });
    showLive();
  }
  const live = document.getElementById("live");
  let heardAt = born;
  let isOk = true;
  function showLive() {
    if (!live) return;
    const silent = (performance.now() - heardAt) / 1000;
    const off = silent > 12;
    live.hidden = false;
    live.classList.toggle("off", off || !isOk);
    const text = off ? live.dataset.off.replace("#", inWords(silent)) : isOk ? live.dataset.on : live.dataset.trouble;
    const place = live.querySelector("span");
    if (place.textContent !== text) place.textContent = text;
  }
  setInterval(showAges, 1000);
  setInterval(() => { again(document.querySelector(".now") ? ["line", "diary"] : ["line"]); }, 60000);

  if (body.dataset.live && window.EventSource) {
    let before = false;
    const source = new EventSource(body.dataset.live);
    source.addEventListener("open", () => { if (before) again(["line", "diary", "needs"]); before = true; });
    source.addEventListener("pulse", (event) => { heardAt = performance.now(); isOk = JSON.parse(event.data).ok; showLive(); });
    source.addEventListener("changed", (event) => {
      heardAt = performance.now();
      again(JSON.parse(event.data).what.flatMap((what) => PARTS[what] || []));
    });
    window.addEventListener("pagehide", () => source.close());
  }
  showAges();
  const nowLine = document.querySelector(".now");
  if (nowLine) nowLine.closest(".diary").scrollTop = nowLine.offsetTop - 160;

  // ---- dragging ----------------------------------------------------------------------------------------------------
  const STEP = 15;
  let dragging = null;
  let justDragged = -Infinity;
  function minuteAt(rows, y) {
    const diary = rows.closest(".diary");
    const cell = parseFloat(getComputedStyle(rows).gridTemplateRows) || 8;
    return Number(diary.dataset.first) + ((y - rows.getBoundingClientRect().top) / cell) * 5;
  }
  const clock = (minute) => `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
  function rowsUnder(x, y) {
    return document.elementsFromPoint(x, y).find((one) => one.matches?.(".rows[data-day]"));
  }
  document.addEventListener("pointerdown", (event) => {
    const link = event.target.closest?.("[data-act] .block a[data-ref]");
    if (!link || event.button || !htmx) return;
    if (event.pointerType === "touch") pressLong(link, event); else take(link, event);
  });
  function take(link, event) {
    const block = link.closest(".block");
    const n = Number(link.id.split("-").pop());
    dragging = { link, block, n, x: event.clientX, y: event.clientY, lift: event.clientY - block.getBoundingClientRect().top, moved: false, ghost: null, asked: 0 };
  }
  // A finger scrolls. Held still on a visit for a moment, it takes the visit instead; near an edge the diary goes along.
  const HELD = 400;
  let pressed = null;
  function pressLong(link, event) {
    letGo();
    pressed = { x: event.clientX, y: event.clientY, timer: setTimeout(() => { pressed = null; take(link, event); dragging.byFinger = true; lift(); navigator.vibrate?.(12); }, HELD) };
  }
  function letGo() {
    clearTimeout(pressed?.timer);
    pressed = null;
  }
  function lift() {
    dragging.moved = true;
    body.classList.add("is-dragging");
    getSelection().removeAllRanges();
  }
  function goAlong(event) {
    const place = dragging.block.closest(".diary");
    const box = place.getBoundingClientRect();
    const near = (from, to, at) => (at < from + 36 ? -12 : at > to - 36 ? 12 : 0);
    place.scrollBy(near(box.left, box.right, event.clientX), near(Math.max(box.top, 0), Math.min(box.bottom, innerHeight), event.clientY));
  }
  document.addEventListener("pointermove", (event) => { if (pressed && Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y) > 8) letGo(); });
  document.addEventListener("pointerup", letGo);
  document.addEventListener("pointercancel", letGo);
  document.addEventListener("touchmove", (event) => { if (dragging?.byFinger) event.preventDefault(); }, { passive: false });
  document.addEventListener("contextmenu", (event) => { if (pressed || dragging?.byFinger) event.preventDefault(); });
  // ---- drawing up free time: a span for a visit, or to be blocked -----------------------------------------------------
  let ranging = null;
  document.addEventListener("pointerdown", (event) => {
    const rows = event.target.closest?.("[data-act] .rows[data-day]");
    if (!rows || event.button || event.pointerType === "touch" || !htmx || event.target.closest(".block a, .away a")) return;
    ranging = { rows, from: Math.floor(minuteAt(rows, event.clientY) / STEP) * STEP, y: event.clientY, ghost: null };
  });
  document.addEventListener("pointermove", (event) => {
    if (!ranging || (!ranging.ghost && Math.abs(event.clientY - ranging.y) < 8)) return;
    const { rows, from } = ranging;
    const diary = rows.closest(".diary");
    const cell = parseFloat(getComputedStyle(rows).gridTemplateRows) || 8;
    const bottom = Number(diary.dataset.first) + (rows.getBoundingClientRect().height / cell) * 5;
    ranging.until = Math.min(Math.max(Math.ceil(minuteAt(rows, event.clientY) / STEP) * STEP, from + STEP), bottom);
    if (!ranging.ghost) { ranging.ghost = document.createElement("div"); ranging.ghost.className = "ghost"; ranging.ghost.append(document.createElement("p")); rows.append(ranging.ghost); body.classList.add("is-drawing"); getSelection().removeAllRanges(); }
    ranging.ghost.style.top = `${((from - Number(diary.dataset.first)) / 5) * cell}px`;
    ranging.ghost.style.height = `${((ranging.until - from) / 5) * cell}px`;
    ranging.ghost.firstChild.textContent = `${clock(from)}–${clock(ranging.until)}`;
  });
  function endRange() {
    ranging?.ghost?.remove();
    body.classList.remove("is-drawing");
    ranging = null;
  }
  document.addEventListener("pointerup", () => {
    const drawn = ranging;
    endRange();
    if (!drawn?.ghost) return;
    justDragged = performance.now();
    const { day, staff } = drawn.rows.dataset;
    openSheet(`${root}/visits/new?${new URLSearchParams({ day, staff, at: clock(drawn.from), until: clock(drawn.until) })}`, drawn.rows.closest(".diary"));
  });
  document.addEventListener("pointercancel", endRange);
  document.addEventListener("dragstart", (event) => { if (event.target.closest?.(".block")) event.preventDefault(); });
  document.addEventListener("pointermove", (event) => {
    if (!dragging) return;
    if (!dragging.moved && Math.hypot(event.clientX - dragging.x, event.clientY - dragging.y) < 6) return;
    if (!dragging.moved) lift();
    event.preventDefault();
    if (dragging.byFinger) goAlong(event);
    const rows = rowsUnder(event.clientX, event.clientY);
    if (!rows) return;
    hover(rows, Math.round(minuteAt(rows, event.clientY - dragging.lift) / STEP) * STEP);
  });
  // The segment that is held may be a later one of its visit: what is moved is the visit, by as much.
  function hover(rows, minute) {
    const first = document.getElementById(`v-${dragging.link.dataset.ref}-0`) || dragging.link;
    const diary = rows.closest(".diary");
    const cell = parseFloat(getComputedStyle(rows).gridTemplateRows) || 8;
    const offset = Math.round((dragging.block.getBoundingClientRect().top - first.closest(".block").getBoundingClientRect().top) / cell) * 5;
    const start = Math.max(minute - offset, 0);
    const key = `${rows.dataset.day} ${rows.dataset.staff} ${start}`;
    if (dragging.key === key) return;
    Object.assign(dragging, { key, day: rows.dataset.day, staff: rows.dataset.staff, at: clock(start), verdict: null });
    if (!dragging.ghost) { dragging.ghost = document.createElement("div"); dragging.ghost.innerHTML = "<p></p><p></p>"; dragging.ghost.setAttribute("role", "status"); }
    const ghost = dragging.ghost;
    ghost.className = "ghost";
    ghost.style.top = `${((start - Number(diary.dataset.first)) / 5) * cell}px`;
    ghost.style.height = `${(Number(dragging.link.dataset.minutes) / 5) * cell}px`;
    ghost.firstChild.textContent = dragging.at;
    ghost.lastChild.textContent = "…";
    rows.append(ghost);
    clearTimeout(dragging.asked);
    dragging.asked = setTimeout(() => weigh(key), 90);
  }
  function form(values) {
    return new URLSearchParams({ csrf, ...values });
  }
  async function weigh(key) {
    const held = dragging;
    if (!held || held.key !== key) return;
    const { ref } = held.link.dataset;
    const answer = await fetch(`${root}/visits/${ref}/weigh`, { method: "POST", headers: { "HX-Request": "true" }, body: form({ day: held.day, at: held.at, staff: held.staff }) });
    if (held.key !== key || !held.ghost) return;
    const page = document.createElement("template");
    page.innerHTML = await answer.text();
    const obstacles = Number(answer.headers.get("X-Obstacles") || (answer.ok ? 0 : 1));
    held.verdict = !obstacles ? "free" : answer.headers.get("X-Override") === "1" ? "doubtful" : "taken";
    held.ghost.className = `ghost is-${held.verdict}`;
    held.ghost.firstChild.textContent = `${held.at} · ${body.dataset[{ free: "free", taken: "taken", doubtful: "override" }[held.verdict]]}`;
    held.ghost.lastChild.textContent = obstacles ? [...page.content.querySelectorAll(".fault li")].map((one) => one.textContent.trim()).join(" ") : "";
  }
  async function drop() {
    const held = dragging;
    const { ref } = held.link.dataset;
    if (held.verdict === "taken" || !held.key) return;
    if (held.verdict !== "free") {
      await openSheet(`${root}/visits/${ref}/move`, held.link);
      const fields = sheetBody.querySelector("form").elements;
      fields.day.value = held.day; fields.at.value = held.at; fields.staff.value = held.staff;
      htmx.trigger(body, "weigh");
      return;
    }
    htmx.ajax("POST", `${root}/visits/${ref}/move`, { target: "#told", swap: "innerHTML", values: { csrf, day: held.day, at: held.at, staff: held.staff } });
  }
  function endDrag() {
    if (!dragging) return;
    clearTimeout(dragging.asked);
    dragging.ghost?.remove();
    body.classList.remove("is-dragging");
    dragging = null;
  }
  document.addEventListener("pointerup", async () => {
    if (!dragging) return;
    if (dragging.moved) {
      justDragged = performance.now();
      if (dragging.key && !dragging.verdict) await weigh(dragging.key);
      const dropping = drop();
      endDrag();
      await dropping;
    } else endDrag();
  });
  document.addEventListener("pointercancel", endDrag);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") { endDrag(); endRange(); } });
  document.addEventListener("click", (event) => {
    if (performance.now() - justDragged < 300 && event.target.closest?.(".diary")) { event.preventDefault(); event.stopPropagation(); return; }
    const rows = event.target.closest?.("[data-act] .rows[data-day]");
    if (!rows || event.target.closest(".block a, .away a") || !htmx) return;
    const minute = Math.floor(minuteAt(rows, event.clientY) / STEP) * STEP;
    openSheet(`${root}/visits/new?${new URLSearchParams({ day: rows.dataset.day, staff: rows.dataset.staff, at: clock(minute) })}`, rows.closest(".diary"));
  }, true);
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, select, textarea, dialog[open]");
    if (typing || event.metaKey || event.ctrlKey || event.altKey) return;
    if (event.key === "n") { const link = document.querySelector(".bar a.primary[data-sheet]"); if (link) { event.preventDefault(); link.click(); } }
  });
})();
