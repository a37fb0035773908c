// The printers at the counters, from which the slips of the dossiers come.
import { act } from "./act.js";
import { button, byId, make, put, Rows, show } from "./dom.js";
import { onFloor, runs } from "./live.js";
import { drawPrinter, Slot } from "./paper.js";
import { say } from "./words.js";

export function start() {
  const slips = new Rows(byId("slips"), (each) => each.id, (each) => new SlipPrinter(each));
  onFloor((floor) => slips.draw(floor.printers.map((each) => ({
    ...each, number: floor.counters.find((counter) => counter.counter === each.counter)?.number ?? each.counter,
  }))));
}

class SlipPrinter {
  constructor({ id }) {
    this.title = make("h2", "plate");
    this.title.id = `name-${id}`;
    this.slot = new Slot(id, false);
    this.empty = make("p", "hint");
    this.trouble = make("p", "kiosk-trouble");
    this.roll = button("plain-button");
    this.roll.addEventListener("click", () => act("paper", { device: id, state: this.out ? "full" : "out" }));
    this.element = make("section", "slip", this.title, make("div", "slip-body", make("span", "eye"), this.roll), this.slot.element,
      this.trouble, this.empty, this.slot.pocket);
    this.element.setAttribute("aria-labelledby", this.title.id);
    this.element.id = `place-${id}`;
  }

  draw({ id, number, printer, papers }) {
    this.out = printer.paper === "out";
    put(this.title, say("stage.slip", { n: number }));
    put(this.roll, `${say("stage.door.paper")}: ${say(`stage.paper.${printer.paper}`)}`);
    this.roll.setAttribute("aria-pressed", String(this.out));
    this.element.classList.toggle("off", !runs(id));
    this.slot.draw(papers);
    drawPrinter(this.trouble, printer);
    put(this.empty, say("stage.slip.empty"));
    show(this.empty, papers === 0);
  }
}
