// Draws the hub's view, again with each one that the live stream brings (live.js).
"use strict";

function draw(view) {
  element("site").textContent = view.name || view.site;
  element("day").textContent = view.day.split("-").reverse().join("/");
  element("at").textContent = clock(view.at_ms);
  element("counters").replaceChildren(...view.counters.map((counter) => row(
    [counter.number, ""], [counter.ticket || "–", "number"], [word(counter.state), counter.state], [counter.waiting, ""])));
  element("services").replaceChildren(...view.services.map((service) => row(
    [[service.name, closed(service)].filter(Boolean).join(". "), ""], [service.waiting, "number"], [service.waiting_priority, ""], [service.counters.join(", "), ""])));
  element("recent").replaceChildren(...(view.recent.length ? view.recent.map((call) => row(
    [clock(call.at_ms), ""], [call.number, "number"], [call.counter, ""])) : [row([word("nobody"), ""])]));
  element("devices").replaceChildren(...alarms(view), ...[hubOf(view), ...view.devices].map(device));
  say([...notices(view), ...view.alarms.map((code) => alarmInWords(code, view).vi)].join(". "));
}

watchForEver();
