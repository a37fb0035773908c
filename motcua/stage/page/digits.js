// Seven-segment digits, drawn as the display has them: what its segments can't form stays dark.
import { svg } from "./dom.js";

// Segments: a top, b and c right, d bottom, e and f left, g middle.
const SHAPES = {
  a: "12,4 48,4 43,11 17,11", b: "50,6 50,47 46,49 43,44 43,13", c: "50,53 50,94 43,87 43,56 46,51",
  d: "12,96 48,96 43,89 17,89", e: "10,53 10,94 17,87 17,56 14,51", f: "10,6 10,47 14,49 17,44 17,13",
  g: "19,46.5 41,46.5 45,50 41,53.5 19,53.5 15,50",
};
const GLYPHS = {
  0: "abcdef", 1: "bc", 2: "abdeg", 3: "abcdg", 4: "bcfg", 5: "acdfg", 6: "acdefg", 7: "abc", 8: "abcdefg", 9: "abcdfg",
  A: "abcefg", B: "cdefg", b: "cdefg", C: "adef", c: "deg", D: "bcdeg", d: "bcdeg", E: "adefg", F: "aefg", G: "acdef",
  H: "bcefg", h: "cefg", I: "bc", i: "c", J: "bcde", L: "def", l: "ef", N: "ceg", n: "ceg", O: "abcdef", o: "cdeg",
  P: "abefg", p: "abefg", Q: "abcfg", q: "abcfg", R: "eg", r: "eg", S: "acdfg", s: "acdfg", T: "defg", t: "defg",
  U: "bcdef", u: "cde", Y: "bcdfg", y: "bcdfg", "-": "g", _: "d", "=": "dg",
};
const WIDTH = 62;

export class Digits {
  #cells = []; #shown = null;

  constructor(least, style) {
    this.least = least;
    this.element = svg("svg", { class: `digits ${style}`, "aria-hidden": "true", preserveAspectRatio: "xMidYMid meet" });
  }

  show(text) {
    if (text === this.#shown) return;
    this.#shown = text;
    this.#grow(Math.max(this.least, text.length));
    this.#cells.forEach((cell, position) => {
      const lit = GLYPHS[text[position]] ?? "";
      for (const [name, segment] of cell) segment.classList.toggle("lit", lit.includes(name));
    });
  }

  #grow(count) {
    if (this.#cells.length === count) return;
    this.#cells = Array.from({ length: count }, () => Object.entries(SHAPES).map(([name, points]) => [name, svg("polygon", { points })]));
    this.element.setAttribute("viewBox", `0 0 ${WIDTH * count + 10} 100`);
    this.element.replaceChildren(...this.#cells.map((cell, position) =>
      svg("g", { transform: `translate(${position * WIDTH + 9}) skewX(-5)` }, ...cell.map(([, segment]) => segment))));
  }
}
