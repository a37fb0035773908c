// What the hub last told each counter: a display that blinks looks steady for its first second.
import { onMessages } from "./live.js";

const told = new Map();

// "called", "serving" …; undefined for a counter that was told nothing since the page began to listen.
export const stateOf = (device) => told.get(device);

export function start() {
  onMessages((messages) => {
    for (const { device, type, text } of messages) {
      const state = type === "CounterSet" && /"state":"(\w+)"/.exec(text);
      if (state) told.set(device, state[1]);
    }
  });
}
