// The desk of the virtual one-stop system: asks once a second for what is new, and sends what is pressed.
"use strict";

const LOOK_MS = 1000;
const SHARES = ["fail", "repeat", "forget", "garbage"];
const element = (id) => document.getElementById(id);
const word = (name) => document.body.dataset[name];
const clock = (time) => time.slice(11, 19);
let have = "";

function make(name, style, ...inside) {
  const made = document.createElement(name);
  if (style) made.className = style;
  made.append(...inside);
  return made;
}

// A word in both languages, as the page brought it; what it doesn't know is shown as it is.
function both(name, otherwise) {
  const found = document.querySelector(`#words [data-word="${CSS.escape(name)}"]`);
  return found ? [...found.cloneNode(true).childNodes] : [String(otherwise)];
}

async function ask(path, body) {
  const token = sessionStorage.getItem("token");
  const headers = { "content-type": "application/json", ...(token ? { authorization: `Bearer ${token}` } : {}) };
  const how = body === undefined ? { headers } : { method: "POST", headers, body: JSON.stringify(body) };
  const answer = await fetch(`/desk/${path}`, how);
  element("login").hidden = answer.status !== 401;
  if (answer.status === 204) return null;
  const value = await answer.json();
  if (!answer.ok) throw new Error(value.detail || value.reason);
  return value;
}

function options(select, rows) {
  const chosen = select.value;
  select.replaceChildren(...rows.map(([value, text]) => new Option(text, value)));
  if (rows.some(([value]) => value === chosen)) select.value = chosen;
}

function draw(view) {
  have = view.version;
  element("site").textContent = view.site;
  options(element("counter"), view.counters.map((each) => [each.id, `${word("counter")} ${each.number}${each.officer ? ` – ${each.officer}` : ""}`]));
  options(element("procedure"), view.procedures.map((each) => [each.code, `${each.code} ${each.name}${each.fee ? ` – ${money(each.fee)}` : ""}`]));
  options(element("code"), [["", word("new")], ...view.dossiers.map((each) => [each.code, `${each.code} ${each.name}`])]);
  drawDossiers(view);
  drawRecords(view);
  drawFaults(view.faults);
  choose();
}

const money = (fee) => `${fee.toLocaleString("vi-VN")} đ`;

function drawDossiers(view) {
  const focus = document.activeElement?.dataset.code;
  const number = Object.fromEntries(view.counters.map((each) => [each.id, each.number]));
  element("no-dossiers").hidden = view.dossiers.length > 0;
  element("dossiers").replaceChildren(...view.dossiers.map((each) => {
    const button = make("button", "", each.code);
    button.type = "button";
    button.dataset.code = each.code;
    button.title = word("choose");
    const cost = each.fee ? ` · ${money(each.fee)}` : "";
    const place = [number[each.counter] || each.counter, each.ticket].filter(Boolean).join(" · ");
    const line = make("tr", "", make("td", "", button, make("span", "name", each.name + cost)), make("td", "", place),
      make("td", "", make("span", `chip state-${each.state}`, ...both(`state.${each.state}`, each.state))), make("td", "at", clock(each.updated_at)));
    line.dataset.code = each.code;
    return line;
  }));
  if (focus) document.querySelector(`#dossiers button[data-code="${CSS.escape(focus)}"]`)?.focus();
}

function drawRecords(view) {
  element("count-records").textContent = view.records;
  element("count-repeats").textContent = view.repeats;
  element("count-events").textContent = view.events;
  element("no-records").hidden = view.visits.length > 0;
  element("refused").replaceChildren(...view.refused.slice(0, 3).map((each) =>
    make("li", "", `${clock(each.at)} ${word("refused")} (${each.status}): ${each.reason}`)));
  element("visits").replaceChildren(...view.visits.map((each) => {
    const [day, number] = each.visit.split(".");
    const head = number ? make("span", "number", number, make("span", "day", `${day.slice(6)}/${day.slice(4, 6)}/${day.slice(0, 4)}`))
      : make("span", "", ...both("no_visit", ""));
    return make("li", "", head, make("span", "story", ...each.records.map(chip)));
  }));
}

