// What Streamlit has no door for: words of the field explained where they stand, charts as SVG, the card of the tour in
// view and its way to the control, all stops of the maps, and the first picture of the start page, which plays until
// somebody touches it. What is for those who listen to a page or go through it by keyboard is in heard.js, sent with this.
"use strict";

const TERMS = /* terms */ {};

// --- the way to the first chart: Streamlit connects at once, where it would ask first whether its server is here (and on
// each page but the start in a wrong place before that); and the scripts that draw what pages begin with are run while it
// waits, and handed over whole (static.py), where each would be run when there is something to draw ---

window.__streamlit ??= {
  BACKEND_BASE_URL: new URL(document.currentScript.dataset.app, location.origin + location.pathname).href,
  HOST_CONFIG: { allowedOrigins: /* origins */ [], useExternalAuthToken: false },
};
window.drawing = {};

addEventListener("DOMContentLoaded", async () => {
  const ahead = [...document.querySelectorAll("link[rel=modulepreload][fetchpriority=low]")].map((link) => link.href);
  for (const href of ahead.sort()) { // they come the largest first, which would keep the others from running
    const script = await import(href).catch(() => null); // Streamlit asks for it again
    if (script) window.drawing[href.split("/").pop()] = { then: (take) => take(script) };
  }
});

// --- charts in sight first: the others when the browser has nothing else to do, a second later at most (static.py) ---

window.turn = (chart) =>
  chart.getBoundingClientRect().top < innerHeight || !window.requestIdleCallback
    ? null
    : new Promise((done) => requestIdleCallback(done, { timeout: 1000 }));

// --- terms: a link to #term-… shows its explanation under a pointer, a finger or the keyboard ---

const note = document.createElement("div");
note.id = "term";
note.setAttribute("role", "tooltip");

function termOf(target) {
  const link = target instanceof Element ? target.closest('a[href*="#term-"]') : null;
  const key = link && decodeURIComponent(link.getAttribute("href").split("#term-")[1]);
  return key && TERMS[key] ? { link, words: TERMS[key] } : null;
}

function explain(event) {
  const found = termOf(event.target);
  if (event.type === "click" && found) event.preventDefault();
  if (!found) {
    note.remove();
    return;
  }
  note.textContent = found.words;
  document.body.append(note);
  const at = found.link.getBoundingClientRect();
  note.style.left = `${Math.max(8, Math.min(at.left, innerWidth - note.offsetWidth - 8))}px`;
  const below = at.bottom + 6;
  note.style.top = `${below + note.offsetHeight < innerHeight ? below : at.top - note.offsetHeight - 6}px`;
  found.link.setAttribute("aria-describedby", note.id);
}

for (const type of ["pointerover", "focusin", "click"]) document.addEventListener(type, explain, true);
document.addEventListener("scroll", () => note.remove(), true);
document.addEventListener("keydown", (event) => event.key === "Escape" && note.remove());

// --- charts as SVG, as they stand now: one more button in the corner, beside Streamlit's for PNG ---

function offerSvg() {
  for (const png of document.querySelectorAll('button[aria-label^="Download as PNG: "]:not([data-svg])')) {
    png.dataset.svg = "offered";
    const place = png.closest("[data-testid=stElementToolbarButton]").cloneNode(true);
    const button = place.querySelector("button");
    const words = png.getAttribute("aria-label").replace("PNG", "SVG");
    button.dataset.svg = words.slice("Download as SVG: ".length);
    button.setAttribute("aria-label", words);
    button.title = "Download as SVG";
    button.textContent = ""; // its word stands in the style: it is no word of the page
    png.closest("[data-testid=stElementToolbarButtonContainer]").append(place);
  }
}

function viewOf(chart) { // Vega's view lies in a hook of the React component that has drawn the chart
  let fiber = chart[Object.keys(chart).find((key) => key.startsWith("__reactFiber$"))];
  for (; fiber; fiber = fiber.return)
    for (let hook = fiber.memoizedState; hook; hook = hook.next)
      if (hook.memoizedState?.current?.toSVG) return hook.memoizedState.current;
  return null;
}

