"""Papers on somebody's wish: who may have which, and a day's report whose numbers add up."""

import pytest
from day_house import HOURS
from fee_house import FEES, FeeDay, reason
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from devicekit import codec
from devicekit.messages import Command
from devicekit.orders import PrintDay, PrintWhy
from hub.engine import commands as c
from hub.engine import events as e
from hub.engine.day_report import made
from hub.engine.papers import due
from hub.engine.state import State, apply
from hub.floor import Floor
from hub.paper_floor import NUMBERS, PaperFloor
from hub.plan import Plan, ProcedurePlan

ONE = "counter-1"
BIRTH = ProcedurePlan(code="1.001193", name="Đăng ký khai sinh", url="https://dichvucong.example.vn/x?ma=1")
HOUSE = replace(FEES, procedures=(BIRTH,), hours=replace(HOURS, report=True))
NO_PRINTER = replace(HOUSE, devices=tuple(each for each in HOUSE.devices if each.kind != "printer"))


def guide(**more: object) -> c.AskGuidance:
    return c.AskGuidance(procedure="1.001193", name="request-1", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("plan", "command", "expected"),
    [
        (HOUSE, replace(guide(), procedure="1.001194"), "unknown_procedure"),
        (HOUSE, guide(printer="printer-9"), "unknown_printer"),
        (HOUSE, guide(printer="counter-1"), "unknown_printer"),
        (HOUSE, guide(pressed_ms=1_794_999_000_000), "too_old"),
        (NO_PRINTER, guide(), "no_printer"),
        (NO_PRINTER, guide(printer="kiosk-1"), "accepted"),
        (HOUSE, c.AskDayReport(printer="kiosk-1"), "unknown_printer"),
        (NO_PRINTER, c.AskDayReport(), "no_printer"),
    ],
)
def test_who_can_not_have_a_paper_is_told_why(plan: Plan, command: c.AskPaper, expected: str) -> None:
    assert reason(FeeDay(plan).ask(command)) == expected  # type: ignore[arg-type]


def test_a_name_of_any_length_makes_an_id_of_the_contract() -> None:
    facts = [FeeDay(HOUSE).do(replace(guide(), name=name))[0] for name in ("a", "k" * 32 + "." + "s" * 31)]
    assert all(isinstance(fact, e.GuidanceAsked) and len(fact.slip) <= 64 for fact in facts)


def test_a_procedure_that_left_the_catalogue_prints_nothing() -> None:
    fact = e.GuidanceAsked(at_ms=0, procedure="gone", printer="printer-1", slip="guide-x")
    assert list(Floor(HOUSE).orders("2026-11-18", [fact])) == []


# The report

ACTS = ("take", "urgent", "next", "start", "finish", "noshow", "fee", "park", "void", "back", "close")


def play(day: FeeDay, act: str, which: int) -> None:
    numbers = list(day.state.tickets)
    number = numbers[which % len(numbers)] if numbers else "A001"
    counter = (ONE, "counter-2", "counter-4")[which % 3]
    day.now += 61_000
    day.ask(
        {
            "take": c.Take(press=f"p{day.now}", service=("land", "civil")[which % 2], kiosk="kiosk-1"),
            "urgent": c.Take(press=f"p{day.now}", service="land", kiosk="kiosk-1", priority=True),
            "next": c.CallNext(counter=counter),
            "start": c.Start(counter=counter),
            "finish": c.Finish(counter=counter),
            "noshow": c.MissedCall(counter=counter),
            "fee": c.SendToFee(counter=counter),
            "park": c.Park(counter=counter, minutes=0),
            "void": c.VoidNumber(number=number, reason="left"),
            "back": c.MarkBack(number=number),
            "close": c.CloseDay(early=True),
        }[act]  # type: ignore[arg-type]
    )


def report_of(day: FeeDay) -> e.DayReported:
    (fact,) = day.do(c.AskDayReport())
    assert isinstance(fact, e.DayReported)
    return fact


@given(st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 40)), max_size=60))
def test_every_number_of_the_day_is_in_one_place_of_its_report(acts: list[tuple[str, int]]) -> None:
    day = FeeDay(HOUSE)
    for act, which in acts:
        play(day, act, which)
    said = report_of(day)
    ends = said.finished + said.noshow + said.voided + said.waiting
    lists = (said.at_counters, said.parked, said.open_fees, said.carried)
    assert said.issued + said.returned == ends + sum(map(len, lists)) == len(day.state.tickets)
    assert sum(said.issued_by.values()) == said.issued
    assert len(set().union(*lists)) == sum(map(len, lists))
    # What is folded again from the log says the same.
    again = State(day.state.day)
    for fact in day.log[:-1]:
        apply(again, fact)
    assert made(again, day.now, said.printer, day.engine.rules.worked) == said


