import ast
import json
import sys
from pathlib import Path

import pytest
from auditor import audit

HERE = Path(__file__).parent
NOBODY = {"papers": [], "said": [], "asked": [], "sent": [], "shown": {}, "waiting": {}}
# 2026-11-23 08:00 in Vietnam.
AT = 1_795_395_600_000


def log(*facts: tuple) -> list[str]:
    """Lines of an export: (device, kind, fields) after the beginning of the day."""
    all_facts = [("", "DayStarted", {"day": "2026-11-23"}), *facts]
    return [
        json.dumps({"seq": n, "day": "2026-11-23", "device": d, "kind": k, "fact": {"at_ms": AT + n, **body}})
        for n, (d, k, body) in enumerate(all_facts, 1)
    ]


def taken(number: str, n: int, press: str, **more: object) -> tuple:
    return "kiosk-1", "TicketTaken", {"number": number, "n": n, "press": press, "service": "land", "ahead": 0, **more}


def reserve(number: str, press: str) -> tuple:
    return "kiosk-1", "ReserveTaken", {"number": number, "press": press, "service": "land", "arrived_ms": AT}


def at(counter: str, kind: str, number: str, **more: object) -> tuple:
    return counter, kind, {"number": number, "counter": counter, **more}


def paper(press: str, number: str, copy: bool = False) -> dict:
    return {"kiosk": "kiosk-1", "press": press, "number": number, "reserve": False, "copy": copy}


def said(id_: str, detail: str, device: str = "kiosk-1") -> dict:
    return {"device": device, "id": id_, "outcome": "accepted", "reason": "", "detail": detail}


def asked(id_: str, what: str, press: str = "", device: str = "kiosk-1") -> dict:
    return {"device": device, "id": id_, "what": what, "press": press}


ONE = taken("A001", 1, "p1")
TWO = taken("A002", 2, "p2")
KEYS = [asked(f"k{n}", "KeyPressed", device="counter-1") for n in range(9)]
ANSWERS = [said(f"k{n}", "", device="counter-1") for n in range(9)]
PRESSED = {"asked": KEYS, "said": ANSWERS}
CALL = at("counter-1", "Called", "A001")
ASIDE = at("counter-1", "Held", "A001")
PARK = at("counter-1", "Parked", "A001", until_ms=AT + 4)
MINE = at("counter-1", "Parked", "A001", mine=True)
NEXT = (at("counter-1", "Finished", "A001", by="next"), at("counter-1", "Called", "A002", follows=True))
UNDO = at("counter-1", "Undone", "A001", verb="next", state="called")
PAUSE = {"counter": "counter-1", "reason": 1}
VISIT = at("counter-1", "Transferred", "A001", to_counter="counter-2", back=True)
MOVED = at("counter-1", "Moved", "A001", to_counter="counter-2")
VOID = ("web", "NumberVoided", {"number": "A001", "reason": "left"})
THREE = taken("A003", 3, "p3")
PROMISE = {"press": "p1", "service": "land", "day": "2026-11-24", "due_ms": AT, "arrived_ms": AT}
CARRY = ("", "CarriedOver", {"number": "A001", "next_number": "A001", **PROMISE})
TOMORROW = ("", "DayStarted", {"at_ms": AT + 86_400_000, "day": "2026-11-24"})
DAY_AFTER = ("", "DayStarted", {"at_ms": AT + 2 * 86_400_000, "day": "2026-11-25"})
HELD = ("", "AppointmentHeld", {"number": "A001", **PROMISE, "at_ms": AT + 86_400_001})
AWAY = at("counter-1", "Transferred", "A001", to_officer="binh")
TO_LAN = at("counter-1", "Transferred", "A001", to_officer="lan")
SEATS = {**PRESSED, "seats": {"binh": ["counter-2", "counter-4"]}}
ONE_EACH = {"per_person": {"land": 1}}
BOOKED = ("web", "AppointmentBooked", {"code": "DVC-1", "service": "land", "day": "2026-11-23", "due_ms": AT})
CANCELLED = ("web", "AppointmentCancelled", {"code": "DVC-1"})
KEPT = ("kiosk-1", "AppointmentKept", {"number": "A001", "code": "DVC-1"})
HELP = ("kiosk-1", "HelpAsked", {"kiosk": "kiosk-1"})
ALARM = ("web", "Evacuation", {"on": True})
IN = ("counter-2", "OfficerSignedIn", {"counter": "counter-2", "officer": "lan"})
OUT = ("counter-2", "OfficerSignedOut", {"counter": "counter-2", "officer": "lan"})
IN_THREE = ("counter-3", "OfficerSignedIn", {"counter": "counter-3", "officer": "lan"})
MISSED = tuple(("web", "PinWrong", {"counter": f"counter-{n}", "officer": "lan", "wait_ms": 0}) for n in range(1, 7))
MISSED_LATER = tuple((*each[:2], {**each[2], "at_ms": AT + 86_400_001 + n}) for n, each in enumerate(MISSED[3:]))
TRIES_HELD = ("", "TriesHeld", {"officer": "lan", "wrong": 1, "at_ms": AT + 86_400_001})
LOCKED = ("web", "OfficerLocked", {"officer": "lan", "until_ms": AT + 86_400_000})
DUE = ("", "AppointmentDue", {"number": "A001"})
FEE = at("counter-1", "SentToFee", "A001", service="post", back=True)


