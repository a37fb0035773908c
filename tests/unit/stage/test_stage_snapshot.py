"""The floor as one value: what was seen, put beside the plan; a table of looks."""

from typing import Any

import msgspec
import pytest

from devicekit.messages import Part
from hub.plan import CounterPlan, DevicePlan, OfficerPlan, Plan, ServicePlan
from hub.view import CallView, ServiceView, View
from motcua.stage import snapshot as s

PLAN = Plan(
    site="kontum",
    name="Trung tâm",
    services=(ServicePlan(id="land", name="Đất đai", name_en="Land"), ServicePlan(id="tax", name="Thuế")),
    counters=(CounterPlan(id="desk-1", number="1", services=("tax", "land"), officer="anh"),),
    officers=(OfficerPlan(id="anh", name="Nguyễn Thị Ánh"),),
    devices=(
        DevicePlan(id="kiosk-1", kind="ticket", services=("land",)),
        DevicePlan(id="led-1", kind="counter", counter="desk-1"),
        DevicePlan(id="printer-1", kind="printer", counter="desk-1"),
        DevicePlan(id="voice", kind="announcer"),
        DevicePlan(id="hall", kind="rating"),
    ),
)
PLACE = s.Place(PLAN, "Centre", "http://hub", "http://onestop")
SERVICE = ServiceView(
    id="land", name="Đất đai", name_en="Land", open=True, waiting=2, waiting_priority=0, counters=("1",)
)
VIEW = View(
    site="kontum",
    day="2026-11-26",
    at_ms=1,
    epoch=1,
    seq=7,
    services=(SERVICE,),
    counters=(),
    recent=(CallView(number="A012", counter="1", at_ms=5),),
    devices=(),
    alarms=("clock_held",),
)
SEEN = s.Seen(
    at_ms=1000,
    lamps={"kiosk-1": {"land": s.LampSeen(lit=True, blinking=False)}},
    printers={"kiosk-1": s.PrinterSeen("full", False, 3), "printer-1": s.PrinterSeen("low", True, 0)},
    lines={"led-1": s.LineSeen("qsystem", True, "A012", True, s.Box(text="012", blinking=True, lamp="green"))},
    bytes=None,
    speakers={"voice": s.SpeakerSeen((s.Sound(n=4, seconds=2.5, peaks=(1, 100)),), 5)},
    screens={"hall": s.ScreenSeen(1280, 800, 9)},
    online=frozenset({"kiosk-1", "hall"}),
    parts={"led-1": {"line": Part(state="ok"), "hub": Part(state="failed", code="silent")}},
    hub=VIEW,
    live=True,
    onestop=s.Onestop(records=8),
    programs=(s.Running(name="hub", devices=("hub",), alive=False, starts=2),),
    broker=s.Broker(name="mosquitto", alive=True),
)


def looked(seen: s.Seen) -> dict[str, Any]:
    """As a browser gets it."""
    found: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(s.snapshot_of(PLACE, seen)))
    return found


def at(found: Any, path: str) -> Any:
    for step in path.split("."):
        found = found[int(step)] if step.isdigit() else found[step]
    return found


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("at_ms", 1000),
        ("site", {"name": "Trung tâm", "name_en": "Centre", "day": "2026-11-26"}),
        ("hub_url", "http://hub"),
        ("onestop_url", "http://onestop"),
        (
            "kiosks.0.buttons",
            [{"service": "land", "name": "Đất đai", "name_en": "Land", "lamp": True, "blinking": False}],
        ),
        ("kiosks.0.printer", {"paper": "full", "cover_open": False, "part": {"state": "unknown", "code": ""}}),
        ("kiosks.0.papers", 3),
        ("kiosks.0.online", True),
        ("counters.0.id", "led-1"),
        ("counters.0.counter", "desk-1"),
        ("counters.0.number", "1"),
        ("counters.0.officer", "Nguyễn Thị Ánh"),
        ("counters.0.services", ["Thuế", "Đất đai"]),
        ("counters.0.online", False),
        ("counters.0.text", "A012"),
        ("counters.0.box", {"text": "012", "blinking": True, "lamp": "green"}),
        ("counters.0.part", {"state": "failed", "code": "silent"}),
        ("printers.0.counter", "desk-1"),
        ("printers.0.printer.paper", "low"),
        ("printers.0.printer.cover_open", True),
        ("board.calls", [{"number": "A012", "counter": "1", "at_ms": 5}]),
        ("board.waiting.0.waiting", 2),
        ("board.live", True),
        ("announcers.0.sounds", [{"n": 4, "seconds": 2.5, "peaks": [1, 100]}]),
        ("announcers.0.began", 5),
        ("raters.0", {"id": "hall", "counter": "", "online": True, "width": 1280, "height": 800, "version": 9}),
        ("onestop.records", 8),
        ("programs", [{"name": "hub", "devices": ["hub"], "alive": False, "starts": 2}]),
        ("broker", {"name": "mosquitto", "alive": True}),
        ("alarms", ["clock_held"]),
    ],
)
def test_what_was_seen_is_in_its_place(path: str, value: object) -> None:
    assert at(looked(SEEN), path) == value


def test_a_lamp_that_blinks_counts_as_lit_so_that_no_blink_is_a_change() -> None:
    dark = SEEN._replace(lamps={"kiosk-1": {"land": s.LampSeen(lit=False, blinking=True)}})
    bright = SEEN._replace(lamps={"kiosk-1": {"land": s.LampSeen(lit=True, blinking=True)}})
    assert looked(dark) == looked(bright)
    assert at(looked(dark), "kiosks.0.buttons.0.lamp") is True


def test_a_hub_that_is_gone_leaves_what_it_said_last_and_says_so() -> None:
    board = at(looked(SEEN._replace(live=False)), "board")
    assert (board["live"], len(board["calls"])) == (False, 1)


def test_before_the_hub_said_anything_the_board_is_empty_and_not_live() -> None:
    found = looked(SEEN._replace(hub=None))
    assert found["board"] == {"calls": [], "waiting": [], "live": False}
    assert (at(found, "site.day"), found["alarms"]) == ("", [])


@pytest.mark.parametrize(
    ("states", "worst"),
    [
        ((), "unknown"),
        (("ok",), "ok"),
        (("ok", "unknown"), "unknown"),
        (("unknown", "degraded", "ok"), "degraded"),
        (("degraded", "failed"), "failed"),
    ],
)
def test_the_worst_part_speaks_for_a_device(states: tuple[Any, ...], worst: str) -> None:
    parts = {str(n): Part(state=state) for n, state in enumerate(states)}
    assert s.worst(parts).state == worst
