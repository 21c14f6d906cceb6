// For those who listen to a page, or go through it by keyboard: one voice that says what changed, short names, sliders
// that say where they stand. Sent behind page.js, which calls `heard` after every change of the page.

function heard() {
  landmark();
  sayChanges();
  tidy();
  for (const slider of document.querySelectorAll(`${BOUND}:not([aria-valuetext])`)) sayPlace(slider);
  keepFocus();
}

function landmark() {
  const links = document.querySelector(".st-key-pages");
  if (links && !links.hasAttribute("role")) {
    links.setAttribute("role", "navigation");
    links.setAttribute("aria-label", "Pages");
  }
}

// --- one voice: the lines below a picture that have changed, once, after they have come to rest ---

const REST = 700; // ms without a change, after which what has changed is said
const HEARD = 20000; // ms, after which what was said is no longer there to be read as a part of the page
const TOLD = '[class*="st-key-told_"], .st-key-tour_said, .said.aloud'; // `frame.told`, the tour's card, `draw.said`
const voice = document.createElement("div");
voice.id = "voice"; // out of sight by the style sheet
voice.setAttribute("aria-live", "polite");
let linesBefore = new Map(); // of each place its lines, as they were last said or first seen
let standing = ""; // all places and lines as they are now: a place that is still empty counts
let saying = 0;
let silent = 0;
let acted = false; // what stands there before somebody has done something is read with the page

for (const type of ["keydown", "pointerdown", "input", "click"]) // a screen reader presses a button by a click alone
  document.addEventListener(type, (event) => (acted ||= event.isTrusted), { capture: true, passive: true });

function linesOf(place) { // a line ends with its paragraph, or with a <br>
  const lines = [place.getAttribute("aria-label") ?? ""];
  for (const paragraph of place.querySelectorAll("p, li")) {
    lines.push("");
    for (const part of paragraph.childNodes)
      if (part.nodeName === "BR") lines.push("");
      else if (!part.querySelector?.("[role=img]")) lines.push(lines.pop() + part.textContent); // icons have names
  }
  return lines.map((line) => line.trim()).filter(Boolean);
}

function keyOf(place) { // the class that Streamlit makes of a key; of words for a picture, how they begin
  const key = [...place.classList].find((each) => each.startsWith("st-key-"));
  return key ?? place.getAttribute("aria-label").split(":")[0];
}

function sayChanges() {
  if (!voice.isConnected) document.body?.append(voice);
  const now = [...document.querySelectorAll(TOLD)].map((each) => `${keyOf(each)} ${linesOf(each)}`).join();
  if (now === standing) return;
  standing = now;
  clearTimeout(saying);
  saying = setTimeout(say, REST);
}

function say() {
  const fresh = [];
  const now = new Map();
  for (const place of document.querySelectorAll(TOLD)) {
    const [name, lines] = [keyOf(place), linesOf(place)];
    const before = linesBefore.get(name);
    if (before) fresh.push(...lines.filter((line) => !before.includes(line)));
    now.set(name, lines);
  }
  linesBefore = now;
  if (!acted || !fresh.length) return;
  voice.textContent = fresh.map((line) => line.replace(/([^.?!])$/, "$1.")).join(" ");
  clearTimeout(silent);
  silent = setTimeout(() => (voice.textContent = ""), HEARD);
}

new MutationObserver(sayChanges).observe(document.documentElement, { characterData: true, subtree: true });

// --- names: each thing is called once, and what only repeats it is passed over ---

const LABELLED = /^(Show data|Show chart|Download as \w+|Copy Vega-Lite spec|Fullscreen|Close fullscreen): (.+)$/s;

