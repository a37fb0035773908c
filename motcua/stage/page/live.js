// What the floor pushes: the whole of it when it changed, and each message that passed.
import { byId, show } from "./dom.js";

const onFloorDo = [], onMessagesDo = [];
let floor = null;

export const now = () => floor;
export const onFloor = (listener) => onFloorDo.push(listener);
export const onMessages = (listener) => onMessagesDo.push(listener);

// Whether a device's program runs; what the wire says of it is silent without a broker.
export const runs = (name) => floor?.programs.find((each) => each.name === name)?.alive ?? true;

export function redraw() {
  if (floor) for (const listener of onFloorDo) listener(floor);
}

export function start() {
  const source = new EventSource("/stage/live");
  source.addEventListener("open", () => show(byId("lost"), false));
  source.addEventListener("error", () => show(byId("lost"), true));
  source.addEventListener("floor", (event) => {
    floor = JSON.parse(event.data);
    redraw();
  });
  source.addEventListener("message", (event) => {
    const messages = JSON.parse(event.data);
    for (const listener of onMessagesDo) listener(messages);
  });
  addEventListener("pagehide", () => source.close());
}

// Resolves when the floor is as `test` wants it; rejects when it is not so in time.
export function until(test, ms = 12000) {
  return new Promise((resolve, reject) => {
    const done = () => onFloorDo.splice(onFloorDo.indexOf(look), 1);
    const late = setTimeout(() => { done(); reject(new Late()); }, ms);
    const look = (shown) => {
      if (!test(shown)) return;
      clearTimeout(late);
      // Not while the list is being walked.
      queueMicrotask(done);
      resolve();
    };
    onFloorDo.push(look);
    if (floor) look(floor);
  });
}

export class Late extends Error {}
