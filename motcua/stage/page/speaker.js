// The loudspeaker of the hall: its cone moves while it speaks, and each call is seen as it sounded.
import { button, byId, icon, make, put, Rows, set, show, svg } from "./dom.js";
import { onFloor } from "./live.js";
import { isOn, play } from "./sound.js";
import { say } from "./words.js";

const HEIGHT = 40;
// No call is longer.
const LONGEST_MS = 15000;
const calm = matchMedia("(prefers-reduced-motion: reduce)");

export function start() {
  const speakers = new Rows(byId("speakers"), (each) => each.id, (each) => new Speaker(each));
  onFloor((floor) => speakers.draw(floor.announcers));
}

class Speaker {
  #heard = -1; #began = -1; #frame = 0; #end = 0; #drawn = null;

  constructor({ id }) {
    this.id = id;
    this.title = make("h2", "plate");
    this.title.id = `name-${id}`;
    this.state = make("p", "speaker-state");
    this.hint = make("p", "hint");
    this.quiet = svg("path", { class: "wave" });
    this.spoken = svg("path", { class: "wave spoken" });
    this.edge = svg("rect", { x: 0, y: 0, width: 0, height: HEIGHT });
    const clip = `clip-${id}`;
    this.spoken.setAttribute("clip-path", `url(#${clip})`);
    this.wave = svg("svg", { class: "waveform", viewBox: `0 0 240 ${HEIGHT}`, preserveAspectRatio: "none", role: "img" },
      svg("clipPath", { id: clip }, this.edge), this.quiet, this.spoken);
    this.seen = make("div", "", this.wave);
    this.replays = make("div", "replays");
    this.rows = new Rows(this.replays, (each) => each.n, (each) => this.#replay(each));
    this.element = make("section", "speaker", this.title, make("div", "speaker-body", make("div", "cone", make("span")),
      make("div", "speaker-text", this.state, this.seen, this.replays)), this.hint);
    this.element.setAttribute("aria-labelledby", this.title.id);
  }

  draw({ sounds, began }) {
    put(this.title, say("stage.speaker"));
    const newest = sounds.at(-1);
    if (newest && newest.n > this.#heard && this.#heard >= 0) this.#speak(newest);
    else if (newest && this.#heard < 0) this.#shape(newest);
    show(this.seen, this.#drawn !== null);
    if (this.#drawn) set(this.wave, "aria-label", say("stage.speaker.wave", { n: this.#drawn.n, s: this.#drawn.seconds.toFixed(1) }));
    this.#heard = newest?.n ?? 0;
    // A sound is whole when it has ended: until then only its beginning is known.
    if (this.#began >= 0 && began > this.#began) this.#talk(LONGEST_MS);
    this.#began = began;
    put(this.state, say(this.#end ? "stage.speaker.speaking" : newest ? "stage.speaker.silent" : "stage.speaker.none"));
    this.rows.draw(sounds);
    put(this.hint, isOn() ? "" : say("stage.speaker.muted"));
  }

  #talk(ms) {
    clearTimeout(this.#end);
    this.#end = setTimeout(() => {
      this.#end = 0;
      this.element.classList.remove("talks");
      put(this.state, say("stage.speaker.silent"));
    }, ms);
    this.element.classList.add("talks");
    put(this.state, say("stage.speaker.speaking"));
  }

  #speak(sound) {
    this.#shape(sound);
    this.#run(sound);
    play(`/stage/sound/${this.id}/${sound.n}.wav`);
  }

  #shape({ n, seconds, peaks }) {
    const half = HEIGHT / 2, step = 240 / peaks.length;
    const line = peaks.map((peak, i) => {
      const tall = Math.max(0.6, (peak / 100) * (half - 1));
      return `M${(step * (i + 0.5)).toFixed(1)} ${(half - tall).toFixed(1)}v${(2 * tall).toFixed(1)}`;
    }).join("");
    for (const each of [this.quiet, this.spoken]) each.setAttribute("d", line);
    this.#drawn = { n, seconds };
  }

  #run({ seconds }) {
    cancelAnimationFrame(this.#frame);
    this.#talk(seconds * 1000);
    const begin = performance.now();
    const step = (at) => {
      const part = calm.matches ? 1 : Math.min(1, Math.max(0, (at - begin) / (seconds * 1000)));
      this.edge.setAttribute("width", (240 * part).toFixed(1));
      if (part < 1) this.#frame = requestAnimationFrame(step);
    };
    this.#frame = requestAnimationFrame(step);
  }

  #replay(sound) {
    const replay = button("replay", icon("i-play"), make("span"));
    replay.addEventListener("click", () => this.#speak(sound));
    put(replay.lastChild, String(sound.n));
    return { element: replay, draw: () => set(replay, "aria-label", say("stage.speaker.replay", { n: sound.n })) };
  }
}
