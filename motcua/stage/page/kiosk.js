// The ticket machine: a cabinet with lit buttons, a slot, and a door behind which its printer is looked after.
import { act } from "./act.js";
import { byId, button, make, put, Rows, set, show } from "./dom.js";
import { onFloor, runs } from "./live.js";
import { drawPrinter, Slot } from "./paper.js";
import { named, say } from "./words.js";

const PAPER = ["full", "low", "out"];
const slots = new Map();

export const slotOf = (device) => slots.get(device);

export function start() {
  const kiosks = new Rows(byId("kiosk"), (each) => each.id, (each) => new Kiosk(each));
  onFloor((floor) => kiosks.draw(floor.kiosks));
}

class Kiosk {
  constructor({ id }) {
    this.id = id;
    this.name = make("h2", "kiosk-name");
    this.name.id = `name-${id}`;
    this.label = make("p", "kiosk-label");
    this.trouble = make("p", "kiosk-trouble");
    this.buttons = make("div", "kiosk-buttons");
    this.rows = new Rows(this.buttons, (each) => each.service, (each) => new ServiceButton(id, each.service));
    this.slot = new Slot(id, true);
    slots.set(id, this.slot);
    this.door = new Door(id);
    const mouth = make("div", "mouth", this.slot.element);
    this.element = make("section", "kiosk",
      make("div", "cabinet", make("div", "kiosk-head", this.name, make("span", "kiosk-id", id)), this.label, this.buttons, this.trouble, mouth),
      this.slot.pocket, this.door.element);
    this.element.setAttribute("aria-labelledby", this.name.id);
    this.buttons.addEventListener("keydown", (event) => {
      const there = this.buttons.children[Number(event.key) - 1];
      if (there) { there.focus(); there.click(); }
    });
  }

  draw(kiosk) {
    put(this.name, say("stage.kiosk"));
    put(this.label, say("kiosk.buttons"));
    this.element.classList.toggle("off", !runs(this.id));
    this.rows.draw(kiosk.buttons.map((each, position) => ({ ...each, position })));
    this.slot.draw(kiosk.papers);
    drawPrinter(this.trouble, kiosk.printer);
    this.door.draw(kiosk.printer);
  }
}

class ServiceButton {
  constructor(device, service) {
    this.lens = make("span", "lens", make("span"));
    this.name = make("span", "service-name");
    this.lamp = make("span", "hidden");
    this.element = button("service", this.lens, make("span", "service-text", this.name, this.lamp));
    this.element.dataset.service = service;
    this.element.addEventListener("click", () => act("press", { device, service }));
  }

  draw(each) {
    const lamp = each.blinking ? "blinking" : each.lamp ? "on" : "off";
    this.element.classList.toggle("lit", each.lamp && !each.blinking);
    this.element.classList.toggle("blink", each.blinking);
    put(this.lens.firstChild, String(each.position + 1));
    put(this.name, named(each));
    put(this.lamp, `, ${say(`stage.kiosk.lamp.${lamp}`)}`);
  }
}

// What the person with the key does.
class Door {
  constructor(device) {
    this.title = make("summary");
    this.paper = make("legend");
    this.levels = PAPER.map((state) => {
      const input = make("input");
      Object.assign(input, { type: "radio", name: `paper-${device}`, value: state });
      input.addEventListener("change", () => act("paper", { device, state }));
      return { state, input, text: make("span") };
    });
    this.cover = button("plain-button");
    this.cover.addEventListener("click", () => act("cover", { device, open: this.cover.getAttribute("aria-pressed") !== "true" }));
    this.element = make("details", "door", this.title,
      make("fieldset", "", this.paper, ...this.levels.map(({ input, text }) => make("label", "", input, text))), this.cover);
  }

  draw(printer) {
    put(this.title, say("stage.door"));
    put(this.paper, say("stage.door.paper"));
    for (const { state, input, text } of this.levels) {
      put(text, say(`stage.paper.${state}`));
      if (document.activeElement !== input) input.checked = printer.paper === state;
    }
    set(this.cover, "aria-pressed", String(printer.cover_open));
    put(this.cover, `${say("stage.door.cover")}: ${say(`stage.door.cover.${printer.cover_open ? "open" : "shut"}`)}`);
    show(this.element, true);
  }
}