def test_the_auditor_imports_nothing_of_ours() -> None:
    names = set()
    for path in HERE.glob("auditor*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                names.add(node.module or "")
    assert names <= {*(path.stem for path in HERE.glob("auditor_*.py")), *sys.stdlib_module_names, "collections.abc"}


def test_a_day_as_it_should_be_has_no_findings() -> None:
    lines = log(
        ONE, TWO, CALL, FEE,
        at("counter-3", "Called", "A001", leg="fee"),
        at("counter-3", "Finished", "A001", result=6),
        ("", "FeePaid", {"number": "A001", "back_to": "counter-1"}),
        at("counter-1", "Called", "A001", leg="back"),
    )  # fmt: skip
    held = {
        **NOBODY,
        "asked": [*KEYS, *(asked(each["id"], "KeyPressed", device="counter-3") for each in KEYS)],
        "said": [*ANSWERS, *({**each, "device": "counter-3"} for each in ANSWERS)],
        "papers": [paper("p1", "A001"), paper("p1", "A001", copy=True)],
        "shown": {"counter-1": "A001", "counter-3": ""},
        "waiting": {"land": 1, "post": 0},
    }
    assert audit(lines, held) == []


@pytest.mark.parametrize(
    ("facts", "held", "sentence"),
    [
        ((ONE, taken("A001", 1, "p2")), {}, "no number is given twice in a day"),
        ((ONE, taken("A003", 3, "p2")), {}, "a series has no gap"),
        ((ONE, TWO, reserve("A901", "p1")), {}, "a press has one ticket"),
        ((ONE,), {"papers": [paper("p2", "A002")]}, "nobody is lost: A002 is on paper"),
        (
            (ONE, ("kiosk-1", "NumberVoided", {"number": "A001", "replaced_by": "A901", "reason": ""})),
            {"papers": [paper("p1", "A001")]},
            "no void number is on paper",
        ),
        ((ONE,), {"papers": [paper("p1", "A001")] * 2}, "no press has two papers that look alike"),
        ((), {"said": [said("1.1", "A001")], "asked": [asked("1.1", "TicketWanted", "p1")]}, "acknowledged is missing"),
        ((ONE,), {"asked": [asked("1.1", "TicketWanted", "p1")]}, "whoever asks is answered"),
        ((ONE,), {"said": [said("1.1", "A001"), said("1.1", "A002")]}, "a repeat gets its first answer"),
        ((ONE, CALL), {}, "nothing is done twice: counter-1"),
        ((ONE, ("kiosk-1", "Printed", {"number": "A001", "press": "p1"})), {}, "nothing is done twice: kiosk-1"),
        ((ONE, CALL, at("counter-2", "Called", "A001")), {}, "a ticket is at one counter at most"),
        ((ONE, TWO, CALL, at("counter-1", "Called", "A002")), PRESSED, "a counter has one ticket at most"),
        ((ONE, CALL, at("counter-2", "Finished", "A001")), {}, "a ticket is at one counter at most"),
        ((ONE, CALL, at("counter-1", "Switched", "A001")), PRESSED, "a counter has one ticket at most"),
        ((ONE, CALL, ASIDE, at("counter-2", "Switched", "A001")), PRESSED, "a ticket is at one counter at most"),
        ((ONE, CALL, ASIDE, ("", "CounterClosed", {"counter": "counter-1"})), PRESSED, "does not close"),
        ((ONE, TWO, at("counter-1", "Called", "A002")), PRESSED, "who came first is called first"),
        (
            (ONE, taken("A002", 2, "p2", priority=True), at("counter-1", "Called", "A002")),
            PRESSED,
            "nobody starves behind priority",
        ),
        (
            (taken("A001", 1, "p1", priority=True), TWO, at("counter-1", "Called", "A002")),
            PRESSED,
            "nobody without priority goes before somebody older with it",
        ),
        (
            (ONE, CALL, FEE, at("counter-3", "Called", "A001"), at("counter-3", "Finished", "A001", result=6), TWO),
            PRESSED,
            "a payer sent to the fee counter comes back or leaves",
        ),
        (
            (ONE, CALL, FEE, ("", "FeePaid", {"number": "A001", "back_to": "counter-2"})),
            PRESSED,
            "a payer comes back to the counter that sent them",
        ),
        ((ONE, CALL, PARK, PARK), PRESSED, "nobody is set aside twice"),
        (
            (ONE, CALL, PARK, TWO, at("counter-2", "Called", "A002")),
            PRESSED,
            "who was set aside waits again when the time is over",
        ),
        (
            (ONE, CALL, MINE, ("", "Unparked", {"number": "A001"})),
            PRESSED,
            "who is set aside for one counter comes back to it",
        ),
        ((ONE, ("", "Unparked", {"number": "A001"})), {}, "who comes back was set aside"),
        ((ONE, TWO, CALL, *NEXT, UNDO), PRESSED, "an undo takes back all of a deed"),
        ((ONE, CALL, UNDO, UNDO), PRESSED, "undo takes back what was done last"),
        ((ONE, CALL, ("counter-1", "CounterPaused", PAUSE)), PRESSED, "a counter that is closed or pauses has nobody"),
        ((("", "CounterReleased", {"counter": "counter-1"}),), {}, "only a counter that pauses is released"),
        (
            (ONE, CALL, VISIT, at("counter-2", "Called", "A001"), at("counter-2", "Finished", "A001"), TWO),
            PRESSED,
            "who was sent elsewhere comes back to the counter that sent them",
        ),
        (
            (ONE, TWO, CALL, at("counter-2", "Called", "A002"), MOVED),
            PRESSED,
            "a counter has one ticket at most",
        ),
        (
            (ONE, TWO, THREE, *(at(f"counter-{n}", "Called", f"A00{n}", rule="picked") for n in (2, 3))),
            {"bound": 1},
            "nobody is passed more often than was promised",
        ),
        ((ONE, TWO), {"room": 1}, "a full hall turns away who presses at a kiosk"),
        ((ONE, CALL, VOID), PRESSED, "who is at a counter keeps the number"),
        ((ONE, CARRY, TOMORROW), {}, "an appointment is kept"),
        ((ONE, CARRY, DAY_AFTER), {}, "an appointment is kept"),
        ((ONE, CARRY, TOMORROW, HELD, taken("A001", 1, "p9")), {}, "no number is given twice in a day"),
        ((TOMORROW, HELD), {}, "who has an appointment was told"),
        ((ONE,), {"people": {"A001": "parked"}}, "whoever got a number waits, is at a counter, or has gone"),
        ((ONE,), {"people": {}}, "whoever got a number is known"),
        ((("", "FeePaid", {"code": "H1"}),) * 2, {}, "a fee is paid once"),
        ((("rating-1", "Rated", {"visit": "v", "number": "A001"}),) * 2, {}, "one vote counts once"),
        ((), {"sent": [{"topic": "t", "epoch": 2, "seq": 1}, {"topic": "t", "epoch": 1, "seq": 9}]}, "goes back"),
        ((), {"sent": [{"topic": "t", "epoch": 2, "seq": 1}] * 2}, "no epoch and no sequence goes back"),
        ((ONE,), {"waiting": {"land": 0}}, "nobody who waits is lost"),
        ((ONE, CALL), {**PRESSED, "shown": {"counter-1": "A002"}}, "a display shows who is called"),
        ((ONE, TWO, CALL, ASIDE, at("counter-1", "Called", "A002")), PRESSED, "a counter serves no more people"),
        ((ONE, CALL, AWAY, at("counter-3", "Called", "A001")), SEATS, "one counter or officer is called there"),
        ((ONE, CALL, VISIT, at("counter-1", "Called", "A001")), PRESSED, "one counter or officer is called there"),
        ((IN, ONE, CALL, TO_LAN, at("counter-3", "Called", "A001")), PRESSED, "one counter or officer is called there"),
        ((IN, IN_THREE), NOBODY, "an officer is at one counter at a time"),
        ((IN, ("web", "OfficerSignedIn", {"counter": "counter-2", "officer": "an"})), NOBODY, "has one officer at a"),
        ((IN, ONE, at("counter-2", "Called", "A001"), OUT), PRESSED, "nobody leaves somebody at the counter"),
        ((*MISSED[:2], TOMORROW, TRIES_HELD), NOBODY, "five wrong PINs lock an officer: a day begins with 1"),
        ((*MISSED[:3], TOMORROW, *MISSED_LATER), NOBODY, "five wrong PINs lock an officer"),
        ((OUT,), NOBODY, "who logs out was logged in there"),
        (MISSED, NOBODY, "five wrong PINs lock an officer"),
        ((*MISSED[:5], LOCKED, IN), NOBODY, "five wrong PINs lock an officer"),
        (((*MISSED[0][:2], {**MISSED[0][2], "wait_ms": AT + 86_400_000}), MISSED[0]), NOBODY, "after a wrong PIN"),
        ((*MISSED[:5], LOCKED, ("", "OfficerUnlocked", {"officer": "lan"})), NOBODY, "a lock lasts its time"),
        ((IN, ("", "OfficerAway", {"officer": "lan"})), NOBODY, "only who is at no counter has gone"),
        ((ONE, TWO), {**ONE_EACH, "cards": {"p1": "an", "p2": "an"}}, "more numbers than one person may have: A002"),
        (
            (),
            {"said": [said("1.1", "")], "asked": [{**asked("1.1", "TakeSeveral", "p1"), "count": 2}]},
            "nothing that was acknowledged is missing",
        ),
        ((BOOKED, CANCELLED, ONE, KEPT), {}, "an appointment that is cancelled or missed is over"),
        ((BOOKED, CANCELLED, CANCELLED), {}, "an appointment that is open ends once"),
        ((BOOKED, ONE, KEPT, CANCELLED), {}, "an appointment that is open ends once"),
        ((HELP, HELP), {}, "who calls again before somebody comes calls once"),
        ((("web", "HelpAnswered", {"kiosk": "kiosk-1"}),), {}, "help comes to who called for it"),
        ((ALARM, ALARM), {}, "an evacuation begins once and ends once"),
        ((("", "DayStarted", {"day": "2026-11-23"}),), {}, "no day comes again"),
        (((*ONE[:2], {**ONE[2], "at_ms": 1}),), {}, "legal time never goes back"),
    ],
)  # fmt: skip
def test_a_broken_promise_is_found(facts: tuple, held: dict, sentence: str) -> None:
    found = audit(log(*facts), {**NOBODY, **held})
    assert any(sentence in each for each in found), found


def test_a_counter_that_serves_two_is_in_order() -> None:
    second, again = at("counter-1", "Called", "A002"), at("counter-1", "Switched", "A001")
    day = (ONE, TWO, CALL, ASIDE, second, at("counter-1", "Finished", "A002"), again)
    held = {**NOBODY, **PRESSED, "at_a_time": {"counter-1": 2}, "shown": {"counter-1": "A001"}}
    assert audit(log(*day), held) == []


def test_two_at_a_counter_that_may_serve_two_and_who_waits_for_an_officer_are_in_order() -> None:
    day = (
        ONE,
        TWO,
        CALL,
        ASIDE,
        at("counter-1", "Called", "A002"),
        at("counter-1", "Transferred", "A002", to_officer="binh"),
    )
    called = {**at("counter-4", "Called", "A002")[2]}
    held = {**NOBODY, **SEATS, "at_a_time": {"counter-1": 2}, "shown": {"counter-4": "A002"}}
    held["asked"] = [*KEYS, asked("k1", "KeyPressed", device="counter-4")]
    held["said"] = [*ANSWERS, said("k1", "", device="counter-4")]
    assert audit(log(*day, ("counter-4", "Called", called)), held) == []


def test_a_person_whose_number_is_over_and_one_whose_second_is_a_kiosks_own_are_in_order() -> None:
    held = {**NOBODY, **ONE_EACH, "cards": {"p1": "an", "p2": "an", "p9": "an"}}
    assert audit(log(ONE, VOID, TWO, reserve("A901", "p9")), held) == []


def test_whose_the_numbers_of_an_earlier_day_are_nobody_knows() -> None:
    day_two = [json.loads(line) for line in log(ONE, CARRY, TOMORROW, HELD, DUE, taken("A002", 1, "p2"))]
    for line in day_two[3:]:
        line["day"] = "2026-11-24"
        line["fact"]["at_ms"] = AT + 86_400_000 + line["seq"]
    held = {**NOBODY, **ONE_EACH, "cards": {"p1": "an", "p2": "an"}}
    found = audit(map(json.dumps, day_two), held)
    assert not [each for each in found if "more numbers than one person may have" in each]


def test_an_evacuation_is_said_again_every_minute_and_not_sooner() -> None:
    def twice(after_ms: int) -> list[str]:
        first, *rest = log(ALARM, ALARM)
        again = json.loads(rest[-1])
        again["fact"]["at_ms"] = json.loads(rest[0])["fact"]["at_ms"] + after_ms
        return audit([first, *rest[:-1], json.dumps(again)], NOBODY)

    assert twice(60_000) == []
    assert any("an evacuation begins once" in each for each in twice(59_999))


@pytest.mark.parametrize("what", ["HelpAsked", "AppointmentShown"])
def test_who_took_the_place_of_an_earlier_one_is_answered_once(what: str) -> None:
    calls = [asked("1.1", what), asked("1.2", what)]
    assert audit(log(HELP), {**NOBODY, "asked": calls, "said": [said("1.2", "")]}) == []
    found = audit(log(HELP), {**NOBODY, "asked": calls, "said": [said("1.1", "")]})
    assert found == [f"whoever asks is answered: {what} 1.2 of kiosk-1 was not"]


@pytest.mark.parametrize("let_in", [{"priority": True}, {"booked_ms": AT}, {"origin": "web"}, {"origin": "desk"}])
def test_a_full_hall_is_none_to_who_is_let_before_others_or_sent_by_a_person(let_in: dict) -> None:
    found = audit(log(ONE, taken("A002", 2, "p2", **let_in)), {**NOBODY, "room": 1})
    assert not [each for each in found if "full hall" in each]


RESTORED = ("", "StoreRestored", {"skip": 7, "until_ms": AT})


def test_what_a_restore_left_out_of_a_series_is_no_gap_and_is_not_given() -> None:
    after = taken("A009", 9, "p9")
    assert not [each for each in audit(log(ONE, RESTORED, after), NOBODY) if "a series" in each]
    for wrong in (log(ONE, after), log(ONE, RESTORED, taken("A010", 10, "p9")), log(ONE, RESTORED, TWO, after)):
        assert [each for each in audit(wrong, NOBODY) if "a series has no gap" in each]


ALONE = [asked("c1", "CalledAlone", device="counter-1"), asked("f1", "FinishedAlone", device="counter-1")]
TAKEN_IN = {"asked": ALONE, "said": [said("c1", "", "counter-1"), said("f1", "", "counter-1")]}
CALL_ALONE = at("counter-1", "Called", "A002", rule="alone", then_ms=AT)
START_ALONE = at("counter-1", "Started", "A002", then_ms=AT, follows=True)
END_ALONE = at("counter-1", "Finished", "A002", then_ms=AT + 1)


def odd(number: str, why: str, other: str = "", verb: str = "call") -> tuple:
    return at("counter-1", "AloneConflict", number, verb=verb, typed="1", why=why, other=other, then_ms=AT)


def test_a_counter_that_was_alone_goes_by_no_line_and_each_of_its_deeds_counts_once() -> None:
    assert audit(log(ONE, TWO, CALL_ALONE, START_ALONE, END_ALONE), {**NOBODY, **TAKEN_IN}) == []


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ((ONE, TWO, CALL_ALONE, START_ALONE, END_ALONE, odd("A002", "over", "finished")), "is taken in once"),
        ((ONE, TWO, CALL_ALONE, END_ALONE, odd("A002", "over", "finished", "finish")), "is taken in once"),
        ((ONE, at("counter-1", "Called", "A001", rule="alone", then_ms=AT + 99)), "was done before it is told"),
        ((ONE, odd("A001", "elsewhere", "counter-2")), "does not fit is said as it is"),
        ((ONE, odd("A001", "over", "finished")), "does not fit is said as it is"),
        ((ONE, odd("A001", "parked")), "does not fit is said as it is"),
        ((ONE, odd("A001", "busy", "A002")), "does not fit is said as it is"),
        ((ONE, odd("A001", "closed")), "does not fit is said as it is"),
        ((ONE, CALL, odd("A001", "waiting")), "does not fit is said as it is"),
        ((ONE, odd("A007", "waiting")), "does not fit is about who holds a number"),
    ],
)
def test_what_was_done_alone_and_is_not_so_is_found(facts: tuple, sentence: str) -> None:
    assert any(sentence in each for each in audit(log(*facts), {**NOBODY, **TAKEN_IN}))


