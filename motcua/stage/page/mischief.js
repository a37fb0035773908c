// What a visitor may break. Pressed means broken; pressed again, it is mended.
import { act } from "./act.js";
import { byId, button, icon, make, put, set, show } from "./dom.js";
import { onFloor } from "./live.js";
import { say } from "./words.js";

const BACK_MS = 8000;
const FAULTS = ["paper", "line", "broker", "hub", "onestop"];

// For each: whether it is there, whether it is broken, and how it is broken and mended.
const KNOWN = {
  paper: {
    there: (floor) => floor.kiosks.length > 0,
    broken: (floor) => floor.kiosks.some((each) => each.printer.paper === "out"),
    break: (floor) => act("paper", { device: floor.kiosks[0].id, state: "out" }),
    mend: (floor) => all(floor.kiosks.filter((each) => each.printer.paper === "out"), ({ id }) => act("paper", { device: id, state: "full" })),
  },
  line: {
    there: (floor) => floor.counters.length > 0,
    broken: (floor) => floor.counters.some((each) => !each.plugged),
    break: (floor) => act("line", { device: floor.counters[0].id, plugged: false }),
    mend: (floor) => all(floor.counters.filter((each) => !each.plugged), ({ id }) => act("line", { device: id, plugged: true })),
  },
  broker: {
    there: () => true,
    broken: (floor) => !floor.broker.alive,
    break: () => act("broker", { up: false }),
    mend: () => act("broker", { up: true }),
  },
  hub: {
    there: (floor) => hubOf(floor) !== undefined,
    broken: (floor) => hubOf(floor)?.alive === false || !floor.board.live,
    break: (floor) => act("kill", { program: hubOf(floor).name }),
    mend: () => Promise.resolve(true),
  },
  onestop: {
    there: (floor) => floor.onestop.procedures.length > 0,
    broken: (floor) => floor.onestop.away,
    break: () => act("onestop", { away: true }),
    mend: () => act("onestop", { away: false }),
  },
};

let floor = null, was = new Set(), backUntil = 0;

export const hubOf = (shown) => shown.programs.find((each) => each.name === "hub");

const all = (things, mend) => Promise.all(things.map(mend));

export function start() {
  const switches = FAULTS.map((name) => new Switch(name));
  byId("switches").append(...switches.map((each) => each.element));
  byId("mend").addEventListener("click", () => {
    for (const name of was) KNOWN[name].mend(floor);
    byId("switches").querySelector("button:not([hidden])").focus();
  });
  onFloor((shown) => {
    floor = shown;
    const broken = new Set(FAULTS.filter((name) => KNOWN[name].there(floor) && KNOWN[name].broken(floor)));
    for (const each of switches) each.draw(broken);
    if (was.size > 0 && broken.size === 0) {
      backUntil = performance.now() + BACK_MS;
      setTimeout(watch, BACK_MS + 50);
    }
    was = broken;
    watch();
  });
}

function watch() {
  const broken = FAULTS.filter((name) => was.has(name));
  const calm = say(performance.now() < backUntil ? "stage.mischief.back" : "stage.mischief.calm");
  put(byId("watch"), broken.length ? broken.map((name) => say(`stage.mischief.${name}.watch`)).join(". ") : calm);
  byId("mischief").classList.toggle("broken", broken.length > 0);
  show(byId("mend"), broken.some((name) => name !== "hub"));
}

class Switch {
  constructor(name) {
    this.name = name;
    this.title = make("span", "switch-name");
    this.state = make("span", "switch-state");
    this.element = button("switch", icon(`i-${name}`), make("span", "switch-text", this.title, this.state), make("span", "knob"));
    this.element.id = `switch-${name}`;
    this.element.addEventListener("click", () => floor && KNOWN[name][was.has(name) ? "mend" : "break"](floor));
  }

  draw(broken) {
    const pressed = broken.has(this.name);
    show(this.element, KNOWN[this.name].there(floor));
    set(this.element, "aria-pressed", String(pressed));
    const unplugged = floor.counters.find((each) => !each.plugged) ?? floor.counters[0];
    put(this.title, say(`stage.mischief.${this.name}`, { n: unplugged?.number }));
    put(this.state, say(pressed ? `stage.mischief.${this.name}.broken` : "stage.mischief.fine"));
  }
}
