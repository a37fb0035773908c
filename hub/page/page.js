// Draws the hub's view, again with each one that the live stream brings. The token, where one is needed, stays in this tab.
"use strict";

const element = (id) => document.getElementById(id);
const word = (name) => document.body.dataset[name] || name;
const clock = (ms) => new Date(ms).toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit", second: "2-digit", timeZone: "Asia/Ho_Chi_Minh" });
let newest = null;

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
  newest = view;
  element("site").textContent = view.site;
  element("day").textContent = view.day.split("-").reverse().join("/");
  element("at").textContent = clock(view.at_ms);
  element("counters").replaceChildren(...view.counters.map((counter) => row(
    [counter.number, ""], [counter.ticket || "–", "number"], [word(counter.state), counter.state], [counter.waiting, ""])));
  element("services").replaceChildren(...view.services.map((service) => row(
    [service.name, ""], [service.waiting, "number"], [service.waiting_priority, ""], [service.counters.join(", "), ""])));
  element("recent").replaceChildren(...(view.recent.length ? view.recent.map((call) => row(
    [clock(call.at_ms), ""], [call.number, "number"], [call.counter, ""])) : [row([word("nobody"), ""])]));
  const hub = { id: "hub", online: true, parts: view.parts, reason: "" };
  element("devices").replaceChildren(...[hub, ...view.devices].map(device));
  say(view.alarms.join(", "));
}

function device(each) {
  const faults = Object.entries(each.parts).filter(([, part]) => part.state !== "ok");
  const state = !each.online ? "offline" : faults.length ? "degraded" : "online";
  const told = faults.map(([name, part]) => `${name}: ${part.code || part.state}${part.detail ? ` (${part.detail})` : ""}`).join(", ") || each.reason;
  return row([each.id, ""], [word(state), state === "online" ? "" : "bad"], [told, ""]);
}

function say(text) {
  element("banner").hidden = !text;
  element("banner").textContent = text;
}

async function watch() {
  const token = sessionStorage.getItem("token");
  const answer = await fetch("/api/v1/live", { headers: token ? { authorization: `Bearer ${token}` } : {} });
  element("login").hidden = answer.status !== 401;
  if (!answer.ok) throw new Error((await answer.json()).vi);
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  for (let text = "", part = await reader.read(); !part.done; part = await reader.read()) {
    const events = (text + part.value).split("\n\n");
    text = events.pop();
    const data = events.flatMap((event) => event.split("\n")).filter((line) => line.startsWith("data: "));
    if (data.length) draw(JSON.parse(data.at(-1).slice(6)));
  }
}

async function watchForEver() {
  for (;;) {
    try {
      await watch();
    } catch (error) {
      if (error.name !== "TypeError") say(error.message);
    }
    if (newest) say(word("stale").replace("TIME", clock(newest.at_ms)));
    await new Promise((again) => setTimeout(again, 2000));
  }
}

element("login").addEventListener("submit", (event) => {
  event.preventDefault();
  sessionStorage.setItem("token", element("token").value);
  location.reload();
});
watchForEver();
