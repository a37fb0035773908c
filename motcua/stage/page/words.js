// The language of the page: both are in it, a switch shows one.
import { byId } from "./dom.js";
import { TEXTS } from "./texts.js";

const KEPT = "motcua.language";
const listeners = [];
let language = kept();

function kept() {
  try { return localStorage.getItem(KEPT) === "en" ? "en" : "vi"; } catch { return "vi"; }
}

export const lang = () => language;

export function say(key, values = {}) {
  const text = TEXTS[language][key];
  if (text === undefined) throw new Error(`no text ${key}`);
  return text.replace(/\{(\w+)\}/g, (all, name) => (name in values ? String(values[name]) : all));
}

export const has = (key) => key in TEXTS[language];

// A name of the settings in the page's language, where there is one.
export const named = (thing) => (language === "en" && thing.name_en) || thing.name;

// The centre's time, which the papers bear too, wherever the browser is.
const TIME = new Intl.DateTimeFormat("vi-VN", { timeStyle: "medium", hour12: false, timeZone: "Asia/Ho_Chi_Minh" });

export const clock = (ms) => TIME.format(ms);

export function onLanguage(listener) {
  listeners.push(listener);
}

function choose(chosen) {
  language = chosen;
  document.documentElement.lang = chosen;
  document.title = `${say("stage.title")} · motcua`;
  for (const each of document.querySelectorAll("[data-lang]")) each.setAttribute("aria-pressed", String(each.dataset.lang === chosen));
  for (const each of document.querySelectorAll("[data-label]")) each.setAttribute("aria-label", say(each.dataset.label));
  for (const each of document.querySelectorAll("[data-placeholder]")) each.placeholder = say(each.dataset.placeholder);
  for (const listener of listeners) listener();
}

export function startWords() {
  for (const each of document.querySelectorAll("[data-lang]")) {
    each.addEventListener("click", () => {
      try { localStorage.setItem(KEPT, each.dataset.lang); } catch { /* a private window keeps nothing */ }
      choose(each.dataset.lang);
    });
  }
  choose(language);
}

// For ears only: what a screen reader says without being asked.
export function speak(text) {
  byId("spoken").textContent = text;
}
