"""The counts beside the appointment book say what reading the whole book would, however it came to be as it is."""

from collections import Counter
from typing import NoReturn

from fee_house import FeeDay
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from queue_house import QUEUE

from hub.engine import commands as c
from hub.engine import events as e
from hub.engine.day import HOUR_MS, Booking, State
from hub.engine.state import apply
from hub.plan import HoursPlan

DAY = "2026-11-23"
CODES = st.sampled_from(["DVC-1", "DVC-2", "DVC-3", "DVC-4"])
FACTS = st.one_of(
    st.builds(
        e.AppointmentBooked,
        at_ms=st.just(1),
        code=CODES,
        service=st.sampled_from(["land", "civil"]),
        day=st.just(DAY),
        due_ms=st.integers(0, 3).map(lambda half: half * HOUR_MS // 2),
    ),
    st.builds(e.AppointmentCancelled, at_ms=st.just(1), code=CODES),
    st.builds(e.AppointmentKept, at_ms=st.just(1), code=CODES, number=st.just("A001")),
    st.builds(e.AppointmentMissed, at_ms=st.just(1), code=CODES),
)


@given(st.lists(FACTS, max_size=30))
def test_the_counts_are_those_of_the_book(facts: list[e.EngineEvent]) -> None:
    state = State(DAY)
    for fact in facts:
        if isinstance(fact, e.AppointmentBooked) or fact.code in state.bookings:
            apply(state, fact)
    book = state.bookings.values()
    assert state.open_bookings == sum(each.state == "open" for each in book)
    assert state.booked == Counter(each.hour for each in book if each.state in ("open", "kept"))


class Unread(dict[str, Booking]):
    """A book that nobody may read from end to end."""

    def values(self) -> NoReturn:
        raise AssertionError("the whole book was read")

    __iter__ = items = values


def test_promising_one_more_place_does_not_read_the_book() -> None:
    services = tuple(replace(each, booked_per_hour=3) for each in QUEUE.services)
    day = FeeDay(replace(QUEUE, services=services, hours=HoursPlan()))
    due_ms = day.now + HOUR_MS
    day.do(c.Book(code="DVC-1", service="land", due_ms=due_ms))
    day.state.bookings = Unread(day.state.bookings)
    day.do(c.Book(code="DVC-2", service="land", due_ms=due_ms))
    day.do(c.CancelBooking(code="DVC-1"))
    day.do(c.Book(code="DVC-3", service="land", due_ms=due_ms))
    assert day.state.booked == {("land", due_ms // HOUR_MS): 2}
