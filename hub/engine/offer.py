"""How many more numbers a service may give: by its hours, its quota, and what can still be served before closing.

Theory of the capacity, on the careful side. The counters of a service have together `counters x minutes left` of work.
Before a newcomer stands everybody who waits for any service that those counters call, each for the minutes that such a
visit takes (engine.pace), shared out evenly over the counters that may call them; and whoever is at a counter needs
half a visit more. What is left, divided by the minutes of one visit, is how many may still come. Within CAUTION of the
limit it is said that it may become late.
"""

from datetime import datetime, time, timedelta

from hub.calendar.ask import giving_at, minutes_left, next_giving
from hub.calendar.local import LocalTime
from hub.calendar.model import CENTRE, Calendar, Session
from hub.engine import pace
from hub.engine.day import State
from hub.engine.hours_state import OPEN, Offer
from hub.plan import CounterPlan, Plan, ServicePlan

# Visits differ: who would be served in the last quarter of the time is told that it may become late.
CAUTION = 1.25
# A service that was stopped is offered again when this many can be served, so that its lamp doesn't flicker.
REOPEN = 3


def offer_of(plan: Plan, state: State, service: ServicePlan, now_ms: int) -> Offer:
    """Whether the service gives a number now. Pure: the same for the same state and time."""
    calendar, hours, local = plan.hours.calendar, state.hours, LocalTime(plan.hours.zone)
    if hours.evacuating_ms is not None:
        return Offer(False, "evacuation")
    session = None
    if calendar is not None:
        found = giving_at(calendar, local.at(now_ms), service.id)
        if not isinstance(found, Session):
            why = "after" if found.why == "lunch" else found.why
            no = Offer(False, why, found.part, None if found.again is None else local.ms(found.again))
            if hours.closed is None or found.why == "day":
                return no
            return _not_today(calendar, service, local, now_ms, no._replace(why="after"))
        session = found
    if hours.closed is not None:
        return _not_today(calendar, service, local, now_ms, Offer(False, "after", session.part if session else None))
    if service.quota_day and hours.count(service.id) >= service.quota_day:
        return _not_today(calendar, service, local, now_ms, Offer(False, "quota"))
    if calendar is None or session is None:
        return OPEN
    if 0 < service.quota_session <= hours.count(service.id, local.ms(session.gives)):
        again = next_giving(calendar, session.gives, service.id)
        return Offer(False, "quota", session.part, None if again is None else local.ms(again))
    return _capacity(plan, calendar, state, service, now_ms)


def _not_today(calendar: Calendar | None, service: ServicePlan, local: LocalTime, now_ms: int, no: Offer) -> Offer:
    """The same no, with the first time of a later day."""
    if calendar is None:
        return no
    midnight = datetime.combine(local.at(now_ms).date(), time.max)
    again = next_giving(calendar, midnight, service.id)
    return no._replace(again_ms=None if again is None else local.ms(again))


def _capacity(plan: Plan, calendar: Calendar, state: State, service: ServicePlan, now_ms: int) -> Offer:
    if plan.hours.capacity == "off":
        return OPEN
    local = LocalTime(plan.hours.zone)
    left = minutes_left(calendar, local.at(now_ms), service.id)
    may_stop = plan.hours.capacity == "stop"
    was_full = state.hours.offer(service.id).why == "capacity"
    if may_stop and room(plan, state, service, left) < (REOPEN if was_full else 1):
        return _not_today(calendar, service, local, now_ms, Offer(False, "capacity"))
    return OPEN._replace(late=room(plan, state, service, left / CAUTION) < 1)


def room(plan: Plan, state: State, service: ServicePlan, minutes: float) -> int:
    """How many more of a service can be served in so many minutes of working time by the counters that are open."""
    counters = [each for each in plan.counters if _is_open(state, each)]
    mine = [each for each in counters if service.id in each.services]
    each_takes = pace.minutes_of(service, state, plan.hours.learn)
    work = len(mine) * minutes - sum(_at_hand(state, each) for each in mine) * each_takes / 2
    for other in plan.services:
        waiting = state.waiting_in((other.id,))
        callers = [each for each in counters if other.id in each.services]
        if waiting and callers:
            shared = sum(each in mine for each in callers) / len(callers)
            work -= waiting * pace.minutes_of(other, state, plan.hours.learn) * shared
    return max(0, int(work // each_takes))


def left_of_quota(state: State, service: ServicePlan) -> int | None:
    """How many numbers of today's quota are left; None: there is no quota."""
    return max(0, service.quota_day - state.hours.count(service.id)) if service.quota_day else None


def _is_open(state: State, counter: CounterPlan) -> bool:
    return state.counter_state(counter.id) != "closed"


def _at_hand(state: State, counter: CounterPlan) -> int:
    desk = state.desks.get(counter.id)
    return len(desk.people) if desk is not None else 0


def is_full(plan: Plan, state: State) -> bool:
    """Whether more people wait than the hall has room for."""
    return bool(plan.hours.hall) and state.waiting_in(state.waiting) >= plan.hours.hall


def turns_away(plan: Plan, state: State) -> bool:
    """Whether kiosks give no number now because the hall is full.

    One who is called makes room for one: a kiosk that waited for more would turn people away from an empty chair.
    """
    return plan.hours.hall_full == "close" and is_full(plan, state)


def shown(plan: Plan, state: State, service: ServicePlan) -> Offer:
    """What people are told of a service: what was offered last, and whether the hall has room."""
    offer = state.hours.offer(service.id)
    gives = offer.open and service.id not in state.closed_services
    return offer._replace(open=False, why="hall") if gives and turns_away(plan, state) else offer


def closes_at(calendar: Calendar, now: datetime) -> datetime | None:
    """When the last session of the day ends; None on a day off."""
    sessions = calendar.sessions(now.date(), CENTRE)
    return sessions[-1].closes if sessions else None


def closing_time(plan: Plan, now: datetime) -> datetime | None:
    """When the day is closed by itself."""
    calendar = plan.hours.calendar
    last = closes_at(calendar, now) if calendar is not None else None
    return None if last is None else last + timedelta(minutes=plan.hours.grace_min)
