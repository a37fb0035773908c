// The page of the living floor: every part draws what the floor pushes, and tells the floor what a visitor does.
import * as board from "./board.js";
import * as counter from "./counter.js";
import * as desks from "./desks.js";
import { byId, put } from "./dom.js";
import * as glass from "./glass.js";
import * as kiosk from "./kiosk.js";
import * as live from "./live.js";
import * as mischief from "./mischief.js";
import * as numbers from "./numbers.js";
import * as onestop from "./onestop.js";
import * as programs from "./programs.js";
import * as slips from "./slips.js";
import * as sound from "./sound.js";
import * as speaker from "./speaker.js";
import * as story from "./story.js";
import * as tour from "./tour.js";
import * as wire from "./wire.js";
import { lang, onLanguage, startWords } from "./words.js";

const BEAT_MS = 500;

function header({ site, hub_url: hub, onestop_url: onestop }) {
  put(byId("site"), (lang() === "en" && site.name_en) || site.name);
  for (const [id, url] of [["hub-page", hub], ["onestop-page", onestop]]) {
    byId(id).hidden = !url;
    if (url) byId(id).href = url;
  }
}

// One beat for all that blinks, in place of an animation each, which would be reckoned anew for every frame.
function beat() {
  if (!matchMedia("(prefers-reduced-motion: reduce)").matches) document.documentElement.classList.toggle("dark-beat");
}

live.onFloor(header);
for (const part of [numbers, desks, kiosk, board, counter, glass, sound, speaker, onestop, slips, wire, story, mischief, programs, tour]) part.start();
onLanguage(live.redraw);
startWords();
live.start();
setInterval(beat, BEAT_MS);