async function saveSvg(event) {
  const button = event.target.closest?.("button[data-svg]:not([data-svg=offered])");
  const chart = button?.closest(".stElementContainer")?.querySelector("[data-testid=stVegaLiteChart]");
  const view = chart && viewOf(chart);
  if (!view) return; // it is still being drawn
  const link = document.createElement("a");
  link.download = `${button.dataset.svg.replace(/[^\w-]+/g, " ").trim().slice(0, 60)}.svg`;
  link.href = URL.createObjectURL(new Blob([await view.toSVG()], { type: "image/svg+xml" }));
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

document.addEventListener("click", saveSvg);

// --- a link to a section (#maps, start=maps) or a question: in view, also while the page above it fills ---

const FOLLOWED = 10000; // ms for which what a link names, or a new card of the tour, is kept in view, unless somebody acts
const link = new URLSearchParams(location.search);
const anchor = location.hash.slice(1) || link.get("start"); // Streamlit soon drops what follows # from the address
const asked = link.get("ask")?.split(".")[0];
let sought = anchor ? `#${CSS.escape(anchor)}` : asked ? `.st-key-choices_${CSS.escape(asked)}` : "";
let seeking = 0;

function seek() {
  if (!sought || seeking || !document.querySelector(sought)) return;
  seeking = performance.now() + FOLLOWED;
  stay();
}

function bring(place, block, behavior = "instant") { // scrollIntoView would scroll the page around a frame as well
  const main = place?.closest("[data-testid=stMain]");
  if (!main) return;
  const box = place.getBoundingClientRect();
  const margin = parseFloat(getComputedStyle(place).scrollMarginTop);
  const free = block === "center" ? (main.clientHeight - box.height) / 2 : margin;
  main.scrollBy({ top: box.top - main.getBoundingClientRect().top - free, behavior });
}

function stay() {
  if (!sought || performance.now() > seeking) sought = "";
  if (!sought) return;
  bring(document.querySelector(sought), anchor ? "start" : "center");
  setTimeout(stay, 250);
}

for (const type of ["pointerdown", "touchstart", "wheel", "keydown"])
  document.addEventListener(type, (event) => event.isTrusted && (sought = ""), { capture: true, passive: true });

// --- the tour: its card comes into view, and looks again after whatever the visitor has done ---

const SEEN = 2500; // ms for which what a deed did is looked at, before a card above the window comes back
const LATER = [700, 2500, 6000]; // ms after a deed, until the card says that it is done: a busy server takes longer
const MOVES = 15; // over a picture that count as touching it
const COUNTS = { pointermove: 1, pointerdown: MOVES, pointerup: MOVES, touchstart: MOVES, input: MOVES }; // a Tab none
let cardAt = "";
let followed = 0;
let moves = 0;
let looking = [];
let coming = 0;
let told = false;

function press(key) {
  document.querySelector(`.st-key-${key} button`)?.click();
}

function lookAgain() {
  if (!told) press("tour_look");
}

function follow() {
  const box = document.querySelector(".st-key-tour");
  const now = box?.querySelector("[data-card]")?.dataset.card ?? "";
  const words = document.querySelector(".st-key-tour_words");
  if (words) words.id = "tour_words"; // read out with the card
  const said = document.querySelector(".st-key-tour_said");
  const isDone = Boolean(said?.textContent.trim());
  if (now && now !== cardAt) {
    followed = performance.now() + FOLLOWED;
    moves = 0;
    setTimeout(keep, 0);
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", `Tour, card ${now}`);
    box.setAttribute("aria-describedby", "tour_words");
    box.tabIndex = -1;
    box.focus({ preventScroll: true });
  }
  if (isDone && !told && now === cardAt) coming = setTimeout(comeBack, SEEN);
  cardAt = now;
  told = isDone;
}

function keep() {
  if (performance.now() > followed) return;
  bring(document.querySelector(".st-key-tour"), "start");
  setTimeout(keep, 250);
}

function comeBack() {
  const box = document.querySelector(".st-key-tour");
  if (!box || box.getBoundingClientRect().bottom > 100) return;
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  bring(box, "start", still ? "instant" : "smooth");
}

function deed(event) {
  if (!event.isTrusted || !cardAt) return;
  if (event.type !== "pointermove") {
    followed = 0;
    clearTimeout(coming);
  }
  const picture = document.querySelector(".st-key-tour [data-touch]")?.dataset.touch;
  const inCard = event.target.closest?.(".st-key-tour");
  if (picture && event.target.closest?.(picture)) {
    const before = moves;
    moves += COUNTS[event.type] ?? 0;
    if (before < MOVES && moves >= MOVES) press("tour_touched");
  } else if (!picture && !inCard && event.type !== "pointermove" && event.type !== "wheel") {
    looking.forEach(clearTimeout);
    looking = LATER.map((wait) => setTimeout(lookAgain, wait));
  }
}

for (const type of ["pointerdown", "pointermove", "pointerup", "touchstart", "wheel", "keydown", "keyup", "input", "click"])
  document.addEventListener(type, deed, { capture: true, passive: true });

// The short way from the card to what it asks for, and back, for those who use the keyboard.
function goThere(event) {
  const go = event.target.closest?.(".st-key-tour .go");
  if (!go) return;
  const { control, anchor } = go.dataset;
  (document.querySelector(control) ?? document.querySelector(`.st-key-fold_${anchor} summary`))?.focus();
}

function goBack(event) {
  const box = document.querySelector(".st-key-tour");
  const open = event.target.closest?.('[aria-expanded="true"], [role="dialog"], [data-testid="stPopoverBody"]');
  if (event.key !== "Escape" || !box || open || note.isConnected) return; // the same key closes what is open
  box.focus({ preventScroll: true });
  bring(box, "start");
}

document.addEventListener("click", goThere);
document.addEventListener("keydown", goBack, true);

// --- maps whose first stops alone have come: the others are asked for once these are drawn ---

function askForRest() {
  const rest = document.querySelector(".st-key-maps_rest button:not([data-pressed])");
  if (!rest || !document.querySelector(".st-key-linked_maps canvas")) return;
  rest.dataset.pressed = "once";
  rest.click();
}

// --- the start page plays once: a pointer that nobody holds goes along a path over the faces ---

const PATH = [[0.15, 0.85], [0.85, 0.8], [0.8, 0.2], [0.2, 0.15], [0.5, 0.5]]; // shares of the picture's square
const SECONDS = 5;
let over = matchMedia("(prefers-reduced-motion: reduce)").matches;

function play(canvas) {
  over = true;
  let begin = null;
  let stopped = false;
  const stop = (event) => (stopped = stopped || event.isTrusted);
  for (const type of ["pointerdown", "pointermove", "touchstart", "keydown", "wheel"])
    addEventListener(type, stop, { capture: true, passive: true });
  const step = (now) => {
    begin ??= now;
    const passed = ((now - begin) / 1000 / SECONDS) * (PATH.length - 1);
    if (stopped || passed >= PATH.length - 1 || !canvas.isConnected) return;
    const [from, to] = [PATH[Math.floor(passed)], PATH[Math.floor(passed) + 1]];
    const share = passed % 1;
    const box = canvas.getBoundingClientRect();
    const side = Math.min(box.width - 40, box.height - 60) * (box.width < 620 ? 0.8 : 1);
    const at = from.map((each, i) => each + (to[i] - each) * share);
    const place = { clientX: box.left + 34 + at[0] * side, clientY: box.bottom - 56 - side + at[1] * side };
    canvas.dispatchEvent(new PointerEvent("pointermove", { ...place, bubbles: true, pointerType: "mouse" }));
    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
}

function look() {
  offerSvg();
  heard();
  seek();
  follow();
  askForRest();
  const canvas = over ? null : document.querySelector(".st-key-opening canvas");
  if (canvas && canvas.offsetHeight > 100) play(canvas);
}

// A slider says its value anew in every frame, and each look costs a fortieth of one.
const APART = 100; // ms between two looks at what has changed
let lookedAt = -APART;
let lookingSoon = 0;

function lookNow() {
  lookedAt = performance.now();
  lookingSoon = 0;
  look();
}

function lookSoon() {
  if (lookingSoon) return;
  const wait = lookedAt + APART - performance.now();
  if (wait > 0) lookingSoon = setTimeout(lookNow, wait);
  else lookNow();
}

new MutationObserver(lookSoon).observe(document.documentElement, { childList: true, subtree: true });
