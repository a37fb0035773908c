// Alarms, faults and refused presses in words, with the device's name before them and the code beside them, which is for
// the technician.
"use strict";

const TEXTS = {{texts}};

const has = (key) => key in TEXTS.vi;
const filledIn = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => (name in values ? values[name] : all));
const inBoth = (make) => Object.fromEntries(Object.keys(TEXTS).map((language) => [language, make(language)]));

function nameOf(device, language) {
  const key = `device.${device.kind}`;
  return has(key) ? filledIn(TEXTS[language][key], { id: device.id }) : device.id;
}

function serviceOf(view, id, language) {
  const service = view.services.find((each) => each.id === id) || { name: id };
  return (language === "en" && service.name_en) || service.name;
}

const hubOf = (view) => ({ id: "hub", kind: "hub", online: true, parts: view.parts, reason: "" });

function alarmInWords(code, view) {
  const [what, of] = code.split(":");
  const key = has(`alarm.${what}`) ? `alarm.${what}` : "alarm.other";
  const device = view.devices.find((each) => each.id === of) || { id: of };
  const names = (language) => ({
    device: nameOf(device, language),
    service: serviceOf(view, of, language),
  });
  return { ...inBoth((language) => filledIn(TEXTS[language][key], names(language))), code };
}

// A press at a kiosk that got no number, and why.
function refusalInWords(refused, view) {
  const why = has(`refused.why.${refused.reason}`) ? refused.reason : "other";
  const values = (language) => ({
    device: nameOf({ kind: "ticket", id: refused.kiosk }, language),
    time: clock(refused.at_ms).slice(0, 5),
    service: serviceOf(view, refused.service, language),
    numbers: refused.numbers.join(", ") || "–",
    day: refused.day.split("-").reverse().join("/"),
  });
  const inOne = (language) => {
    const known = values(language);
    return filledIn(TEXTS[language][`refused.${refused.asked}`], { ...known, why: filledIn(TEXTS[language][`refused.why.${why}`], known) });
  };
  return { ...inBoth(inOne), code: refused.reason };
}

// What is wrong with a device: one sentence for each part, one alone when it is not there at all.
function faultsInWords(device) {
  if (!device.online) return [sentence(device, "fault.offline", "", device.reason)];
  return Object.entries(device.parts).filter(([, part]) => part.state !== "ok").map(([name, part]) => {
    const code = `${name}: ${part.code || part.state}${part.detail ? ` (${part.detail})` : ""}`;
    const keys = [`fault.${name.split("-")[0]}.${part.code}`, `tech.${name}.${part.code}`];
    return sentence(device, keys.find(has) || (part.state === "unknown" ? "fault.unknown" : "fault.other"), name, code);
  });
}

function sentence(device, key, part, code) {
  return { ...inBoth((language) => `${nameOf(device, language)}: ${filledIn(TEXTS[language][key], { part })}`), code };
}

// The page's language, small English, and the code.
function lineOf({ vi, en, code }) {
  const line = document.createElement("div");
  const small = document.createElement("small");
  const raw = document.createElement("code");
  small.lang = "en";
  small.textContent = en;
  raw.textContent = code;
  line.append(vi, " ", small, " ", raw);
  return line;
}

// What counters did alone and does not fit: the hub's own sentences. Drawn anew only when they are others.
function showConflicts(conflicts) {
  const list = element("conflicts");
  const wanted = JSON.stringify(conflicts);
  if (list.dataset.drawn === wanted) return;
  list.dataset.drawn = wanted;
  element("alone").hidden = !conflicts.length;
  list.replaceChildren(...conflicts.map((each) => {
    const item = document.createElement("li");
    item.append(lineOf({ vi: each.vi, en: each.en, code: each.why }));
    return item;
  }));
}
