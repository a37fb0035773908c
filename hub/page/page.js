// Draws the hub's view, again with each one that the live stream brings (live.js).
"use strict";

function row(...cells) {
  const line = document.createElement("tr");
  for (const [text, style] of cells) {
    const cell = document.createElement("td");
    cell.textContent = text;
    if (style) cell.className = style;
    line.append(cell);
  }
  return line;
}

function draw(view) {
  element("site").textContent = view.site;
  element("day").textContent = view.day.split("-").reverse().join("/");
  element("at").textContent = clock(view.at_ms);
  element("counters").replaceChildren(...view.counters.map((counter) => row(
    [counter.number, ""], [counter.ticket || "–", "number"], [word(counter.state), counter.state], [counter.waiting, ""])));
  element("services").replaceChildren(...view.services.map((service) => row(
    [[service.name, closed(service)].filter(Boolean).join(". "), ""], [service.waiting, "number"], [service.waiting_priority, ""], [service.counters.join(", "), ""])));
  element("recent").replaceChildren(...(view.recent.length ? view.recent.map((call) => row(
    [clock(call.at_ms), ""], [call.number, "number"], [call.counter, ""])) : [row([word("nobody"), ""])]));
  const hub = { id: "hub", online: true, parts: view.parts, reason: "" };
  element("devices").replaceChildren(...[hub, ...view.devices].map(device));
  say([view.hours.evacuating_ms === null ? "" : word("evacuate"), ...view.alarms].filter(Boolean).join(", "));
}

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

function device(each) {
  const faults = Object.entries(each.parts).filter(([, part]) => part.state !== "ok");
  const state = !each.online ? "offline" : faults.length ? "degraded" : "online";
  const told = faults.map(([name, part]) => `${name}: ${part.code || part.state}${part.detail ? ` (${part.detail})` : ""}`).join(", ") || each.reason;
  return row([each.id, ""], [word(state), state === "online" ? "" : "bad"], [told, ""]);
}

watchForEver();
