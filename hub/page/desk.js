// What the help desk does for people (press.js sends it).
"use strict";

let day = "";
let refusals = "";
let search = "";

function draw(view) {
  const named = (each) => [each.id, each.name];
  const kiosks = view.devices.filter((each) => each.kind === "ticket").map((each) => [each.id, each.id]);
  // Whoever still waits for a service that left the settings is called; no more numbers are given for it.
  fill("services", view.services.filter((service) => !service.orphans.length).map(named));
  fill("ranks", [["", "–"], ...view.ranks.map((rank) => [rank, rank])]);
  fill("kiosks", kiosks);
  const printers = [["", word("own")], ...view.devices.filter((each) => each.kind === "printer").map((each) => [each.id, each.id])];
  fill("printers", printers);
  fill("places", [...printers, ...kiosks]);
  catalogue([]);
  fill("devices", view.devices.map((each) => [each.id, each.id]));
  fill("paper", [["", word("noPaper")], ...kiosks]);
  const faults = [...alarms(view, (alarm) => !isHelp(alarm)), ...[hubOf(view), ...view.devices].filter(isFaulty).map(device)];
  element("faults").replaceChildren(...(faults.length ? faults : [row([word("noFaults"), ""], ["", ""], ["", ""])]));
  element("hours").replaceChildren(...view.services.map((service) => row(
    [service.name, ""], [service.open ? word("open") : closed(service), service.open ? "" : "bad"], [service.waiting, "number"])));
  const calling = view.alarms.filter(isHelp).map((alarm) => alarm.slice("help:".length));
  fill("calling", calling.map((kiosk) => [kiosk, kiosk]));
  element("help").hidden = !calling.length;
  const locked = view.alarms.filter(isLocked).map((alarm) => alarm.slice(LOCKED.length));
  fill("locked", locked.map((officer) => [officer, officer]));
  element("locked").hidden = !locked.length;
  showRefused(view);
  showConflicts(view.conflicts);
  showSearch(view.searches[0]);
  say([...notices(view), ...(calling.length ? [`${word("help")}: ${calling.join(", ")}`] : [])].join(". "));
  if (day !== view.day) {
    day = view.day;
    appointments();
  }
  allow();
}

// Drawn anew only when it is another list: a number must not go from under the finger that is on it.
function showRefused(view) {
  const wanted = JSON.stringify([view.refused, view.services.map((each) => each.name)]);
  if (wanted === refusals) return;
  refusals = wanted;
  element("refused").hidden = !view.refused.length;
  element("presses").replaceChildren(...view.refused.map((each) => {
    const item = document.createElement("li");
    // A number of a reserve that was not let in is nobody's here.
    item.append(lineOf(refusalInWords(each, view)), ...(each.asked === "reserve" ? [] : each.numbers.map(held)));
    return item;
  }));
}

// What became of the last device that somebody looked for.
function showSearch(last) {
  const wanted = JSON.stringify(last || null);
  if (wanted === search) return;
  search = wanted;
  element("found").replaceChildren(...(last ? [lineOf({ vi: `${clock(last.at_ms)} ${last.vi}`, en: last.en, code: last.reason || last.outcome })] : []));
}

// A number that somebody holds: one click puts it where the desk does something about it.
function held(number) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = number;
  button.title = word("fillIn");
  button.addEventListener("click", () => {
    for (const field of document.querySelectorAll("#holder input[data-at]")) field.value = number;
    document.querySelector('#holder [data-verb="reprint"] input[data-at]').focus();
  });
  return button;
}

const LOCKED = "officer_locked:";
const isLocked = (alarm) => alarm.startsWith(LOCKED);
const isHelp = (alarm) => alarm.startsWith("help:");
const isFaulty = (each) => !each.online || Object.values(each.parts).some((part) => part.state !== "ok");

// Those who may still come, by time: whoever stands at the desk needs no code.
async function appointments() {
  const service = element("booked").value;
  if (!service) return;
  try {
    const answer = await fetch(`/api/v1/appointments?service=${encodeURIComponent(service)}`, { headers: identity() });
    if (!answer.ok) return;
    const open = (await answer.json()).appointments.filter((each) => each.state === "open");
    if (service === element("booked").value) fill("appointments", open.map((each) => [each.code, `${clock(each.time_ms).slice(0, 5)} · …${each.code.slice(-4)}`]));
  } catch {
    // The live stream says that the connection is lost.
  }
}

const fits = () => newest !== null;
const unfit = () => word("unfit");
const pathOf = (form) => {
  const at = form.querySelector("[data-at]");
  return at ? form.dataset.path.replace("AT", () => encodeURIComponent(at.value.trim())) : form.dataset.path;
};

element("booked").addEventListener("change", appointments);
document.addEventListener("answered", appointments);
begin();