function tidy() {
  for (const button of document.querySelectorAll("[data-testid=stElementToolbar] button[aria-label*=': ']")) {
    const [, does, picture] = button.getAttribute("aria-label").match(LABELLED) ?? [];
    if (!does) continue;
    const bar = button.closest("[data-testid=stElementToolbar]"); // it says once which picture its buttons are for
    bar.setAttribute("role", "group");
    bar.setAttribute("aria-label", picture);
    button.setAttribute("aria-label", does);
  }
  for (const slider of document.querySelectorAll("[data-testid=stSlider] [role=group][aria-label]")) {
    const inputs = slider.querySelectorAll("input[aria-labelledby]");
    if (inputs.length !== 1) continue; // a slider with two ends needs the name of both
    inputs[0].setAttribute("aria-label", slider.getAttribute("aria-label"));
    inputs[0].removeAttribute("aria-labelledby");
    slider.removeAttribute("aria-label");
  }
  for (const value of document.querySelectorAll(REPEATS)) value.setAttribute("aria-hidden", "true");
  for (const form of document.querySelectorAll("form.vega-bindings:not([role])")) form.setAttribute("role", "none");
  for (const link of document.querySelectorAll('[data-testid=stHeaderActionElements] a:not([tabindex="-1"])'))
    link.tabIndex = -1; // else each heading is read as a link to itself; Share holds the link to the page
}

const REPEATS = [
  "[data-testid=stHeaderActionElements]",
  "[data-testid=stSliderThumbValue]",
  "[data-testid=stSliderTickBar]",
  "[data-testid=stVegaLiteChart] canvas:has(+ form.vega-bindings)", // a chart with nothing else in it would be skipped
].map((each) => `${each}:not([aria-hidden])`);

// --- sliders inside charts: they count things, so the chart says what stands at that number (`touch.said`) ---

const BOUND = "form.vega-bindings input[type=range]";

function sayPlace(slider) {
  const chart = slider.closest("[data-testid=stVegaLiteChart]");
  const view = chart && viewOf(chart);
  let words = null;
  try {
    words = view?.signal(`said_${slider.name}`);
  } catch {
    // this chart says nothing of this slider
  }
  if (words) slider.setAttribute("aria-valuetext", words);
}

document.addEventListener("input", async ({ target }) => {
  if (!target.matches?.(BOUND)) return;
  await viewOf(target.closest("[data-testid=stVegaLiteChart]"))?.runAsync(); // the chart has heard of it before
  for (const slider of target.form.querySelectorAll("input[type=range]")) sayPlace(slider);
});

// Between two stops a picture is only drawn in between: a key goes to the next stop, a pointer anywhere.
const STEPS = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 };

document.addEventListener("keydown", (event) => {
  const [slider, step] = [event.target, STEPS[event.key]];
  if (!step || !slider.matches?.(`${BOUND}[name$="_stop"]`) || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const next = step > 0 ? Math.floor(slider.valueAsNumber + 0.001) + 1 : Math.ceil(slider.valueAsNumber - 0.001) - 1;
  slider.value = next;
  slider.dispatchEvent(new Event("input", { bubbles: true }));
});

// Enter in the box for a number would send the form that holds it, and load the page anew.
document.addEventListener("submit", (event) => event.target.matches("form.vega-bindings") && event.preventDefault());

// --- a chart that is drawn anew takes its slider, and the keyboard with it: it goes on where it was ---

let held = null; // the slider that has the keyboard: its name, and the element that holds its chart

document.addEventListener("focusin", ({ target }) => {
  const place = target.matches?.("form.vega-bindings input") && target.closest("[class*=st-key-]");
  held = place ? { input: target, name: target.name, key: keyOf(place) } : null;
});
for (const type of ["pointerdown", "keydown"])
  document.addEventListener(type, ({ key }) => (key === "Tab" || !key) && (held = null), { capture: true, passive: true });

function keepFocus() {
  if (!held || held.input.isConnected || ![document.body, null].includes(document.activeElement)) return;
  document.querySelector(`.${held.key} input[name="${held.name}"]`)?.focus({ preventScroll: true });
}
