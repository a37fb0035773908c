// What the pages with keys share: each press has an id that it keeps until the hub has answered, so that none is done
// twice. The page says where a form goes (pathOf), and whether it fits now (fits) or why not (unfit).
"use strict";

const WAITING = `press:${location.pathname}`;
const forms = [...document.querySelectorAll("form[data-verb]")];
// As old as a keypad's press may be: later the officer is doing something else.
const LIVES_MS = 15000;
let sending = null;
let pressed = "";
// Something else was asked meanwhile: it is told with the answer. The same twice is once.
let unsent = false;

function fill(name, choices) {
  for (const select of document.querySelectorAll(`[data-fill="${name}"]`)) {
    const wanted = JSON.stringify(choices);
    if (select.dataset.choices === wanted) continue;
    const chosen = select.value;
    select.dataset.choices = wanted;
    select.replaceChildren(...choices.map(([value, text]) => new Option(text, value, false, value === chosen)));
  }
}

// The procedures that a guidance slip is printed for, those of `services` first; asked for once, and again after no answer.
let asking = false;
async function catalogue(services) {
  if (asking) return;
  asking = true;
  try {
    const answer = await fetch("/api/v1/procedures", { headers: identity() });
    if (!answer.ok) return void (asking = false);
    const { procedures } = await answer.json();
    const own = (each) => services.includes(each.service);
    fill("procedures", [...procedures.filter(own), ...procedures.filter((each) => !own(each))].map((each) => [each.code, each.name]));
    for (const form of document.querySelectorAll("[data-catalogue]")) form.hidden = !procedures.length;
  } catch {
    asking = false;
  }
}

function allow() {
  for (const form of forms) {
    const fit = !sending && fits(form);
    const button = form.querySelector("button");
    button.setAttribute("aria-disabled", String(!fit));
    button.title = fit ? "" : sending ? word("sending") : unfit();
  }
}

function told(text) {
  element("said").textContent = text;
}

// What a field means: a number, a time of today, or its text.
function meant(field) {
  if ("today" in field.dataset) return Date.parse(`${newest.day}T${field.value}+07:00`);
  return "number" in field.dataset ? Number(field.value) : field.value;
}

function body(form) {
  const asked = JSON.parse(form.dataset.body || "{}");
  for (const field of form.querySelectorAll("[name]")) {
    if (field.type === "checkbox") asked[field.name] = field.checked;
    else if (field.value) asked[field.name] = "flag" in field.dataset ? field.value === "yes" : meant(field);
  }
  return asked;
}

// Which press it is; a PIN is never kept.
function askedBy(form) {
  return JSON.stringify([forms.indexOf(form), "secret" in form.dataset ? {} : body(form)]);
}

function tellUnsent() {
  if (unsent) element("said").append(` · ${word("unsent")}`);
}

function press(form) {
  const button = form.querySelector("button");
  if (button.getAttribute("aria-disabled") === "true") {
    unsent ||= Boolean(sending) && askedBy(form) !== pressed;
    return told(button.title);
  }
  // Not randomUUID: a browser has that on https and on loopback alone.
  const request = [...crypto.getRandomValues(new Uint8Array(16))].map((each) => each.toString(16).padStart(2, "0")).join("");
  const secret = "secret" in form.dataset;
  pressed = askedBy(form);
  send({ path: pathOf(form), body: { request, ...body(form) }, until: Date.now() + LIVES_MS, secret });
  if (secret) form.reset();
}

// What would be sent again by the page after this one; a PIN is never kept.
function keep(asked) {
  if (!asked.secret) sessionStorage.setItem(WAITING, JSON.stringify(asked));
}

// Ends without an answer when the token is asked for: the login reloads the page, which sends the press again.
async function send(asked) {
  sending = asked;
  unsent = false;
  keep(asked);
  allow();
  told(word("sending"));
  for (let status = 0; status === 0 || status === 503;) {
    status = await ask(asked);
    if (status === 401) {
      // Not done, for certain: its time begins again with the login.
      keep({ ...asked, until: null });
      return void (element("login").hidden = false);
    }
    if (status === 0 || status === 503) await new Promise((again) => setTimeout(again, 2000));
    if ((status === 0 || status === 503) && Date.now() > asked.until) {
      told(word("unsure"));
      tellUnsent();
      break;
    }
  }
  sessionStorage.removeItem(WAITING);
  sending = null;
  allow();
  document.dispatchEvent(new Event("answered"));
}

// With what whoever pressed must know, and tell: a wrong paper, a call that was heard.
function done(given) {
  const warnings = (given.warnings || []).flatMap((each) => [each.vi, each.en]);
  return [`${word("done")} ${(given.numbers || [given.number]).join(", ")}`, given.printer || "", given.late ? word("late") : "", ...warnings];
}

// The answer's status; 0 when there was none.
async function ask(asked) {
  try {
    const answer = await fetch(`/api/v1/${asked.path}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...identity() },
      body: JSON.stringify(asked.body),
    });
    const given = await answer.json();
    if (answer.ok) told(done(given).filter(Boolean).join(" · "));
    else element("said").replaceChildren(...lineOf({ ...given, code: given.detail || "" }).childNodes);
    tellUnsent();
    return answer.status;
  } catch {
    told(word("lost"));
    return 0;
  }
}

function begin() {
  for (const form of forms) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      press(form);
    });
  }
  const left = JSON.parse(sessionStorage.getItem(WAITING));
  if (left) send({ ...left, until: left.until ?? Date.now() + LIVES_MS });
  allow();
  watchForEver();
}
