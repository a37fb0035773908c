// The guided tour: shows where to look, waits until it happened, by whoever's hand, or does it for the visitor.
import { tell } from "./act.js";
import { byId, make, put, show } from "./dom.js";
import { Late, now, onFloor, onMessages } from "./live.js";
import { onTake } from "./paper.js";
import { cast, names, STEPS } from "./tour_steps.js";
import { named, onLanguage, say } from "./words.js";

const KEPT = "motcua.tour";
const END = STEPS.length;
const MARGIN = 20;
let step = kept(), open = false, who = null, memory = null, done = false, busy = false, late = false;
// What is being done for the visitor; the next step waits for the end of the one before.
let doing = Promise.resolve();

function kept() {
  try { return Math.min(END, Math.max(0, Number(sessionStorage.getItem(KEPT)) || 0)); } catch { return 0; }
}

export function start() {
  byId("tour-open").addEventListener("click", () => enter(step >= END ? 0 : step));
  byId("tour-leave").addEventListener("click", leave);
  byId("tour-back").addEventListener("click", () => go(step - 1));
  byId("tour-next").addEventListener("click", () => (step >= END ? leave() : go(step + 1)));
  byId("tour-do").addEventListener("click", () => {
    if (step >= END) go(0);
    else if (!busy && !done) help();
  });
  addEventListener("keydown", (event) => {
    if (open && event.key === "Escape" && !document.querySelector("dialog[open]")) leave();
  });
  byId("tour-beads").append(...STEPS.map(() => make("li")));
  onTake(() => { if (memory) memory.taken = true; look(now()); });
  onMessages((messages) => {
    if (memory) for (const each of messages) if (each.at_ms >= memory.base.at_ms) memory.seen.add(each.type);
    look(now());
  });
  onFloor(look);
  onLanguage(draw);
}

function enter(first) {
  if (!now()) return;
  who = cast(now());
  if (!who) return;
  open = true;
  document.body.classList.add("touring");
  go(first);
}

function go(to) {
  step = Math.min(END, Math.max(0, to));
  try { sessionStorage.setItem(KEPT, String(step)); } catch { /* a private window keeps nothing */ }
  memory = { base: now(), seen: new Set(), taken: false };
  [done, busy, late] = [step >= END, false, false];
  draw();
  byId("tour-title").focus({ preventScroll: true });
  bring(places());
  look(now());
}

// Scrolls so that the places of a step are seen above the tour's own box: all of them where they fit, else the first.
function bring(shown) {
  if (shown.length === 0) return;
  const room = innerHeight - byId("tour").offsetHeight - 2 * MARGIN;
  const boxes = shown.map((each) => each.getBoundingClientRect());
  const all = { top: Math.min(...boxes.map((each) => each.top)), bottom: Math.max(...boxes.map((each) => each.bottom)) };
  const { top, bottom } = all.bottom - all.top <= room ? all : boxes[0];
  const behavior = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
  scrollBy({ top: top - MARGIN - Math.max(0, (room - (bottom - top)) / 2), behavior });
}

function leave() {
  open = false;
  memory = null;
  document.body.classList.remove("touring");
  draw();
  byId("tour-open").focus();
}

async function help() {
  const here = memory;
  [busy, late] = [true, false];
  draw();
  try {
    await doing;
    if (memory !== here) return;
    const act = Promise.resolve(STEPS[step].act(who, here));
    doing = act.catch(() => {});
    await act;
  } catch (error) {
    if (!(error instanceof Late)) tell(String(error));
    late = memory === here;
  }
  if (memory === here) busy = false;
  draw();
}

// Once done, a step stays done: the floor goes on.
function look(floor) {
  if (!open || done || step >= END || !floor || !STEPS[step].done(floor, who, memory)) return;
  [done, late] = [true, false];
  draw();
}

const places = () => (open && step < END ? STEPS[step].places(who).map((each) => document.querySelector(each)).filter(Boolean) : []);

function draw() {
  put(byId("tour-open-text"), step > 0 && step < END ? say("stage.tour.go_on", { n: step + 1 }) : say("stage.tour"));
  show(byId("tour"), open);
  for (const each of document.querySelectorAll(".lit-place")) each.classList.remove("lit-place");
  if (!open) return;
  const end = step >= END;
  if (!done) for (const each of places()) each.classList.add("lit-place");
  const key = end ? "stage.tour.end" : `stage.tour.${step + 1}`;
  const { service, ...values } = names(now(), who);
  put(byId("tour-step"), end ? say("stage.tour.label") : say("stage.tour.step", { n: step + 1, of: END }));
  put(byId("tour-title"), say(key));
  put(byId("tour-text"), say(`${key}.text`, { ...values, service: service ? named(service) : "" }));
  put(byId("tour-state"), state(end));
  byId("tour").classList.toggle("done", done && !end);
  show(byId("tour-beads"), !end);
  byId("tour-back").disabled = step === 0;
  put(byId("tour-do"), say(end ? "stage.tour.again" : busy ? "stage.tour.doing" : "stage.tour.do"));
  byId("tour-do").setAttribute("aria-disabled", String(busy || (done && !end)));
  put(byId("tour-next"), say(end ? "stage.close" : "stage.tour.next"));
  [...byId("tour-beads").children].forEach((bead, n) => { bead.className = n < step ? "past" : n === step ? "here" : ""; });
}

function state(end) {
  if (end) return "";
  return say(done ? "stage.tour.done" : late ? "stage.tour.late" : "stage.tour.waiting");
}
