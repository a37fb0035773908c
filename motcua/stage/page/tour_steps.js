// The eight steps of a visit: where to look, what must have happened, and how it is done for somebody.
import { act } from "./act.js";
import { stateOf } from "./desks.js";
import { slotOf } from "./kiosk.js";
import { now, until } from "./live.js";
import { hubOf } from "./mischief.js";

const NUMBER = /^[A-Z]?\d{3,4}$/;
// Where on its screen the best answer is, and how long a citizen reads before touching.
const BEST = [0.41, 0.68], READ_MS = 900, AGAIN_MS = 3000;

// Whose visit it is: the counter that has most of what can be shown, a service of it, and where fees are paid.
export function cast(floor) {
  const buttons = floor.kiosks[0]?.buttons ?? [];
  const has = (list, counter) => list.some((each) => each.counter === counter.counter);
  const worth = (counter) => 2 * has(floor.raters, counter) + has(floor.printers, counter);
  const serves = floor.counters.filter((each) => buttons.some(({ name }) => each.services.includes(name)));
  const counter = serves.toSorted((a, b) => worth(b) - worth(a))[0];
  if (!counter) return null;
  return {
    kiosk: floor.kiosks[0].id, counter: counter.id, desk: counter.counter, button: buttons.find(({ name }) => counter.services.includes(name)).service,
    fee: floor.counters.find((each) => !serves.includes(each))?.id,
    rater: floor.raters.find((each) => each.counter === counter.counter),
    printer: floor.printers.find((each) => each.counter === counter.counter)?.id,
  };
}

export const counterOf = (floor, id) => floor.counters.find((each) => each.id === id);
const papers = (list, id) => list.find((each) => each.id === id)?.papers ?? 0;
const calls = (floor, id) => { const c = counterOf(floor, id); return Boolean(c?.blinking) && NUMBER.test(c.text); };
const serves = (floor, id) => {
  const c = counterOf(floor, id);
  return Boolean(c) && !c.blinking && NUMBER.test(c.text) && (stateOf(id) ?? "serving") === "serving";
};
const desks = (floor) => floor.onestop.procedures.length > 0;
const free = (floor, id) => !NUMBER.test(counterOf(floor, id)?.text ?? "");

// A line that two speak on at once spoils both: an officer presses again.
async function key(device, name, test) {
  for (let tries = 0; ; tries += 1) {
    if (!(await act("key", { device, key: name }))) return;
    try { return await until(test, 4000); } catch (late) { if (tries === 2) throw late; }
  }
}

const next = (id) => key(id, "next", (floor) => calls(floor, id));
const begin = (id) => key(id, "start", (floor) => serves(floor, id));
const finish = (id) => key(id, "finish", (floor) => free(floor, id));
const pause = (ms) => new Promise((again) => { setTimeout(again, ms); });

async function payAndReturn({ counter, fee }) {
  if (!fee) return;
  if (serves(now(), counter)) await key(counter, "fee", (floor) => free(floor, counter));
  if (free(now(), fee)) await next(fee);
  if (calls(now(), fee)) await begin(fee);
  await finish(fee);
  await next(counter);
  await begin(counter);
}

async function rate({ counter, rater }, { seen }) {
  const version = () => now().raters.find((each) => each.id === rater?.id)?.version;
  const before = version();
  if (!free(now(), counter)) await finish(counter);
  if (!rater) return;
  await until(() => version() !== before, 5000).catch(() => {});
  for (let tries = 0; tries < 3 && !seen.has("Rated"); tries += 1) {
    await pause(READ_MS);
    await act("touch", { device: rater.id, x: Math.round(BEST[0] * rater.width), y: Math.round(BEST[1] * rater.height) });
    for (let waited = 0; waited < AGAIN_MS && !seen.has("Rated"); waited += 100) await pause(100);
  }
}

async function killHub({ kiosk, button }) {
  if (!(await act("kill", { program: "hub" }))) return;
  await until((floor) => !hubOf(floor).alive || !floor.board.live, 6000).catch(() => {});
  await act("press", { device: kiosk, service: button });
  await until((floor) => hubOf(floor).alive && floor.board.live, 30000);
}

// `done(floor, cast, memory)`: memory.base is the floor when the step began, memory.seen the types of message since
// then, memory.taken whether a paper was taken, memory.stage how far a step of several acts is.
export const STEPS = [
  {
    places: ({ button }) => [`[data-service="${button}"]`],
    done: (floor, { kiosk }, { base }) => papers(floor.kiosks, kiosk) > papers(base.kiosks, kiosk),
    act: ({ kiosk, button }) => act("press", { device: kiosk, service: button }),
  },
  {
    places: () => [".kiosk .tray"],
    done: (floor, who, { taken }) => taken,
    act: ({ kiosk }) => slotOf(kiosk)?.take(),
  },
  {
    places: ({ counter }) => [`#place-${counter}`, "#board", ".speaker"],
    done: (floor, { counter }) => calls(floor, counter),
    act: ({ counter }) => next(counter),
  },
  {
    places: ({ counter }) => [`#place-${counter}`],
    done: (floor, { counter }) => serves(floor, counter),
    act: ({ counter }) => begin(counter),
  },
  {
    places: ({ printer }) => ["#desk", `#place-${printer}`],
    done: (floor, { printer }, { base }) => {
      // Without a desk of its own the demo has nothing to accept; the visit goes on.
      if (!desks(floor)) return true;
      const before = new Set(base.onestop.dossiers.map((each) => each.code));
      const accepted = floor.onestop.dossiers.some((each) => !before.has(each.code));
      return accepted && (!printer || papers(floor.printers, printer) > papers(base.printers, printer));
    },
    act: ({ desk }) => desks(now()) && act("accept", { counter: desk, procedure: now().onestop.procedures[0].code }),
  },
  {
    places: ({ counter, fee }) => [`#place-${counter}`, `#place-${fee}`],
    // Shown at the fee counter, then no longer, then served again where it came from.
    done: (floor, { counter, fee }, memory) => {
      const stage = memory.stage ?? 0;
      if (!fee) return true;
      if (stage === 0 && serves(floor, fee)) memory.stage = 1;
      if (stage === 1 && free(floor, fee)) memory.stage = 2;
      return stage === 2 && serves(floor, counter);
    },
    act: payAndReturn,
  },
  {
    places: ({ counter, rater }) => [`#place-${counter}`, `#place-${rater?.id}`],
    done: (floor, { counter, rater }, { seen }) => free(floor, counter) && (!rater || seen.has("Rated")),
    act: rate,
  },
  {
    places: () => ["#switch-hub", "#board", ".kiosk"],
    done: (floor, { kiosk }, { base }) => hubOf(floor).starts > hubOf(base).starts && hubOf(floor).alive && floor.board.live
      && papers(floor.kiosks, kiosk) > papers(base.kiosks, kiosk),
    act: killHub,
  },
];

// What stands in the text of a step.
export function names(floor, who) {
  return {
    service: floor.kiosks[0]?.buttons.find((each) => each.service === who.button),
    n: counterOf(floor, who.counter)?.number, fee: counterOf(floor, who.fee)?.number ?? "",
  };
}
