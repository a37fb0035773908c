// An officer's keys. Each press has an id that it keeps until the hub has answered, so that none is done twice.
"use strict";

const here = decodeURIComponent(location.pathname.split("/").pop());
const WAITING = `press:${here}`;
const forms = [...document.querySelectorAll("form[data-verb]")];
let mine = null;
let sending = null;

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
  fill("services", view.services.map(named));
  fill("others", view.counters.filter((counter) => counter.id !== here).map(named));
  fill("parked", mine.parked.map((number) => [number, number]));
  const silent = view.devices.filter((device) => mine.devices.includes(device.id) && isSilent(device));
  element("silent").hidden = !silent.length;
  element("silent").textContent = word("silent").replace("NAMES", silent.map((device) => device.id).join(", "));
  allow();
}

const isSilent = (device) => !device.online || Object.values(device.parts).some((part) => part.state !== "ok");

function fill(name, choices) {
  for (const select of document.querySelectorAll(`[data-fill="${name}"]`)) {
    const wanted = JSON.stringify(choices);
    if (select.dataset.choices === wanted) continue;
    const chosen = select.value;
    select.dataset.choices = wanted;
    select.replaceChildren(...choices.map(([value, text]) => new Option(text, value, false, value === chosen)));
  }
}

function allow() {
  for (const form of forms) {
    const fits = mine && !sending && mine.can.includes(form.dataset.verb);
    const button = form.querySelector("button");
    button.setAttribute("aria-disabled", String(!fits));
    button.title = fits ? "" : word(sending ? "sending" : "unfit");
  }
}

function told(text) {
  element("said").textContent = text;
}

function body(form) {
  const asked = JSON.parse(form.dataset.body || "{}");
  for (const field of form.querySelectorAll("[name]")) {
    if (field.type === "checkbox") asked[field.name] = field.checked;
    else if (field.value) asked[field.name] = "number" in field.dataset ? Number(field.value) : field.value;
  }
  return asked;
}

function press(form) {
  const button = form.querySelector("button");
  if (button.getAttribute("aria-disabled") === "true") return told(button.title);
  // Not randomUUID: a browser has that on https and on loopback alone.
  const request = [...crypto.getRandomValues(new Uint8Array(16))].map((each) => each.toString(16).padStart(2, "0")).join("");
  send({ verb: form.dataset.verb, body: { request, ...body(form) } });
}

async function send(asked) {
  sending = asked;
  sessionStorage.setItem(WAITING, JSON.stringify(asked));
  allow();
  told(word("sending"));
  for (let answered = false; !answered;) {
    answered = await ask(asked);
    if (!answered) await new Promise((again) => setTimeout(again, 2000));
  }
  sessionStorage.removeItem(WAITING);
  sending = null;
  allow();
}

async function ask(asked) {
  try {
    const answer = await fetch(`/api/v1/counters/${encodeURIComponent(here)}/${asked.verb}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...identity() },
      body: JSON.stringify(asked.body),
    });
    const given = await answer.json();
    told(answer.ok ? `${word("done")} ${given.number}` : [given.vi, given.en, given.detail].filter(Boolean).join(" · "));
    // Busy, or the token is asked for: nothing is decided yet.
    return answer.status !== 503 && answer.status !== 401;
  } catch {
    told(word("lost"));
    return false;
  }
}

for (const form of forms) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    press(form);
  });
}
document.addEventListener("keydown", (event) => {
  const typing = event.target.matches("select, input:not([type=checkbox])");
  if (typing || event.repeat || event.ctrlKey || event.altKey || event.metaKey || !element("shortcuts").checked) return;
  const form = forms.find((each) => each.dataset.key === event.key.toLowerCase());
  if (form) form.requestSubmit();
});
const left = sessionStorage.getItem(WAITING);
if (left) send(JSON.parse(left));
allow();
watchForEver();
