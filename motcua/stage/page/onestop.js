// The officer's desk in the one-stop system, beside the counter where it is used.
import { act, tell } from "./act.js";
import { button, byId, make, options, put, Rows, set, show } from "./dom.js";
import { onFloor } from "./live.js";
import { has, onLanguage, say } from "./words.js";

// What still can be paid: a dossier that is open.
const OPEN = new Set([1, 2, 4, 5, 6]);

export function start() {
  const dossiers = new Rows(byId("dossiers"), (each) => each.code, (each) => dossier(each));
  for (const each of document.querySelectorAll("[data-desk]")) each.addEventListener("click", () => decide(each.dataset.desk));
  byId("desk-form").addEventListener("submit", (event) => event.preventDefault());
  onLanguage(samples);
  samples();
  onFloor(({ onestop, counters }) => {
    const there = onestop.procedures.length > 0;
    show(byId("desk-none"), !there);
    show(byId("desk-form"), there);
    if (!there) return;
    options(byId("desk-counter"), counters.map((each) => [each.counter, say("stage.counter", { n: each.number })]));
    options(byId("desk-procedure"), onestop.procedures.map((each) => [each.code, `${each.code} ${each.name}`]));
    show(byId("desk-away"), onestop.away);
    byId("desk").classList.toggle("away", onestop.away);
    show(byId("no-dossiers"), onestop.dossiers.length === 0);
    dossiers.draw(onestop.dossiers.toReversed());
    put(byId("records"), say("stage.desk.records", { n: onestop.records }));
  });
}

// The samples are real text, so that one press is enough; what somebody wrote himself stays.
function samples() {
  for (const [id, key] of [["desk-items", "onestop.items_sample"], ["desk-reason", "onestop.reason_sample"]]) {
    const field = byId(id);
    if (field.value === "" || field.value === field.dataset.sample) field.value = say(key);
    field.dataset.sample = say(key);
  }
}

async function decide(name) {
  const values = { counter: byId("desk-counter").value, procedure: byId("desk-procedure").value };
  const ticket = byId("desk-ticket").value.trim().toUpperCase();
  if (ticket) values.ticket = ticket;
  if (name === "supplement") values.items = byId("desk-items").value.split("\n").map((line) => line.trim()).filter(Boolean);
  if (name === "refuse") values.reason = byId("desk-reason").value.trim();
  if (await act(name, values)) tell(say("stage.desk.done", { what: say(`onestop.${name}`) }));
}

function dossier({ code }) {
  const name = make("b"), state = make("span"), ticket = make("span", "number");
  const acts = ["to_pay", "paid"].map((name) => {
    const does = button("small");
    does.addEventListener("click", () => act(name, { code }));
    return { name, does };
  });
  const element = make("li", "", make("span", "dossier", name, ticket), state, make("span", "dossier-acts", ...acts.map(({ does }) => does)));
  return {
    element,
    draw: (each) => {
      put(name, code);
      put(ticket, each.ticket);
      state.className = `chip state-${each.state}`;
      const key = `onestop.state.${each.state}`;
      put(state, has(key) ? say(key) : String(each.state));
      for (const { name: key, does } of acts) {
        put(does, say(`onestop.${key}`));
        set(does, "aria-label", `${say(`onestop.${key}`)}: ${code}`);
        does.disabled = !OPEN.has(each.state);
      }
    },
  };
}
