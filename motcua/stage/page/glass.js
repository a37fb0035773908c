// The rating screens: what each really shows, and fingers on its glass, also by keyboard.
import { act } from "./act.js";
import { byId, make, put, Rows, set } from "./dom.js";
import { onFloor, runs } from "./live.js";
import { say, speak } from "./words.js";

const STEP = 0.04;
const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export function start() {
  const raters = new Rows(byId("raters"), (each) => each.id, (each) => new Glass(each));
  onFloor((floor) => raters.draw(floor.raters.map((each) => ({
    ...each, number: floor.counters.find((counter) => counter.counter === each.counter)?.number,
  }))));
}

class Glass {
  #shown = -1; #wanted = -1; #loading = false; #at = [0.5, 0.5];

  constructor({ id, width, height }) {
    Object.assign(this, { id, width, height });
    this.title = make("h2", "plate");
    this.title.id = `name-${id}`;
    this.how = make("p", "hidden");
    this.how.id = `how-${id}`;
    this.picture = this.#empty();
    this.pointer = make("span", "pointer");
    this.glass = make("div", "glass", this.picture, this.pointer);
    for (const [name, value] of [["tabindex", "0"], ["role", "application"], ["aria-labelledby", this.title.id], ["aria-describedby", this.how.id]]) {
      this.glass.setAttribute(name, value);
    }
    this.glass.addEventListener("pointerdown", (event) => this.#finger(event));
    this.glass.addEventListener("keydown", (event) => this.#key(event));
    this.element = make("section", "rater", this.title, make("div", "tablet", this.glass), this.how);
    this.element.setAttribute("aria-labelledby", this.title.id);
    this.element.id = `place-${id}`;
    this.#point();
  }

  draw({ counter, number, version }) {
    put(this.title, counter ? say("stage.rater", { n: number ?? counter }) : say("stage.agency"));
    put(this.how, say("stage.glass.keys"));
    set(this.picture, "alt", say("stage.glass.alt"));
    this.element.classList.toggle("off", !runs(this.id));
    this.#wanted = version;
    this.#load();
  }

  #empty() {
    return Object.assign(make("img"), { width: this.width, height: this.height, draggable: false, alt: "" });
  }

  // One picture at a time: a screen that changes quickly skips what nobody would see.
  async #load() {
    if (this.#loading || this.#wanted === this.#shown) return;
    this.#loading = true;
    const version = this.#wanted;
    const next = this.#empty();
    next.src = `/stage/glass/${this.id}/${version}.webp`;
    try {
      await next.decode();
      next.alt = this.picture.alt;
      this.picture.replaceWith(next);
      this.picture = next;
    } catch { /* the next version will come */ }
    this.#shown = version;
    this.#loading = false;
    this.#load();
  }

  #finger(event) {
    const box = this.picture.getBoundingClientRect();
    this.#at = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height].map((part) => Math.min(0.999, Math.max(0, part)));
    this.touch();
  }

  #key(event) {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      this.touch();
    } else if (MOVES[event.key]) {
      event.preventDefault();
      this.#at = this.#at.map((part, axis) => Math.min(0.98, Math.max(0.02, part + STEP * MOVES[event.key][axis])));
      this.#point();
      const [x, y] = this.#at.map((part) => Math.round(100 * part));
      speak(say("stage.glass.at", { x, y }));
    }
  }

  touch() {
    this.#point();
    const [x, y] = this.#at;
    const ripple = make("span", "ripple");
    this.#place(ripple);
    this.glass.append(ripple);
    setTimeout(() => ripple.remove(), 600);
    act("touch", { device: this.id, x: Math.floor(x * this.width), y: Math.floor(y * this.height) });
  }

  #point() { this.#place(this.pointer); }

  #place(element) {
    element.style.left = `${100 * this.#at[0]}%`;
    element.style.top = `${100 * this.#at[1]}%`;
  }
}
