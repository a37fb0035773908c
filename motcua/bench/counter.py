"""Keys and displays on one serial line: one counter alone, and thirty that all press within one second."""

import random
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import NamedTuple

from counter_display.virtual import Spoken
from counter_display.virtual_modbus import GAP_S as MODBUS_GAP_S
from counter_display.virtual_qsystem import GAP_S as QSYSTEM_GAP_S
from devicekit.errors import MotcuaError
from motcua.bench.figures import Figure, Figures, p50_p99
from motcua.bench.line_time import Exchange, asked_in_turn_s, at_best_s
from motcua.bench.shared_line import Kind, Place, SharedLine, can_run
from motcua.demo.run_folder import RunFolder
from motcua.demo.wait import TookTooLong, wait_for

THIRTY, WITHIN_S, BAUD = 30, 1.0, 9600
# Within this long a key has come to the hub, if it was heard; who was not heard presses again, so often at most.
HEARD_S: dict[Kind, float] = {"modbus": 20.0, "qsystem": 2.0}
TRIES = 8
# The function by which shared_line asks its keypads.
ASKED = b"\x04"
ALL_RIGHT_S = 40.0
# What one press needs of the line: the key, or the question that finds it, and the frame that shows the number.
WORK: dict[Kind, tuple[Exchange, Exchange]] = {
    "modbus": (Exchange(8, 9, MODBUS_GAP_S, MODBUS_GAP_S), Exchange(13, 8, MODBUS_GAP_S, MODBUS_GAP_S)),
    "qsystem": (Exchange(4), Exchange(10, gap_s=QSYSTEM_GAP_S)),
}
Say = Callable[[str], None]


class Rush(NamedTuple):
    """All pressing within one second."""

    took_s: float
    """Until the display of each key that was heard is right."""
    needed_s: float
    """What the line itself needs for that, with all that it has to ask."""
    best_s: float
    """What it would need if somebody told it who presses."""
    unheard: int
    """Keys that two speakers at once spoilt: without a sign, pressed again."""
    lost: int
    """Keys that were heard and brought no number."""


def counter(say: Say, scale: float = 1.0) -> Figures:
    """All figures; `scale` below 1 takes fewer samples. Raises MotcuaError without a Mosquitto."""
    if not can_run():
        raise MotcuaError("no mosquitto on this machine: apt-get install mosquitto")
    figures: Figures = {}
    figures |= _of_kind("modbus", say, scale)
    figures["qsystem"] = _of_kind("qsystem", say, scale)
    return figures


def _of_kind(kind: Kind, say: Say, scale: float) -> dict[str, Figure | dict[str, Figure]]:
    say(f"{kind}: one counter")
    waits, late = _alone(kind, max(10, round(100 * scale)))
    say(f"{kind}: {THIRTY} counters")
    rushes = _rushes(kind, max(1, round(5 * scale)))
    worst = max(rushes, key=lambda rush: rush.took_s / rush.needed_s)
    return {
        "key_to_led_ms": waits,
        # What the machine itself adds to every wait: where this is large, the line above says little.
        "machine_late_ms": late,
        "line_ratio_30": round(worst.took_s / worst.needed_s, 2),
        # Who is asked is never unheard: there it is a loss.
        "lost_presses": sum(rush.lost + (rush.unheard if kind == "modbus" else 0) for rush in rushes),
        "unheard_percent": round(100 * sum(rush.unheard for rush in rushes) / (THIRTY * len(rushes)), 1),
        "all_right_s": round(worst.took_s, 2),
        "line_needs_s": round(worst.needed_s, 2),
        "line_at_best_s": round(worst.best_s, 2),
    }


# One counter


def _alone(kind: Kind, count: int) -> tuple[dict[str, Figure], dict[str, Figure]]:
    """Milliseconds from the last byte of a key to the first byte of its number, without the silence still owed; and by
    how much a sleeper of this process was woken too late meanwhile."""
    found, late = list[float](), list[float]()
    with RunFolder("motcua-bench-") as folder:
        line = SharedLine(kind, 1, folder)
        try:
            line.start(count + 1)
            (place,), moments = line.places, random.Random(1)  # noqa: S311
            for _ in range(count):
                before = line.number(place)
                at = line.press(place, "next")
                # Two speakers at once spoil both: then there is nothing to measure.
                with suppress(TookTooLong):
                    shown = partial(line.right_at, place, at, before)
                    wait_for(shown, "another number", 3)
                    waited = _waited(line, place, at)
                    found += [] if waited is None else [waited]
                late.append(_rest(moments.uniform(0.4, 0.7)))
                line.press(place, "start")
                late.append(_rest(moments.uniform(0.7, 1.2)))
        finally:
            line.stop()
    return p50_p99(found), p50_p99(late)


