// The counters: the LED display over each, and the officer's key box with its four keys, three characters and lamp.
import { act } from "./act.js";
import { Digits } from "./digits.js";
import { byId, button, icon, make, put, Rows, set, show } from "./dom.js";
import { onFloor, runs } from "./live.js";
import { clock, named, say } from "./words.js";

const frames = new Rows(byId("line-frames"), (each) => `${each.at_ms} ${each.data}`, () => new Frame());

const KEYS = ["next", "start", "fee", "finish"];

export function start() {
  const counters = new Rows(byId("counters"), (each) => each.id, (each) => new Counter(each));
  onFloor((floor) => {
    const known = new Map(floor.board.waiting.map((each) => [each.name, each]));
    drawLine(floor);
    counters.draw(floor.counters.map((each) => ({ ...each, services: each.services.map((name) => named(known.get(name) ?? { name })) })));
  });
}

// The line that several counters share, with its bytes.
function drawLine({ line, counters }) {
  show(byId("line"), line !== null);
  if (line === null) return;
  const numbers = counters.filter((each) => line.counters.includes(each.id)).map((each) => each.number);
  put(byId("line-name"), say("stage.line", { n: numbers.join(", ") }));
  const number = new Map(counters.map((each) => [each.id, each.number]));
  frames.draw([...line.frames].reverse().map((each) => ({ ...each, n: number.get(each.counter) ?? "" })));
}

class Frame {
  constructor() {
    this.way = make("span", "way");
    this.at = make("time");
    this.desk = make("span", "seat");
    this.data = make("code");
    this.meaning = make("span", "meaning");
    this.element = make("li", "", this.at, this.way, this.desk, this.data, this.meaning);
  }

  draw({ at_ms: at, ours, n, data, text, values }) {
    this.element.classList.toggle("ours", ours);
    put(this.way, say(`stage.line.${ours ? "out" : "in"}`));
    put(this.at, clock(at));
    put(this.desk, n && say("stage.line.counter", { n }));
    put(this.data, data);
    put(this.meaning, say(text, values));
  }
}

class Counter {
  constructor({ id }) {
    this.id = id;
    this.title = make("h3", "sign");
    this.title.id = `name-${id}`;
    this.officer = make("p", "officer");
    this.services = make("p", "services");
    this.kind = make("p", "kind");
    this.led = new Digits(4, "led");
    this.ledText = make("span", "hidden");
    this.panel = make("div", "panel", this.led.element, this.ledText);
    this.plug = button("plug", icon("i-line"), make("span", "hidden"));
    this.plug.addEventListener("click", () => act("line", { device: this.id, plugged: this.plug.getAttribute("aria-pressed") === "true" }));
    this.gone = make("p", "gone");
    this.box = new KeyBox(id);
    this.element = make("section", "counter", make("div", "head", this.title, this.panel),
      make("div", "who", make("div", "names", this.officer, this.services, this.kind), this.plug), this.gone, this.box.element);
    this.element.id = `place-${id}`;
    this.element.setAttribute("aria-labelledby", this.title.id);
  }

  draw(counter) {
    const number = counter.number;
    this.#sign(number);
    put(this.officer, counter.officer || say("stage.counter.nobody"));
    put(this.services, counter.services.join(" · "));
    put(this.kind, say("stage.kind", { kind: say(`stage.kind.${counter.kind}`) }));
    this.led.show(counter.text);
    this.panel.classList.toggle("blink", counter.blinking);
    const text = counter.text || say("stage.led.dark");
    put(this.ledText, say("stage.led", { n: number, text: counter.blinking ? say("stage.led.blinking", { text }) : text }));
    this.element.classList.toggle("unplugged", !counter.plugged);
    set(this.plug, "aria-pressed", String(!counter.plugged));
    put(this.plug.lastChild, say("stage.plug.out"));
    set(this.plug, "title", say(counter.plugged ? "stage.plug.out" : "stage.plug.in"));
    const trouble = counter.plugged ? (runs(this.id) ? "" : say("stage.programs.dead")) : say("stage.plug.gone");
    put(this.gone, trouble);
    show(this.gone, trouble !== "");
    this.box.draw(counter);
  }

  // The number large, as on the sign over a counter.
  #sign(number) {
    const text = say("stage.counter", { n: number });
    if (this.title.textContent !== text) this.title.replaceChildren(text.slice(0, -number.length), make("b", "", number));
  }
}

class KeyBox {
  constructor(device) {
    this.digits = new Digits(3, "tiny");
    this.lamp = make("span", "lamp");
    this.said = make("span", "hidden");
    this.keys = KEYS.map((key, position) => {
      const pressed = button(`key ${key}`, make("kbd", "", String(position + 1)), make("span"));
      pressed.addEventListener("click", () => act("key", { device, key }));
      return { key, pressed };
    });
    this.element = make("div", "box", make("div", "box-window", this.digits.element, this.lamp, this.said),
      make("div", "keys", ...this.keys.map(({ pressed }) => pressed)));
    this.element.addEventListener("keydown", (event) => {
      const there = this.keys[Number(event.key) - 1];
      if (there) { there.pressed.focus(); there.pressed.click(); }
    });
  }

  draw({ number, box }) {
    this.digits.show(box.text.slice(0, 3).padStart(3));
    this.digits.element.classList.toggle("blink", box.blinking);
    const colour = ["red", "green"].find((each) => box.lamp.startsWith(each)) ?? "off";
    this.lamp.className = `lamp ${colour}${box.lamp.includes(" ") ? " blink" : ""}`;
    put(this.said, say("stage.box", { n: number, text: box.text || say("stage.led.dark"), lamp: say(`stage.lamp.${colour}`) }));
    for (const { key, pressed } of this.keys) put(pressed.lastChild, say(`keypad.${key}`));
  }
}