function chip(record) {
  const made = make("span", "chip", ...both(`kind.${record.kind}`, record.kind));
  if (record.times > 1) made.append(" ", make("b", "", `×${record.times}`));
  made.title = [`#${record.seq}`, clock(record.at), record.counter].filter(Boolean).join(" · ");
  return made;
}

function drawFaults(faults) {
  for (const name of ["slow", ...SHARES]) {
    const input = element(name);
    if (document.activeElement !== input) input.value = faults[name];
    tell(input);
  }
  element("away").value = faults.away;
  const ill = faults.away !== "" || ["slow", ...SHARES].some((name) => faults[name] > 0);
  element("health").classList.toggle("ill", ill);
  element("faults-box").classList.toggle("ill", ill);
  element("well").hidden = ill;
  element("ill").hidden = !ill;
}

function tell(input) {
  const output = document.querySelector(`output[for="${input.id}"]`);
  output.textContent = input.id === "slow" ? `${Number(input.value)} s` : `${Math.round(100 * input.value)} %`;
  output.classList.toggle("on", Number(input.value) > 0);
}

// A new dossier needs its procedure; a dossier that is there can be paid, or set to any state.
function choose() {
  const code = element("code").value;
  element("procedure").disabled = code !== "";
  for (const button of document.querySelectorAll("button[data-old]")) button.disabled = code === "";
  for (const line of document.querySelectorAll("#dossiers tr")) line.classList.toggle("chosen", line.dataset.code === code);
}

async function act(name) {
  const code = element("code").value;
  const body = { code, counter: element("counter").value, ticket: element("ticket").value.trim().toUpperCase() };
  if (!code) body.procedure = element("procedure").value;
  if (name === "supplement") body.items = element("items").value.split("\n").map((line) => line.trim()).filter(Boolean);
  if (name === "refuse") body.reason = element("reason").value.trim();
  if (name === "state") body.state = Number(element("state").value);
  await told(async () => {
    const given = (await ask(name, body)).code;
    await look();
    element("code").value = given;
    choose();
    return given;
  });
}

async function told(doing) {
  let result, no = false;
  try {
    result = await doing();
  } catch (error) {
    [result, no] = [error.name === "TypeError" ? word("lost") : error.message, true];
  }
  element("done").hidden = no;
  element("result").textContent = result;
  element("told").classList.toggle("no", no);
}

async function setFaults() {
  const faults = Object.fromEntries(["slow", ...SHARES].map((name) => [name, Number(element(name).value)]));
  drawFaults(await ask("faults", { ...faults, away: element("away").value }));
}

async function look() {
  let text = "";
  try {
    const view = await ask(`view?have=${encodeURIComponent(have)}`);
    if (view) draw(view);
  } catch (error) {
    text = error.name === "TypeError" ? word("lost") : error.message;
  }
  element("banner").hidden = !text;
  element("banner").textContent = text;
}

for (const button of document.querySelectorAll("[data-act]")) button.addEventListener("click", () => act(button.dataset.act));
element("desk").addEventListener("submit", (event) => event.preventDefault());
element("code").addEventListener("change", choose);
element("dossiers").addEventListener("click", (event) => {
  if (!event.target.dataset.code) return;
  element("code").value = event.target.dataset.code;
  choose();
});
element("faults").addEventListener("input", (event) => event.target.type === "range" && tell(event.target));
element("faults").addEventListener("change", setFaults);
element("faults").addEventListener("submit", (event) => event.preventDefault());
element("clear").addEventListener("click", () => {
  for (const name of ["slow", ...SHARES]) element(name).value = 0;
  element("away").value = "";
  setFaults();
});
element("login").addEventListener("submit", (event) => {
  event.preventDefault();
  sessionStorage.setItem("token", element("token").value);
  look();
});
(async () => {
  for (;;) {
    await look();
    await new Promise((again) => setTimeout(again, LOOK_MS));
  }
})();
