// What the help desk does for people (press.js sends it).
"use strict";

let day = "";

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
  fill("paper", [["", word("noPaper")], ...kiosks]);
  const faults = [...alarms(view, (alarm) => !isHelp(alarm)), ...[hubOf(view), ...view.devices].filter(isFaulty).map(device)];
  element("faults").replaceChildren(...(faults.length ? faults : [row([word("noFaults"), ""], ["", ""], ["", ""])]));
  element("hours").replaceChildren(...view.services.map((service) => row(
    [service.name, ""], [service.open ? word("open") : closed(service), service.open ? "" : "bad"], [service.waiting, "number"])));
  const calling = view.alarms.filter(isHelp).map((alarm) => alarm.slice("help:".length));
  fill("calling", calling.map((kiosk) => [kiosk, kiosk]));
  element("help").hidden = !calling.length;
  say([...notices(view), ...(calling.length ? [`${word("help")}: ${calling.join(", ")}`] : [])].join(". "));
  if (day !== view.day) {
    day = view.day;
    appointments();
  }
  allow();
}

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
const pathOf = (form) => {
  const at = form.querySelector("[data-at]");
  return at ? form.dataset.path.replace("AT", () => encodeURIComponent(at.value.trim())) : form.dataset.path;
};

element("booked").addEventListener("change", appointments);
document.addEventListener("answered", appointments);
begin();