def test_a_deed_that_the_hub_refuses_is_found() -> None:
    refused = {**said("c1", "", "counter-1"), "outcome": "refused", "reason": "wrong_state"}
    found = audit(log(ONE), {**NOBODY, **TAKEN_IN, "said": [refused, TAKEN_IN["said"][1]]})
    assert [each for each in found if "what was done alone is taken in:" in each]


def test_a_gap_in_the_log_is_found() -> None:
    lines = log(ONE, TWO)
    assert any("the log has no gap" in each for each in audit([lines[0], lines[2]], NOBODY))


def test_a_day_of_another_zone_is_found() -> None:
    line = json.dumps(
        {"seq": 1, "day": "2026-11-22", "device": "", "kind": "DayStarted", "fact": {"at_ms": AT, "day": "2026-11-22"}}
    )
    assert any("a working day is the date in Vietnam" in each for each in audit([line], NOBODY))


BOOKED = ("web", "AppointmentBooked", {"code": "DVC-1", "service": "land", "day": "2026-11-23", "due_ms": AT})
KEPT = ("web", "AppointmentKept", {"code": "DVC-1", "number": "A001"})


def test_an_appointment_is_booked_given_a_number_and_kept_once() -> None:
    right = log(BOOKED, ONE, KEPT)
    right += log(taken("H001", 1, "p2", series="booked"))[1:]
    assert not [each for each in audit(right, NOBODY) if "appointment" in each or "a series" in each]
    for wrong in (log(ONE, KEPT), log(BOOKED, ONE, KEPT, KEPT), log(BOOKED, KEPT), log(BOOKED, ONE, KEPT, BOOKED)):
        assert [each for each in audit(wrong, NOBODY) if "appointment" in each]


def test_who_waits_for_an_officer_is_called_where_that_one_has_logged_in() -> None:
    held = {**NOBODY, **PRESSED, "shown": {"counter-3": "A001"}}
    held["asked"] = [*KEYS, asked("k1", "KeyPressed", device="counter-3")]
    held["said"] = [*ANSWERS, said("k1", "", device="counter-3")]
    assert audit(log(IN, ONE, CALL, TO_LAN, OUT, IN_THREE, at("counter-3", "Called", "A001")), held) == []