def _rest(seconds: float) -> float:
    """Gives by how much it was too long."""
    begin = time.monotonic()
    time.sleep(seconds)
    return max(0.0, time.monotonic() - begin - seconds)


def _waited(line: SharedLine, place: Place, at: float) -> float | None:
    """None where the line's record does not have both: the key may have been told by an answer that was lost."""
    spoken = list(line.far.line.spoken)
    number = line.shows(place).encode()
    index = next((n for n, each in enumerate(spoken) if each.begin > at and _shows(each, number)), 0)
    shown = spoken[index]
    key = told(line.kind, [each for each in spoken[:index] if each.speaker is place.box], at)
    if key is None:
        return None
    gap = QSYSTEM_GAP_S if line.kind == "qsystem" else MODBUS_GAP_S
    before = next((each for each in reversed(spoken[:index]) if line.kind == "modbus" or each.speaker is None), None)
    free = before.end + gap if before is not None else 0.0
    return max(0.0, shown.begin - max(key.end, free))


def told(kind: Kind, said: Sequence[Spoken], at: float) -> Spoken | None:
    """What a keypad said of a key that was pressed then: of answers the first that is new, for many say it again."""
    if kind == "qsystem":
        return next((each for each in said if each.end > at), None)
    answers = [each for each in said if each.data[1:2] == ASKED]
    known = next((each.data for each in reversed(answers) if each.end <= at), b"")
    return next((each for each in answers if each.end > at and each.data != known), None)


def _shows(spoken: Spoken, number: bytes) -> bool:
    return spoken.speaker is None and number in spoken.data


# Thirty counters


def _rushes(kind: Kind, rounds: int) -> list[Rush]:
    with RunFolder("motcua-bench-") as folder:
        line = SharedLine(kind, THIRTY, folder)
        try:
            line.start((rounds + 1) * THIRTY)
            return [_rush(line, random.Random(seed)) for seed in range(rounds)]  # noqa: S311
        finally:
            line.stop()


def _rush(line: SharedLine, moments: random.Random) -> Rush:
    """Everybody calls within one second; then all begin to serve, in peace."""
    before = {each.id: (line.keys(each), line.number(each)) for each in line.places}
    pressed = _press_all(line, moments)

    def heard() -> list[Place]:
        return [each for each in line.places if line.keys(each) > before[each.id][0]]

    with suppress(TookTooLong):
        wait_for(lambda: len(heard()) == len(line.places), "every key", HEARD_S[line.kind])
    callers = heard()

    def right(each: Place) -> float | None:
        return line.right_at(each, pressed[each.id], before[each.id][1])

    with suppress(TookTooLong):
        wait_for(lambda: all(map(right, callers)), "every display", ALL_RIGHT_S)
    rights = [at for each in callers if (at := right(each))]
    moments_heard = [pressed[each.id] for each in callers]
    best = at_best_s(moments_heard, *WORK[line.kind], BAUD)
    needed = asked_in_turn_s(list(pressed.values()), *WORK[line.kind], BAUD) if line.kind == "modbus" else best
    for each in line.places:
        _serve(line, each)
    return Rush(max(rights) - min(moments_heard), needed, best, THIRTY - len(callers), len(callers) - len(rights))


def _press_all(line: SharedLine, moments: random.Random) -> dict[str, float]:
    """A key "next" at every counter at some moment of one second; when each was pressed."""
    order = sorted((moments.uniform(0.0, WITHIN_S), n) for n in range(len(line.places)))
    clock, rest, pressed = line.far.line.clock, threading.Event(), dict[str, float]()
    begin = clock.monotonic()
    for after, n in order:
        rest.wait(max(0.0, begin + after - clock.monotonic()))
        pressed[line.places[n].id] = line.press(line.places[n], "next")
    # In the order of the places, which is that in which they are asked.
    return {each.id: pressed[each.id] for each in line.places}


def _serve(line: SharedLine, place: Place) -> None:
    """An officer who has called begins to serve; a spoilt key is pressed again."""
    for _ in range(TRIES):
        if line.calls(place):
            line.press(place, "start")
            with suppress(TookTooLong):
                wait_for(lambda: not line.calls(place), f"{place.id} to serve", HEARD_S[line.kind])
