// The programs of the floor: which live, how often they began, and a press that kills one.
import { act } from "./act.js";
import { button, byId, make, put, Rows, show } from "./dom.js";
import { onFloor } from "./live.js";
import { has, named, say } from "./words.js";

export function start() {
  const programs = new Rows(byId("programs"), (each) => each.name, (each) => new Program(each));
  onFloor((floor) => {
    programs.draw(floor.programs);
    put(byId("alarms"), floor.alarms.length ? say("stage.alarms", { alarms: floor.alarms.map((code) => inWords(code, floor)).join("; ") }) : "");
    show(byId("alarms"), floor.alarms.length > 0);
  });
}

// As on the hub's own pages: a sentence, and the code for the technician.
function inWords(code, floor) {
  const [what, of] = code.split(":");
  const service = floor.board.waiting.find((each) => each.service === of) || { name: of };
  const device = floor.kiosks.some((each) => each.id === of) ? say("device.ticket", { id: of }) : of;
  return `${say(has(`alarm.${what}`) ? `alarm.${what}` : "alarm.other", { device, service: named(service) })} (${code})`;
}

class Program {
  constructor({ name }) {
    this.state = make("span", "hidden");
    this.starts = make("span", "starts");
    this.press = button("program", make("span", "dot"), make("b", "", name), this.state, this.starts);
    this.press.addEventListener("click", () => act("kill", { program: name }));
    this.element = make("li", "", this.press);
  }

  draw({ alive, starts }) {
    this.press.classList.toggle("dead", !alive);
    put(this.state, `, ${say(`stage.programs.${alive ? "alive" : "dead"}`)}, `);
    put(this.starts, say("stage.programs.starts", { n: starts }));
  }
}
