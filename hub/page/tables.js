// Rows and notices that several pages show.
"use strict";

function row(...cells) {
  const line = document.createElement("tr");
  for (const [text, style] of cells) {
    const cell = document.createElement("td");
    cell.append(text);
    if (style) cell.className = style;
    line.append(cell);
  }
  return line;
}

// What everybody in the hall must know.
const notices = (view) => [
  ...(view.hours.evacuating_ms === null ? [] : [word("evacuate")]),
  ...(view.hours.full ? [word("full")] : []),
];

// Why a service gives no numbers now, and when it does again.
function closed(service) {
  if (service.open) return "";
  const text = document.body.getAttribute(`data-why-${service.closed}`) || word("why");
  if (!text.includes("{") || service.again_ms === null) return text.includes("{") ? word("why") : text;
  const again = new Date(service.again_ms);
  const zone = { timeZone: "Asia/Ho_Chi_Minh" };
  return text
    .replace("{part}", word(service.part || "morning"))
    .replace("{time}", again.toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit", ...zone }))
    .replace("{date}", again.toLocaleDateString("vi-VN", zone));
}

// A device's own row; what is wrong with it is told by words.js.
function device(each) {
  const faults = faultsInWords(each);
  const state = !each.online ? "offline" : faults.length ? "degraded" : "online";
  const words = document.createElement("div");
  words.append(...faults.map(lineOf));
  return row([each.id, ""], [word(state), state === "online" ? "" : "bad"], [words, ""]);
}

// The hub's alarms, those that a page shows elsewhere left out.
const alarms = (view, shown = () => true) => view.alarms.filter(shown).map((code) => row(["hub", ""], [word("degraded"), "bad"], [lineOf(alarmInWords(code, view)), ""]));
