// What the floor pushes: the whole of it when it changed, and each message that passed.
import { byId, show } from "./dom.js";

const onFloorDo = [], onMessagesDo = [], waiting = new Set();
const AGAIN_MS = 3000;
let floor = null;

export const now = () => floor;
export const onFloor = (listener) => onFloorDo.push(listener);
export const onMessages = (listener) => onMessagesDo.push(listener);

// Whether a device's program runs; what the wire says of it is silent without a broker.
export const runs = (name) => floor?.programs.find((each) => each.devices.includes(name))?.alive ?? true;

export function redraw() {
  if (floor) for (const listener of onFloorDo) listener(floor);
}

export function start() {
  const source = new EventSource("/stage/live");
  source.addEventListener("open", () => show(byId("lost"), false));
  source.addEventListener("error", () => {
    show(byId("lost"), true);
    // A browser tries again by itself after a lost connection, but not after an answer that said no.
    if (source.readyState === EventSource.CLOSED) setTimeout(start, AGAIN_MS);
  });
  source.addEventListener("floor", (event) => {
    floor = JSON.parse(event.data);
    redraw();
    for (const look of waiting) look();
  });
  source.addEventListener("message", (event) => {
    const messages = JSON.parse(event.data);
    for (const listener of onMessagesDo) listener(messages);
    for (const look of waiting) look();
  });
}

// Resolves when the floor, and what passed on the wire, is as `test` wants it; rejects when it is not so in time.
export function until(test, ms = 12000) {
  return new Promise((resolve, reject) => {
    const look = () => {
      if (floor && test(floor)) end(resolve);
    };
    const end = (how, why) => {
      clearTimeout(late);
      waiting.delete(look);
      how(why);
    };
    const late = setTimeout(() => end(reject, new Late()), ms);
    waiting.add(look);
    look();
  });
}

export class Late extends Error {}