def test_waiting_is_until_the_first_call_and_without_the_hours_when_nobody_works() -> None:
    day = FeeDay(HOUSE)
    day.take()
    day.take()
    day.now += 10 * 60_000
    day.call()
    day.now += 20 * 60_000
    day.call("counter-2")
    said = report_of(day)
    assert (said.wait_min, said.longest_min) == (20, 30)


def test_an_appointment_of_an_earlier_day_counts_from_when_its_holder_comes() -> None:
    day = FeeDay(HOUSE)
    held = e.AppointmentHeld(
        at_ms=day.now, number="A007", press="p0", service="land", day=day.state.day, due_ms=day.now, arrived_ms=1
    )
    apply(day.state, held)
    before = report_of(day)
    apply(day.state, e.AppointmentDue(at_ms=day.now, number="A007"))
    day.call()
    after = report_of(day)
    assert (before.returned, before.issued, before.carried) == (0, 0, ())
    assert (after.returned, after.issued, after.at_counters, after.longest_min) == (1, 0, ("A007",), 0)


def test_a_report_with_other_numbers_is_no_copy() -> None:
    day = FeeDay(HOUSE)
    day.take()
    first, same = report_of(day), report_of(day)
    day.take()
    other = report_of(day)
    assert (first.n, same.n, other.n) == (0, 1, 0)
    assert first.slip == same.slip != other.slip


@pytest.mark.parametrize("by", ["calendar", "person", "restart"])
def test_a_day_that_is_over_is_reported_once_and_not_when_everybody_has_gone_home(by: str) -> None:
    day = FeeDay(HOUSE)
    assert due(HOUSE, day.state, day.now) == ()
    apply(day.state, e.DayClosed(at_ms=day.now, by=by))  # type: ignore[arg-type]
    assert due(replace(HOUSE, hours=HOURS), day.state, day.now) == ()
    assert due(NO_PRINTER, day.state, day.now) == ()
    found = due(HOUSE, day.state, day.now)
    assert len(found) == (by != "restart")
    for fact in found:
        apply(day.state, fact)
    assert due(HOUSE, day.state, day.now) == ()


LINE = "Ế" * 200
SERVICES = {f"service-{n}": 999 for n in range(60)}
FULL = replace(
    HOUSE,
    services=tuple(replace(HOUSE.services[0], id=id_, name="Ế" * 80) for id_ in SERVICES),
    procedures=(
        ProcedurePlan(
            code="1",
            name=LINE,
            papers=(LINE,) * 20,
            time_limit=LINE,
            fees=LINE,
            place=LINE,
            url="https://example.vn/" + "x" * 250,
        ),
    ),
)
MANY = tuple(f"A{n:03d}" for n in range(NUMBERS + 50))
REPORT = e.DayReported(
    at_ms=0,
    day="2026-11-18",
    printer="p",
    slip="day-2026-11-18-0123456789ab",
    issued_by=SERVICES,
    **dict.fromkeys(("at_counters", "parked", "open_fees", "carried", "unslipped"), MANY),
)
WHY = PrintWhy(slip="why-x", number="A001", sentences=(LINE,) * 24)


@pytest.mark.parametrize(
    ("fact", "why"),
    [
        (REPORT, None),
        (e.GuidanceAsked(at_ms=0, procedure="1", printer="p", slip="guide-x"), None),
        (e.WhyAsked(at_ms=0, number="A001", printer="p", slip="why-x"), WHY),
    ],
    ids=["day", "guidance", "why"],
)
def test_the_fullest_paper_fits_into_a_message(
    fact: e.DayReported | e.GuidanceAsked | e.WhyAsked, why: PrintWhy | None
) -> None:
    (body,) = PaperFloor(FULL).asked(fact, why)
    command = Command(id="c1-1-0", epoch=1, seq=1, sent_hub_ms=0, ttl_ms=1, body=body)
    assert codec.decode("do", codec.encode(command)) == command


def test_numbers_that_find_no_room_are_counted_all_the_same() -> None:
    (body,) = PaperFloor(FULL).asked(REPORT, None)
    assert isinstance(body, PrintDay)
    assert (body.carried.count, len(body.carried.numbers)) == (NUMBERS + 50, NUMBERS)
