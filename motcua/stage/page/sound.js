// The visitor's own loudspeaker: silent until it is turned on, and no sound is never an error.
import { byId } from "./dom.js";
import { tell } from "./act.js";
import { redraw } from "./live.js";
import { onLanguage, say } from "./words.js";

let context = null, on = false, playing = null;

export const isOn = () => on;

export function start() {
  byId("sound").addEventListener("click", toggle);
  onLanguage(draw);
}

async function toggle() {
  on = !on && (await open());
  if (!on) stop();
  draw();
  redraw();
}

async function open() {
  try {
    context ??= new AudioContext();
    await context.resume();
    if (context.state === "running") return true;
  } catch { /* said below, once */ }
  tell(say("stage.sound.none"));
  return false;
}

function draw() {
  byId("sound").setAttribute("aria-pressed", String(on));
  byId("sound-state").textContent = say(on ? "stage.sound.on" : "stage.sound.off");
  byId("sound-icon").setAttribute("href", on ? "#i-sound" : "#i-mute");
}

export function stop() {
  playing?.stop();
  playing = null;
}

// A newer call takes the place of an older one, as the announcer itself would not let two speak at once.
export async function play(url) {
  if (!on) return;
  try {
    const answer = await fetch(url);
    const sound = await context.decodeAudioData(await answer.arrayBuffer());
    stop();
    playing = new AudioBufferSourceNode(context, { buffer: sound });
    playing.connect(context.destination);
    playing.start();
  } catch { tell(say("stage.sound.none")); }
}
