// An officer's keys (press.js sends them).
"use strict";

const here = decodeURIComponent(location.pathname.split("/").pop());
let mine = null;

function draw(view) {
  mine = view.counters.find((counter) => counter.id === here) || null;
  say(mine ? "" : word("unknown"));
  if (!mine) return;
  element("counter").textContent = mine.number;
  element("number").textContent = mine.ticket || "–";
  element("state").textContent = word(mine.state);
  element("waiting").textContent = mine.waiting;
  const own = view.services.filter((service) => mine.services.includes(service.id));
  element("services").replaceChildren(...own.map((service) => {
    const item = document.createElement("li");
    item.textContent = `${service.name}: ${service.waiting}`;
    return item;
  }));
  const named = (each) => [each.id, each.name || each.number];
  fill("own", own.map(named));
  catalogue(mine.services);
  fill("services", view.services.map(named));
  fill("others", view.counters.filter((counter) => counter.id !== here).map(named));
  fill("parked", mine.parked.map((number) => [number, number]));
  fill("aside", mine.aside.map((number) => [number, number]));
  const faults = view.devices.filter((device) => mine.devices.includes(device.id)).flatMap(faultsInWords);
  element("faults").hidden = !faults.length;
  element("faults").replaceChildren(...faults.map(lineOf));
  showKey(view.keys[here]);
  element("who").hidden = !mine.login;
  element("officer").textContent = mine.officer;
  for (const form of document.querySelectorAll("[data-pins]")) form.hidden = !view.pins || !signs(form.dataset.verb);
  showNeed(view.pins);
  showConflicts(view.conflicts.filter((each) => each.counters.includes(here)));
  allow();
}

// Who must log in before any key counts finds that at the top; who only may, behind the keys.
function showNeed(pins) {
  const needed = mine.login_needed, first = needed && pins, place = element(first ? "first" : "signs");
  const form = document.querySelector('[data-verb="login"]'), said = element("said");
  element("first").hidden = !first;
  element("needed").hidden = !needed;
  element("state").hidden = needed && mine.state === "free";
  if (form.parentElement === place) return;
  place.append(form);
  // And what became of it.
  if (first) place.append(said);
  else element("key").before(said);
}

// What became of the last key of the counter's own keypad.
function showKey(key) {
  const english = document.createElement("small");
  english.lang = "en";
  english.textContent = key ? key.en : "";
  element("key").replaceChildren(...(key ? [`${key.vi} `, english] : []));
  element("key").classList.toggle("bad", Boolean(key && key.reason));
}

// Who is there says which of the two it is.
const signs = (verb) => verb === (mine.login ? "logout" : "login");
// A paper can be asked for whatever the counter is at.
const fits = (form) => mine && ("always" in form.dataset || mine.can.includes(form.dataset.verb) || signs(form.dataset.verb));
const unfit = () => word(mine && mine.login_needed ? "loginNeeded" : "unfit");
const pathOf = (form) => {
  const at = form.querySelector("[data-at]");
  return at ? form.dataset.path.replace("AT", () => encodeURIComponent(at.value.trim())) : `counters/${encodeURIComponent(here)}/${form.dataset.verb}`;
};
for (const field of document.querySelectorAll("[data-here]")) field.value = here;

document.addEventListener("keydown", (event) => {
  const typing = event.target.matches("select, input:not([type=checkbox]):not([type=hidden])");
  if (typing || event.repeat || event.ctrlKey || event.altKey || event.metaKey || !element("shortcuts").checked) return;
  const form = forms.find((each) => each.dataset.key === event.key.toLowerCase());
  if (form) form.requestSubmit();
});
begin();
