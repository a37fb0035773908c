"""Facts as records of the one-stop interface: every kind, the same bytes again, nothing that says who somebody is."""

import json
import random
from datetime import UTC, datetime, timedelta, timezone
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.engine import events as e
from hub.engine.booking_events import BookingEvent
from hub.engine.device_events import DeviceEvent
from hub.engine.hours_events import HoursEvent
from hub.engine.officer_events import OfficerEvent
from hub.engine.paper_events import PaperEvent
from hub.store_rows import LogRow
from hub.sync.pace import LONGEST_S, WISH_MOST_S, Pace, retry_after_s
from hub.sync.records import record_of
from motcua.onestop.records import KINDS, refusal

HANOI = timezone(timedelta(hours=7))
AT_MS = 1_795_568_712_345
SENT: list[tuple[e.EngineEvent, dict[str, object]]] = [
    (
        e.TicketTaken(at_ms=AT_MS, number="A012", press="kiosk-1.s.1", service="land", n=12, ahead=3, kiosk="kiosk-1"),
        {"kind": "ticket", "service": "land", "origin": "kiosk"},
    ),
    (
        e.TicketTaken(at_ms=AT_MS, number="A012", press="w", service="land", n=1, ahead=0, priority=True, origin="web"),
        {"kind": "ticket", "service": "land", "origin": "web", "priority": True},
    ),
    (
        e.ReserveTaken(at_ms=AT_MS, number="A012", press="p", service="land", kiosk="kiosk-1", arrived_ms=1),
        {"kind": "ticket", "service": "land", "origin": "reserve"},
    ),
    (
        e.ReserveOfPastDay(
            at_ms=AT_MS, number="A012", press="p", service="land", kiosk="k", arrived_ms=1, day="2026-11-25"
        ),
        {"kind": "ticket", "service": "land", "origin": "reserve"},
    ),
    (
        e.NumberVoided(at_ms=AT_MS, number="A012", reason="reserve_given", replaced_by="A901"),
        {"kind": "voided", "reason": "reserve_given", "replaced_by": "A901"},
    ),
    (e.Called(at_ms=AT_MS, number="A012", counter="counter-1"), {"kind": "called", "counter": "counter-1"}),
    (
        e.Recalled(at_ms=AT_MS, number="A012", counter="counter-1", leg="fee"),
        {"kind": "recalled", "counter": "counter-1", "leg": "fee"},
    ),
    (e.Started(at_ms=AT_MS, number="A012", counter="counter-1"), {"kind": "started", "counter": "counter-1"}),
    (
        e.Finished(at_ms=AT_MS, number="A012", counter="counter-1", result=0),
        {"kind": "finished", "counter": "counter-1", "result": 0},
    ),
    (e.NoShow(at_ms=AT_MS, number="A012", counter="counter-1"), {"kind": "no_show", "counter": "counter-1"}),
    (
        e.Transferred(at_ms=AT_MS, number="A012", counter="counter-1", to_counter="counter-2", back=True),
        {"kind": "transferred", "counter": "counter-1", "to_counter": "counter-2", "back": True},
    ),
    (
        e.Transferred(at_ms=AT_MS, number="A012", counter="counter-1", to_officer="lan"),
        {"kind": "transferred", "counter": "counter-1", "to_officer": "lan"},
    ),
    (
        e.Undone(at_ms=AT_MS, number="A012", counter="counter-1", verb="finish", state="serving"),
        {"kind": "undone", "counter": "counter-1", "verb": "finish", "state": "serving"},
    ),
    (
        e.SentToFee(at_ms=AT_MS, number="A012", counter="counter-1", service="post", back=False, slip="fee.1"),
        {"kind": "to_fee", "counter": "counter-1", "service": "post", "back": False},
    ),
    (
        e.FeePaid(at_ms=AT_MS, number="A012", code="H34.12-261125-0001", back_to="counter-1"),
        {"kind": "fee_paid", "dossier": "H34.12-261125-0001", "back_to": "counter-1"},
    ),
    (
        e.DossierReported(at_ms=AT_MS, number="A012", code="H34.12-261125-0001", state=2, counter="counter-1"),
        {"kind": "dossier", "dossier": "H34.12-261125-0001", "state": 2, "counter": "counter-1"},
    ),
    (
        e.Rated(at_ms=AT_MS, number="A012", visit="v", day="2026-11-25", counter="counter-1", officer="anh", level=1),
        {"kind": "rated", "counter": "counter-1", "officer": "anh", "level": 1, "levels": 3},
    ),
    (
        e.RatedOfPastDay(at_ms=AT_MS, number="A012", visit="v", day="2026-11-25", counter="counter-1", tags=("wait",)),
        {"kind": "rated", "counter": "counter-1", "levels": 3, "tags": ["wait"]},
    ),
]
AGENCY = e.AgencyRated(at_ms=AT_MS, vote="v", agency="justice", questions="tt01-2018", answers={"q1": 2}, voted_ms=1)


def row(event: e.EngineEvent, seq: int = 7) -> LogRow:
    return LogRow(seq, "2026-11-25", "web", event)


@pytest.mark.parametrize(("event", "expected"), SENT, ids=[type(each).__name__ for each, _ in SENT])
def test_each_fact_of_a_visit_is_a_record(event: e.EngineEvent, expected: dict[str, object]) -> None:
    record = record_of("kontum", HANOI, row(event))
    assert record is not None
    head = {"site": "kontum", "seq": 7, "day": "2026-11-25", "at": "2026-11-25T08:05:12+07:00"}
    assert json.loads(record.body) == {**head, "visit": "20261125.A012", "number": "A012", **expected}
    assert refusal(record.key, record.body, "kontum") is None


