// The programs of the floor: which live, how often they began, and a press that kills one.
import { act } from "./act.js";
import { button, byId, make, put, Rows, show } from "./dom.js";
import { onFloor } from "./live.js";
import { say } from "./words.js";

export function start() {
  const programs = new Rows(byId("programs"), (each) => each.name, (each) => new Program(each));
  onFloor((floor) => {
    programs.draw(floor.programs);
    put(byId("alarms"), floor.alarms.length ? say("stage.alarms", { codes: floor.alarms.join(", ") }) : "");
    show(byId("alarms"), floor.alarms.length > 0);
  });
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
