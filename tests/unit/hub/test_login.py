"""PINs on the wire of a hub: read once, by one hub, at one counter; counted over a restart; written down nowhere."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from bridge_house import Device
from hub_house import PLAN
from login_house import BINH, LAN, LOGIN, Keypad, LoginHall
from msgspec.structs import replace

from devicekit.messages import CounterSet, KeyPressed, LoginTyped, SetState
from devicekit.pin_box import PinKey, TypedPin, seal
from devicekit.worker import JobCrashed
from hub.engine import commands as c
from hub.engine import events as e
from hub.engine.officers import MOST_WAIT_MS, TRIES
from hub.ledger import Request
from hub.pin_file import fits, hashed, write_pins
from hub.plan import DevicePlan
from motcua.commands.export import lines

WAIT_S = MOST_WAIT_MS / 1000


@pytest.fixture(name="hall")
def hall_fixture(tmp_path: Path) -> Iterator[LoginHall]:
    hall = LoginHall(tmp_path)
    hall.pump()
    yield hall
    hall.hub.close()


@pytest.fixture
def pad(hall: LoginHall) -> Keypad:
    return Keypad(hall)


def last_set(pad: Keypad) -> CounterSet:
    body = pad.heard(SetState)[-1].body
    assert isinstance(body, CounterSet)
    return body


def test_an_officer_logs_in_and_the_counter_says_who(hall: LoginHall, pad: Keypad) -> None:
    id_ = pad.say(pad.typed("12", BINH))
    hall.turn(0.5)
    sets = [message.body for message in pad.heard(SetState) if isinstance(message.body, CounterSet)]
    assert sets[-1].officer == "Lê Bình"
    assert [fact for fact in hall.facts() if isinstance(fact, e.OfficerSignedIn)][-1].officer == "binh"
    assert id_
    view = hall.hub.service.view
    assert (view.counters[0].officer, view.counters[0].login, view.pins) == ("binh", True, True)
    assert view.keys["counter-1"].reason == ""


def test_who_has_no_number_logs_in_with_an_id_of_digits(pad: Keypad) -> None:
    assert pad.enter("1042", "90210").outcome == "accepted"


@pytest.mark.parametrize(
    ("officer", "pin"), [("12", LAN), ("99", BINH), (BINH, "12121212")], ids=["pin", "number", "pin in place of number"]
)
def test_a_wrong_number_is_told_as_a_wrong_pin_is(hall: LoginHall, pad: Keypad, officer: str, pin: str) -> None:
    answer = pad.enter(officer, pin)
    assert (answer.outcome, answer.reason) == ("refused", "pin_wrong")
    assert answer.detail == ""
    # A number that nobody has may be somebody's PIN.
    whose = "binh" if officer == "12" else ""
    assert [fact.officer for fact in hall.facts() if isinstance(fact, e.PinWrong)] == [whose]


def test_keys_are_refused_until_somebody_has_logged_in(pad: Keypad) -> None:
    id_ = pad.say(KeyPressed(counter="counter-1", key="next"))
    assert pad.answer(id_).reason == "login_needed"
    pad.enter("12", BINH)
    id_ = pad.say(KeyPressed(counter="counter-1", key="next"))
    assert pad.answer(id_).reason == "nobody_waiting"


# What is played again


def test_the_same_box_again_is_read_by_nobody_and_is_no_try(hall: LoginHall, pad: Keypad) -> None:
    box = pad.typed("12", BINH)
    assert pad.answer(pad.say(box)).outcome == "accepted"
    for _ in range(8):
        answer = pad.answer(pad.say(box))
        assert (answer.outcome, answer.reason) == ("refused", "pin_stale")
    assert not [fact for fact in hall.facts() if isinstance(fact, e.PinWrong)]


def test_a_wrong_box_played_again_counts_once(hall: LoginHall, pad: Keypad) -> None:
    box = pad.typed("12", LAN)
    for _ in range(8):
        pad.say(box)
        hall.turn(WAIT_S)
    assert [type(fact) for fact in hall.facts()].count(e.PinWrong) == 1


def test_the_same_event_again_gets_its_first_answer_also_while_the_pin_is_looked_at(
    hall: LoginHall, pad: Keypad
) -> None:
    box = pad.typed("12", LAN)
    hall.busy = True
    for _ in range(3):
        pad.say(box, event_id="s1.77")
    hall.busy = False
    hall.turn(0.5)
    for _ in range(2):
        assert pad.answer(pad.say(box, event_id="s1.77")).reason == "pin_wrong"
    assert [type(fact) for fact in hall.facts()].count(e.PinWrong) == 1


def test_a_pin_that_could_not_be_looked_at_is_asked_for_again(hall: LoginHall, pad: Keypad) -> None:
    box = pad.typed("12", BINH)
    hall.busy = True
    pad.say(box, event_id="s1.77")
    hall.worker.stop()
    hall.hub.service.inbox.put(JobCrashed("pins", MemoryError()))
    hall.busy = False
    assert pad.answer(pad.say(box, event_id="s1.77")).reason == "pin_stale"
    assert pad.enter("12", BINH).outcome == "accepted"


def test_a_box_for_one_counter_is_nothing_at_another(hall: LoginHall, pad: Keypad) -> None:
    other = Keypad(hall, "counter-2")
    stolen = pad.typed("12", BINH)
    id_ = other.say(replace(stolen, counter="counter-2"))
    assert other.answer(id_).reason == "pin_stale"
    id_ = other.say(replace(stolen, counter="counter-2", key=other.key))
    assert other.answer(id_).reason == "pin_stale"
    id_ = other.say(stolen)
    assert other.answer(id_).reason == "not_allowed"
    assert not [fact for fact in hall.facts() if isinstance(fact, e.OfficerSignedIn)]


def test_a_box_from_before_the_hubs_start_is_read_by_nobody(hall: LoginHall, pad: Keypad) -> None:
    before = pad.typed("12", BINH)
    hall.restart()
    assert pad.answer(pad.say(before)).reason == "pin_stale"
    assert pad.key != before.key, "and the counter has the new key"
    assert pad.enter("12", BINH).outcome == "accepted"


def test_a_key_is_good_for_one_try(pad: Keypad) -> None:
    keys = {pad.key}
    for _ in range(3):
        pad.enter("12", LAN)
        keys.add(pad.key)
    assert len(keys) == 4


# Who tries


def test_five_tries_by_two_counters_at_once_are_five(hall: LoginHall, pad: Keypad) -> None:
    other = Keypad(hall, "counter-2")
    reasons = []
    for _ in range(4):
        for each in (pad, other):
            reasons.append(each.enter("12", LAN).reason)
        hall.turn(WAIT_S)
    assert reasons == ["pin_wrong"] * 4 + ["officer_locked"] * 4
    assert [type(fact) for fact in hall.facts()].count(e.PinWrong) == TRIES
    assert pad.enter("12", BINH).reason == "officer_locked"
    assert "officer_locked:binh" in hall.hub.service.view.alarms
    assert other.enter("7", LAN).outcome == "accepted"


def test_a_restart_between_tries_forgets_none(hall: LoginHall, pad: Keypad) -> None:
    for n in range(TRIES):
        assert pad.enter("12", LAN).reason == ("pin_wrong" if n < TRIES - 1 else "officer_locked")
        hall.restart()
        hall.turn(WAIT_S)
        pad.answer(pad.say(KeyPressed(counter="counter-1", key="next")))
    assert pad.enter("12", BINH).reason == "officer_locked"
    hall.turn(15 * 60.0)
    assert "officer_locked:binh" not in hall.hub.service.view.alarms
    assert pad.enter("12", BINH).outcome == "accepted"


def test_the_counters_page_says_how_long_its_keypad_takes_no_pin(hall: LoginHall, pad: Keypad) -> None:
    pad.enter("12", LAN)
    key = hall.hub.service.view.keys["counter-1"]
    assert key.vi == "Bàn phím: Đăng nhập. Không được: Số công chức hoặc mã PIN không đúng. Nhập lại được sau 2 giây"
    assert key.en.endswith("Refused: No officer has that number and that PIN. Try again in 2 seconds")
    pad.enter("12", BINH)
    assert hall.hub.service.view.keys["counter-1"].en.endswith("a moment ago. Try again in 2 seconds")


def test_who_serves_somebody_is_told_at_the_other_counter_whom(hall: LoginHall, pad: Keypad) -> None:
    other = Keypad(hall, "counter-2")
    pad.enter("12", BINH)
    hall.hub.service.submit(Request.of("web", "take-0001", c.Take(press="p", service="land", kiosk="")), lambda _: None)
    pad.answer(pad.say(KeyPressed(counter="counter-1", key="next")))
    assert other.enter("12", BINH).reason == "wrong_state"
    assert hall.hub.service.view.keys["counter-2"].en.endswith("Counter 1 has number A001: finish or move first")
    assert hall.hub.service.view.counters[0].officer == "binh"


def test_a_pin_pressed_long_ago_is_no_try(hall: LoginHall, pad: Keypad) -> None:
    hall.clock.turn(60.0)
    id_ = pad.say(pad.typed("12", LAN), ago_ms=30_000)
    assert pad.answer(id_).reason == "pin_stale"
    assert not [fact for fact in hall.facts() if isinstance(fact, e.PinWrong)]


# What the file of PINs says


def test_a_new_pin_counts_at_once_and_the_old_one_no_more(hall: LoginHall, pad: Keypad) -> None:
    write_pins(hall.pins, {"binh": hashed("86420")}, hall.pins.parent)
    assert pad.enter("12", BINH).reason == "pin_wrong"
    hall.turn(WAIT_S)
    assert pad.enter("12", "86420").outcome == "accepted"


def test_a_file_that_others_may_read_is_not_used(
    hall: LoginHall, pad: Keypad, caplog: pytest.LogCaptureFixture
) -> None:
    hall.pins.chmod(0o644)
    assert pad.enter("12", BINH).reason == "pin_unset"
    assert "chmod 600" in caplog.text


def errors(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]


def test_what_is_wrong_with_the_file_is_logged_once_and_again_when_it_was_mended_meanwhile(
    hall: LoginHall, pad: Keypad, caplog: pytest.LogCaptureFixture
) -> None:
    hall.pins.chmod(0o644)
    for _ in range(3):
        pad.enter("12", BINH)
    assert len(errors(caplog)) == 1
    hall.pins.chmod(0o600)
    assert pad.enter("12", BINH).outcome == "accepted"
    hall.pins.chmod(0o644)
    pad.enter("12", BINH)
    assert len(errors(caplog)) == 2, "the same problem once more"
    hall.pins.write_text("binh 4711\n")
    hall.pins.chmod(0o600)
    pad.enter("12", BINH)
    assert len(errors(caplog)) == 3, "another one"


def test_a_machine_without_memory_counts_no_pin_and_asks_for_it_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    memory = [False]

    def look(kept: str | None, pin: str) -> bool:
        if not memory[0]:
            raise MemoryError("Argon2 needs 19 MiB")
        return fits(kept, pin)

    hall = LoginHall(tmp_path, look=look)
    hall.pump()
    pad = Keypad(hall)
    for _ in range(2 * TRIES):
        assert pad.enter("12", BINH).reason == "pin_stale"
    assert len(errors(caplog)) == 1
    assert BINH not in caplog.text
    assert not [fact for fact in hall.facts() if isinstance(fact, e.PinWrong | e.OfficerLocked)]
    memory[0] = True
    assert pad.enter("12", BINH).outcome == "accepted"
    hall.hub.close()


def test_counters_get_a_key_once_the_first_pin_is_set(tmp_path: Path) -> None:
    hall = LoginHall(tmp_path, PLAN, pins=False)
    hall.pump()
    pad = Keypad(hall)
    assert pad.key == ""
    write_pins(hall.pins, {"binh": hashed(BINH)}, tmp_path)
    hall.turn(2.0)
    assert last_set(pad).login_key != ""
    hall.hub.close()


def test_a_hub_without_pins_says_so(tmp_path: Path) -> None:
    hall = LoginHall(tmp_path, pins=False)
    hall.pump()
    pad = Keypad(hall)
    assert pad.enter("12", BINH).reason == "pin_unset"
    hall.hub.close()


def test_a_file_that_the_machine_will_not_look_for_ends_no_hub(tmp_path: Path) -> None:
    hall = LoginHall(tmp_path, pins=False)
    hall.pins = tmp_path / ("p" * 300)
    hall.hub.close()
    hall.hub = hall.new_hub()
    hall.pump()
    assert Keypad(hall).enter("12", BINH).reason == "pin_unset"
    hall.hub.close()


# Nowhere in clear


def test_a_pin_is_on_no_wire_in_no_file_and_in_no_log_line(
    hall: LoginHall, pad: Keypad, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    caplog.set_level(logging.DEBUG)
    secrets = ("86420975", "13579086")
    write_pins(hall.pins, {"binh": hashed(secrets[0])}, tmp_path)
    pad.enter("12", secrets[1])
    pad.enter(secrets[1], secrets[1])
    hall.turn(WAIT_S)
    pad.enter("12", secrets[0])
    hall.turn(WAIT_S)
    assert sum(type(fact) in (e.PinWrong, e.OfficerSignedIn) for fact in hall.facts()) >= 2
    wire = b"".join(payload for _, payload in hall.broker.history)
    kept = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    exported = "".join(lines(hall.path, whole=True))
    for secret in secrets:
        assert secret.encode() not in wire
        assert secret.encode() not in kept
        assert secret not in exported
        assert secret not in caplog.text
        assert secret not in repr(hall.hub.service.view)


def test_what_only_looks_like_a_box_is_refused_and_said_without_what_is_in_it(
    hall: LoginHall, pad: Keypad, caplog: pytest.LogCaptureFixture
) -> None:
    other = seal(PinKey().public, TypedPin("12", BINH))
    id_ = pad.say(LoginTyped(counter="counter-1", key=pad.key, sealed=other))
    assert pad.answer(id_).reason == "pin_stale"
    assert "can't be opened" in caplog.text
    assert other not in caplog.text


def test_a_rating_screen_shows_who_is_logged_in(tmp_path: Path) -> None:
    screen = DevicePlan(id="rating-1", kind="rating", counter="counter-1")
    hall = LoginHall(tmp_path, replace(LOGIN, devices=(*LOGIN.devices, screen)))
    hall.pump()
    rating = Device(hall, "rating", "rating-1")
    rating.status()
    assert rating.heard(SetState)[-1].body.officer == ""
    pad = Keypad(hall)
    pad.enter("12", BINH)
    assert rating.heard(SetState)[-1].body.officer == "Lê Bình"
    hall.clock.turn(86_400.0)
    hall.turn(1.5)
    assert rating.heard(SetState)[-1].body.officer == "", "nobody is logged in on a new day"
    hall.hub.close()