def test_a_rating_of_an_agency_belongs_to_no_visit() -> None:
    record = record_of("kontum", HANOI, row(AGENCY))
    assert record is not None
    found = json.loads(record.body)
    assert (found["kind"], found["answers"], "visit" in found) == ("agency_rated", {"q1": 2}, False)
    assert refusal(record.key, record.body, "kontum") is None


def test_every_kind_of_the_interface_is_sent() -> None:
    sent = (*(event for event, _ in SENT), AGENCY)
    kinds = {json.loads(record.body)["kind"] for each in sent if (record := record_of("k", HANOI, row(each)))}
    assert kinds == set(KINDS)


@pytest.mark.parametrize(
    "late",
    [
        e.Called(at_ms=AT_MS, then_ms=AT_MS - 600_000, number="A012", counter="counter-1"),
        e.Started(at_ms=AT_MS, then_ms=AT_MS - 600_000, number="A012", counter="counter-1"),
        e.Finished(at_ms=AT_MS, then_ms=AT_MS - 600_000, number="A012", counter="counter-1"),
    ],
    ids=lambda fact: type(fact).__name__,
)
def test_what_was_done_while_the_hub_was_away_is_told_with_the_time_it_was_done(late: e.EngineEvent) -> None:
    record = record_of("k", HANOI, row(late))
    assert record is not None
    told = datetime.fromisoformat(json.loads(record.body)["at"])
    assert told == datetime.fromtimestamp((AT_MS - 600_000) // 1000, UTC)
    assert record.at_ms == AT_MS, "its place in the log is that of its telling"


def test_what_is_the_hubs_own_business_is_no_record() -> None:
    kept = {e.DayStarted, e.SlipPrinted, e.SlipMissed, e.CounterOpened, e.CounterClosed, e.ServiceOpened}
    kept |= (
        set(get_args(HoursEvent))
        | set(get_args(BookingEvent))
        | set(get_args(PaperEvent))
        | set(get_args(OfficerEvent))
        | set(get_args(DeviceEvent))
    )
    kept |= {e.ServiceClosed, e.Printed, e.PrintMissed, e.VoiceMissed, e.FaultNoted, e.EpochRaised}
    kept |= {e.StoreRestored, e.AloneConflict}
    kept |= {e.Parked, e.Unparked, e.Requeued, e.SentBack, e.Moved, e.MarkedBack, e.ServiceChanged, e.ReprintAsked}
    kept |= {e.CounterPaused, e.CounterResumed, e.CounterReleased, e.Held, e.Switched, e.PolicySet}
    kept |= {e.HelpAsked, e.HelpAnswered, e.DossierNamed, e.RatingAsked}
    assert {*map(type, (each for each, _ in SENT)), e.AgencyRated} == set(get_args(e.EngineEvent)) - kept
    assert record_of("k", HANOI, row(e.Printed(at_ms=1, number="A012", press="p"))) is None


def test_what_the_one_stop_system_said_of_nobody_here_is_not_told_back() -> None:
    assert record_of("k", HANOI, row(e.DossierReported(at_ms=1, code="H34.12-261125-0001", state=4))) is None
    assert record_of("k", HANOI, row(e.FeePaid(at_ms=1, code="H34.12-261125-0001"))) is None


def test_a_fact_in_the_place_of_a_lost_one_has_a_key_of_its_own() -> None:
    """A backup that was put back gives the same places to other facts."""
    first, second = (record_of("k", HANOI, row(each)) for each in (SENT[5][0], SENT[7][0]))
    assert first is not None
    assert second is not None
    assert (first.seq, first.key) != (second.seq, second.key)
    assert record_of("k", HANOI, row(SENT[5][0])) == first


# Pace


def test_waits_double_to_a_minute_and_begin_again_after_a_success() -> None:
    pace = Pace(lambda: 0.999999)
    waits = [round(pace.wait_s(), 1) for _ in range(9)]
    assert waits == [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0]
    pace.well()
    assert pace.wait_s() < 0.6


@given(st.integers(0, 5000), st.integers())
def test_no_wait_is_longer_than_a_minute_unless_the_server_wishes(failures: int, seed: int) -> None:
    pace = Pace(random.Random(seed).random)
    waits = [pace.wait_s() for _ in range(min(failures, 200))]
    assert all(0 <= wait <= LONGEST_S for wait in waits)
    assert pace.wait_s(90) >= 90


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("", None),
        ("7", 7.0),
        (" 7 ", 7.0),
        ("-7", None),
        ("1e3", None),
        ("soon", None),
        ("99999999999999999999", WISH_MOST_S),
        ("Wed, 25 Nov 2026 01:05:22 GMT", 10.0),
        ("Wed, 25 Nov 2026 01:05:02 GMT", 0.0),
        ("Wed, 25 Nov 9999 01:05:02 GMT", WISH_MOST_S),
        ("Wed, 99 Nov 2026 01:05:02 GMT", None),
    ],
)
def test_retry_after_is_heeded_within_bounds(header: str, seconds: float | None) -> None:
    now = datetime(2026, 11, 25, 1, 5, 12, tzinfo=UTC).timestamp()
    assert retry_after_s(header, now) == seconds


@given(st.text())
def test_any_retry_after_is_a_bounded_wish_or_none(header: str) -> None:
    wish = retry_after_s(header, 1_795_000_000.0)
    assert wish is None or 0 <= wish <= WISH_MOST_S
