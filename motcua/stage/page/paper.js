// Paper from a printer: it slides out of the slot, hangs there until somebody takes it, and can be looked at closely.
import { byId, button, icon, make, put, set, show } from "./dom.js";
import { claim } from "./numbers.js";
import { say } from "./words.js";

// Slower than a thermal head, which would be done before anybody looked: milliseconds for a row of dots.
const ROW_MS = 1.9;
const FEED_ROWS = 10;
const POCKET = 4;
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const onTakeDo = [];

export const onTake = (listener) => onTakeDo.push(listener);

export class Slot {
  #device; #count = -1; #hanging = 0; #pocket; #pocketBox; #feed; #taken = [];

  // `numbered`: its papers are those of the numbers that its device prints.
  constructor(device, numbered) {
    [this.#device, this.numbered] = [device, numbered];
    this.#feed = make("div", "feed");
    this.#pocket = make("div", "pocket-papers");
    this.#pocketBox = make("div", "pocket", make("h3", "pocket-name"), this.#pocket);
    this.#pocketBox.hidden = true;
    this.element = make("div", "tray", this.#feed);
  }

  get pocket() { return this.#pocketBox; }

  get hangs() { return this.#hanging > 0; }

  draw(count) {
    if (count < this.#count) this.#empty();
    const first = this.#count < 0;
    if (count > this.#count && count > 0) this.#print(count, !first);
    this.#count = count;
    put(this.#pocketBox.firstChild, say("stage.paper.pocket"));
    const paper = this.#feed.firstChild;
    if (this.numbered && paper && !paper.dataset.number) paper.dataset.number = claim(this.#device);
    for (const each of [...this.#feed.children, ...this.#pocket.children]) this.#label(each);
  }

  // Another floor than before answers: the papers here are not its own.
  #empty() {
    [this.#count, this.#hanging, this.#taken] = [-1, 0, []];
    this.#feed.replaceChildren();
    this.#pocket.replaceChildren();
    this.#pocketBox.hidden = true;
  }

  take() {
    const paper = this.#feed.firstChild;
    if (!paper) return;
    paper.remove();
    const n = this.#hanging;
    this.#hanging = 0;
    this.#taken = [...this.#taken, n].slice(-POCKET);
    this.#pocket.append(this.#small(n, paper.dataset.number));
    while (this.#pocket.children.length > POCKET) this.#pocket.firstChild.remove();
    this.#pocketBox.hidden = false;
    this.#look(n, paper.dataset.number);
    for (const listener of onTakeDo) listener(this.#device, n);
  }

  #url(n) { return `/stage/paper/${this.#device}/${n}.png`; }

  #print(n, slides) {
    const img = make("img");
    img.alt = "";
    img.src = this.#url(n);
    const paper = button("paper", img, make("span", "take", icon("i-paper"), make("span")));
    Object.assign(paper.dataset, { n, number: this.numbered ? claim(this.#device) : "" });
    paper.addEventListener("click", () => this.take());
    this.#hanging = n;
    // A kiosk's paper that nobody took falls away when the next one comes.
    img.decode().catch(() => {}).then(() => {
      if (this.#hanging !== n) return;
      this.#feed.replaceChildren(paper);
      this.#label(paper);
      if (slides && !calm.matches) this.#slide(paper, img);
    });
  }

  #slide(paper, img) {
    const rows = img.naturalHeight || 800;
    const timing = { duration: rows * ROW_MS, easing: `steps(${Math.ceil(rows / FEED_ROWS)}, end)` };
    paper.animate([{ transform: "translateY(-100%)" }, { transform: "translateY(0)" }], timing);
    this.element.classList.add("printing");
    setTimeout(() => this.element.classList.remove("printing"), timing.duration);
  }

  #label(paper) {
    const number = this.numbered ? paper.dataset.number : "";
    const alt = number ? say("stage.paper.alt_number", { number }) : say("stage.paper.alt", { n: paper.dataset.n });
    set(paper.querySelector("img"), "alt", alt);
    const taking = paper.querySelector(".take span");
    if (taking) put(taking, say("stage.paper.take"));
    else set(paper, "aria-label", say("stage.paper.see", { n: paper.dataset.n }));
  }

  #small(n, number) {
    const img = make("img");
    img.src = this.#url(n);
    const small = button("small-paper", img);
    Object.assign(small.dataset, { n, number });
    this.#label(small);
    small.addEventListener("click", () => this.#look(n, number));
    return small;
  }

  #look(n, number) {
    const big = byId("big-paper");
    big.src = this.#url(n);
    big.alt = number ? say("stage.paper.alt_number", { number }) : say("stage.paper.alt", { n });
    byId("paper-dialog").showModal();
  }
}

// What is wrong with a printer, in words.
export function drawPrinter(element, printer) {
  const words = [];
  if (printer.paper !== "full") words.push(`${say("stage.door.paper")}: ${say(`stage.paper.${printer.paper}`)}`);
  if (printer.cover_open) words.push(`${say("stage.door.cover")}: ${say("stage.door.cover.open")}`);
  put(element, words.join(" · "));
  show(element, words.length > 0);
}
