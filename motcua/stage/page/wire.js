// The messages as they pass, newest first; a number opens its story.
import { button, byId, make, options, put, show } from "./dom.js";
import { onMessages } from "./live.js";
import { tell as story } from "./story.js";
import { clock, onLanguage, say } from "./words.js";

const CHANNELS = ["evt", "do", "set", "ack", "status"];
// Said to be sure that all arrived: true, and dull.
const QUIET = ["ack", "status"];
const KEPT = 400, SHOWN = 80;
let messages = [], frozen = null;

export function start() {
  byId("wire-channel").addEventListener("change", draw);
  byId("wire-find").addEventListener("input", draw);
  byId("wire-pause").addEventListener("click", pause);
  byId("messages").addEventListener("click", (event) => {
    const number = event.target.closest("button")?.dataset.number;
    if (number) story(number);
  });
  onLanguage(words);
  words();
  onMessages((batch) => {
    messages = [...batch.toReversed(), ...messages].slice(0, KEPT);
    if (!frozen) add(batch);
  });
}

function words() {
  options(byId("wire-channel"), [["story", say("stage.wire.talk")], ["", say("stage.wire.all")], ...CHANNELS.map((each) => [each, say(`stage.wire.${each}`)])]);
  put(byId("wire-pause"), say(frozen ? "stage.wire.resume" : "stage.wire.pause"));
  draw();
}

function pause() {
  frozen = frozen ? null : messages;
  byId("wire-pause").setAttribute("aria-pressed", String(Boolean(frozen)));
  words();
}

function wanted({ channel, device, type, number }) {
  const chosen = byId("wire-channel").value, find = byId("wire-find").value.trim().toLowerCase();
  return (!chosen || channel === chosen || (chosen === "story" && !QUIET.includes(channel))) && (!find || `${device} ${type} ${number}`.toLowerCase().includes(find));
}

function draw() {
  const rows = (frozen ?? messages).filter(wanted).slice(0, SHOWN);
  byId("messages").replaceChildren(...rows.map((each) => row(each)));
  show(byId("wire-empty"), rows.length === 0);
}

function add(batch) {
  const list = byId("messages");
  list.prepend(...batch.filter(wanted).toReversed().map((each) => row(each, "new")));
  while (list.children.length > SHOWN) list.lastChild.remove();
  show(byId("wire-empty"), list.children.length === 0);
}

function row({ at_ms: at, channel, device, type, number, text }, style = "") {
  const time = make("time", "", clock(at));
  const item = make("li", style, time, make("span", `channel ${channel}`, channel), make("span", "device", device), make("b", "type", type));
  if (number) {
    const opens = button("number", number);
    opens.dataset.number = number;
    opens.title = say("stage.wire.story", { number });
    item.append(opens);
  }
  item.append(make("code", "", text));
  return item;
}
