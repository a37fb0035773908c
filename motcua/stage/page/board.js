// The board of the hall: the newest call large, those before it, and how many wait for each service.
import { byId, make, put, Rows, show } from "./dom.js";
import { onFloor } from "./live.js";
import { clock, lang, named, say, speak } from "./words.js";

const EARLIER = 4;
// The newest call that is drawn, and in which language: drawn anew, it would flash again.
let called = null, spoken = "";

export function start() {
  const rows = new Rows(byId("calls"), (each) => `${each.at_ms} ${each.number} ${each.counter}`, row);
  const waiting = new Rows(byId("waiting"), (each) => each.service, waits);
  onFloor(({ board, at_ms: at }) => {
    const [newest, ...earlier] = board.calls;
    drawNewest(newest);
    rows.draw(earlier.slice(0, EARLIER));
    show(byId("earlier"), earlier.length > 0);
    waiting.draw(board.waiting);
    stale(board.live, at);
  });
}

let liveAt = Date.now();

function stale(live, at) {
  if (live) liveAt = at;
  show(byId("stale"), !live);
  put(byId("stale"), live ? "" : say("board.stale", { time: clock(liveAt) }));
  byId("board").classList.toggle("old", !live);
}

function drawNewest(call) {
  const key = call ? `${call.at_ms} ${call.number} ${call.counter}` : "";
  const fresh = called !== null && called !== key && call;
  if (called === key && spoken === lang()) return;
  [called, spoken] = [key, lang()];
  const place = byId("newest");
  place.classList.toggle("fresh", Boolean(fresh));
  place.replaceChildren(...(call ? lines(call) : [make("p", "nobody", say("stage.board.nobody"))]));
  if (fresh) speak(say("stage.board.called", { number: call.number, n: call.counter }));
}

function lines({ number, counter }) {
  return [make("p", "flag", say("board.newest")), make("p", "big-number", number),
    make("p", "big-counter", make("span", "arrow", "→"), ` ${say("stage.board.counter", { n: counter })}`)];
}

function row() {
  const number = make("td", "", ""), counter = make("td", "", "");
  return {
    element: make("tr", "", number, counter),
    draw: (call) => { put(number, call.number); put(counter, call.counter); },
  };
}

function waits() {
  const name = make("span", "wait-name"), count = make("b");
  return {
    element: make("li", "", name, count),
    draw: (each) => { put(name, named(each)); put(count, String(each.waiting)); count.classList.toggle("some", each.waiting > 0); },
  };
}
