"""The end of a day, and the morning after: who could not be served has an appointment and is called first.

Rules. Everybody who waits and owes no fee is carried over to the next day on which their service is served. They keep
their number, so that the paper in their hand stays right; only a number of a kiosk's reserve, which the kiosk will give
again, becomes a free one of the running series. The first of them come at opening time, the others as they can be
served. They keep the time at which they arrived, which is before that of anybody who comes on that day.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import chain, count

from hub.calendar.ask import HORIZON_DAYS, next_working_day
from hub.calendar.local import LocalTime
from hub.calendar.model import Calendar
from hub.engine import events as e
from hub.engine.day import State, Ticket
from hub.engine.events import EngineEvent
from hub.engine.hours_events import ClosedBy
from hub.engine.hours_state import Appointment
from hub.engine.lifecycle import AT_DESK
from hub.plan import Plan, ServicePlan, number_of, reserve_of

# People are told a time that is easy to keep.
STEP_MIN = 5


def close_day(plan: Plan, calendar: Calendar, state: State, now_ms: int, by: ClosedBy) -> Iterator[EngineEvent]:
    """The facts that end the state's day. `by` restart: nobody is there any more to take a slip."""
    waiting = sorted(
        (each for each in state.tickets.values() if each.state == "waiting"),
        key=lambda ticket: (not ticket.priority, ticket.arrived_ms, ticket.order),
    )
    may_go = [each for each in waiting if each.leg != "fee"]
    carried = list(_carried(plan, calendar, state, may_go, now_ms, by != "restart"))
    yield from carried
    yield e.DayClosed(
        at_ms=now_ms,
        by=by,
        carried=tuple(each.number for each in carried),
        at_counters=tuple(each.number for each in state.tickets.values() if each.state in AT_DESK),
        parked=tuple(state.parked),
        open_fees=tuple(each.number for each in waiting if each.leg == "fee"),
    )


def held_over(state: State) -> Iterator[Appointment]:
    """The appointments that the day that begins must know of: also those of a time when the hub was away."""
    return (
        each
        for each in state.hours.appointments.values()
        # Whose number has become void since, or who waits again after all, is not promised that any more.
        if state.tickets[state.presses[each.press]].state == "carried"
    )


def come_in(state: State, now_ms: int) -> Iterator[Ticket]:
    """Whose appointment is due, and who does not wait yet."""
    for each in state.hours.appointments.values():
        if each.day <= state.day and each.due_ms <= now_ms and state.tickets[each.number].state == "carried":
            yield state.tickets[each.number]


def _carried(
    plan: Plan, calendar: Calendar, state: State, waiting: Iterable[Ticket], now_ms: int, paper: bool
) -> Iterator[e.CarriedOver]:
    local, services = LocalTime(plan.hours.zone), {each.id: each for each in plan.services}
    places: defaultdict[str, int] = defaultdict(int)
    taken = set(state.tickets) | set(state.hours.appointments)
    for ticket in waiting:
        service = services.get(ticket.service, ServicePlan(id=ticket.service, name=ticket.service))
        due = slot(plan, calendar, service, date.fromisoformat(state.day), places[service.id])
        if due is None:
            continue
        places[service.id] += 1
        number = _free_number(plan, service, taken) if ticket.reserve else ticket.number
        taken.add(number)
        yield e.CarriedOver(
            at_ms=now_ms,
            number=ticket.number,
            press=ticket.press,
            service=service.id,
            next_number=number,
            day=due.date().isoformat(),
            due_ms=local.ms(due),
            arrived_ms=ticket.arrived_ms,
            priority=ticket.priority,
            rank=ticket.rank if ticket.rank != "priority" else "",
            slip=f"carry-{state.day}-{ticket.number}" if paper else "",
        )


def slot(plan: Plan, calendar: Calendar, service: ServicePlan, day: date, place: int) -> datetime | None:
    """When the service can serve the one who has `place` others before, on its first day after `day`."""
    counters = max(1, len(plan.counters_of(service.id)))
    minutes = place // counters * service.minutes
    wait = timedelta(minutes=minutes // STEP_MIN * STEP_MIN)
    for _ in range(HORIZON_DAYS):
        coming = next_working_day(calendar, day)
        if coming is None:
            return None
        day = coming
        for session in calendar.sessions(day, service.id):
            # Who does not fit into the morning comes in the afternoon.
            if wait < session.closes - session.opens:
                return session.opens + wait
            wait -= session.closes - session.opens
    return None


def _free_number(plan: Plan, service: ServicePlan, taken: set[str]) -> str:
    """A number of the running series that today's and the next day's series will not come to soon.

    When that series is all given: one behind it, and behind what the kiosks give.
    """
    behind = max(service.last, *(reserve_of(each, service)[1] for each in plan.devices if each.kind == "ticket"), 0)
    numbers = (number_of(service, n) for n in chain(range(service.last, service.first - 1, -1), count(behind + 1)))
    return next(number for number in numbers if number not in taken)
