"""Officers log in at their keypads: real hub, real program, the kernel's own events; the PIN is nowhere in clear."""

from pathlib import Path

import pytest
from msgspec.structs import replace
from pad_floor import facts, running, types
from sim_floor import PLAN, SimFloor

from devicekit.link_memory import MemoryLink
from devicekit.worker import InlineWorker
from hub.bridge import subscriptions
from hub.engine import events as e
from hub.login import Login
from hub.main import build, goodbye
from hub.pin_file import hashed, write_pins
from hub.plan import DeskPlan, DevicePlan, OfficerPlan

PIN, OTHER = "86420975", "13579086"
OFFICERS = (OfficerPlan(id="lan", name="Trần Thị Lan", number="7"), OfficerPlan(id="binh", name="Lê Bình", number="12"))
LOGIN = replace(
    PLAN,
    officers=OFFICERS,
    desk=DeskPlan(login=True, lock_ms=60_000),
    devices=(*PLAN.devices, DevicePlan(id="rating-1", kind="rating", counter="counter-1")),
)


class LoginFloor(SimFloor):
    """A floor whose hub takes PINs; they are looked at between two turns of the clock."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, LOGIN, pads=True)
        self.worker = InlineWorker()
        self.pins = folder / "officer-pins"
        write_pins(self.pins, {"binh": hashed(PIN), "lan": hashed(OTHER)}, folder)

    def start_hub(self) -> None:
        self._runs += 1
        link = MemoryLink(self.broker, subscriptions(self.plan), goodbye(self.plan, f"hub-{self._runs}"))
        self.worker = InlineWorker()
        login = Login(self.plan, self.pins, self.worker)
        store = self._folder / "hub.db"
        self.hub = build(
            self.plan, store, link, self.clock, f"hub-{self._runs}", self._random.random, lambda: True, login
        )
        self.hub.open()

    def pump(self) -> None:
        super().pump()
        while self.worker.poll():
            super().pump()


@pytest.fixture
def floor(tmp_path: Path):
    with running(LoginFloor(tmp_path)) as floor:
        yield floor


def logins(floor: LoginFloor) -> list[tuple[str, str, str]]:
    kinds = (e.OfficerSignedIn, e.OfficerSignedOut)
    return [(type(each).__name__[-2:], each.counter, each.officer) for each in facts(floor) if isinstance(each, kinds)]


def test_a_day_of_an_officer(floor: LoginFloor) -> None:
    floor.kiosk.press("land")
    floor.turn(2)
    place = types(floor, "E")
    assert place.shows() == "LOI8", "nobody is logged in"
    floor.turn(4)
    assert types(floor, f".712E{PIN}E", then_s=0.6).shows() == "dA"
    assert types(floor, "E*", then_s=3).shows() == "A001"
    assert types(floor, ".8").shows() == "LOI2", "somebody is being served"
    types(floor, "1E", then_s=5)
    assert floor.raters["rating-1"].agent.state.shown.officer == "Lê Bình"
    types(floor, ".8", then_s=5)
    assert types(floor, "E").shows() == "LOI8"
    assert logins(floor) == [("In", "counter-1", "binh"), ("ut", "counter-1", "binh")]


def test_who_goes_to_another_counter_is_no_longer_at_the_first(floor: LoginFloor) -> None:
    types(floor, f".712E{PIN}E")
    types(floor, f".712E{PIN}E", "counter-2")
    assert logins(floor)[1:] == [("ut", "counter-1", "binh"), ("In", "counter-2", "binh")]
    floor.turn(4)
    assert types(floor, "E").shows() == "LOI8"


def test_five_wrong_pins_lock_and_the_alarm_says_so(floor: LoginFloor) -> None:
    for n in range(5):
        assert types(floor, f".712E{OTHER}E").shows() == ("LOI8" if n < 4 else "LOI0")
        floor.turn(2 << n)
    assert "officer_locked:binh" in floor.hub.service.view.alarms
    assert types(floor, f".712E{PIN}E").shows() == "LOI0"
    floor.turn(60)
    assert "officer_locked:binh" not in floor.hub.service.view.alarms
    assert types(floor, f".712E{PIN}E", then_s=0.6).shows() == "dA"


def test_the_display_never_shows_a_digit_of_it(floor: LoginFloor) -> None:
    place, seen = floor.counters["counter-1"], set()
    for key in f".712E{PIN}E":
        seen.add(types(floor, key, then_s=0.5).shows())
    assert {"n", "n-", "n--", "P", "P-", "P---", "dA"} <= seen
    assert not [shown for shown in seen if set(shown) & set("0123456789")]
    assert place.agent.state.typing.shown == ""


def test_a_hub_that_was_away_meanwhile_is_not_sent_what_was_typed_then(floor: LoginFloor) -> None:
    floor.kill_hub()
    floor.turn(40)
    assert types(floor, f".712E{PIN}E").shows() == "CHO"
    floor.start_hub()
    floor.turn(20)
    assert logins(floor) == []
    assert types(floor, f".712E{PIN}E", then_s=0.6).shows() == "dA"


def test_who_is_logged_in_stays_so_when_the_hub_starts_again(floor: LoginFloor) -> None:
    types(floor, f".712E{PIN}E")
    floor.kill_hub()
    floor.turn(5)
    floor.start_hub()
    floor.turn(20)
    assert floor.hub.service.view.counters[0].officer == "binh"
    assert types(floor, "E").shows() == "HEt"


def test_a_pin_is_in_no_spool_no_store_no_message_and_no_log_line(
    floor: LoginFloor, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    types(floor, f".712E{OTHER}E", then_s=5)
    types(floor, f".712E{PIN[:5]}", then_s=20)
    # Sent and not yet answered: it stays in the counter's spool.
    floor.broker.fault = lambda topic, payload: 0 if topic.endswith("/evt") else 1
    types(floor, f".712E{PIN}E", then_s=3)
    spools = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    wire = b"".join(payload for _, payload in floor.broker.history)
    assert b"LoginTyped" in spools
    assert b"LoginTyped" in wire
    for secret in (PIN, OTHER, PIN[:5]):
        assert secret.encode() not in spools
        assert secret.encode() not in wire
        assert secret not in caplog.text
