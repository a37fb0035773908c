"""The clerk of the day: what the clock alone brings about, as facts. Asked every second, answers the same once only.

bells      the hall is told of opening, the coming end of numbers, their end, lunch, the return, the end of the day
offers     services begin and stop giving numbers
due        who was carried over from an earlier day waits when the promised time has come
policy     the settings that decide calls, when they differ from what the log says
officers   who waits for an officer at no open counter waits for anybody
closing    after the last session and the time of grace the day is closed
report     the report of a day that is over, where the settings say so
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from hub.calendar.ask import next_giving
from hub.calendar.local import LocalTime
from hub.calendar.model import CENTRE, Calendar, Part
from hub.engine import booking, carry, officers, papers
from hub.engine import events as e
from hub.engine.day import State, officer_line
from hub.engine.events import EngineEvent
from hub.engine.hours_events import Bell
from hub.engine.offer import closing_time, offer_of
from hub.engine.seats import seats_of
from hub.plan import Plan

# A bell that is later than that (the hub was away) is noted and not rung: the hall would hear something long past.
LATE_MS = 5 * 60_000

# Speakers that were switched on since hear it too; they repeat it longer than that by themselves.
AGAIN_MS = 60_000


def due(plan: Plan, state: State, now_ms: int) -> tuple[EngineEvent, ...]:
    """The facts that it is time for, on the state's own day."""
    calendar, local = plan.hours.calendar, LocalTime(plan.hours.zone)
    facts: list[EngineEvent] = [
        e.AppointmentDue(at_ms=now_ms, number=each.number) for each in carry.come_in(state, now_ms)
    ]
    if calendar is not None and local.at(now_ms).date().isoformat() == state.day:
        now = local.at(now_ms)
        facts += _bells(plan, calendar, state, local, now_ms)
        closing = closing_time(plan, now)
        if closing is not None and now >= closing and state.hours.closed is None:
            facts += booking.missed(state, state.day, now_ms)
            facts += carry.close_day(plan, calendar, state, now_ms, "calendar")
        facts += papers.due(plan, state, now_ms)
    said_ms = state.hours.evacuation_said_ms
    if said_ms is not None and now_ms - said_ms >= AGAIN_MS:
        facts.append(e.Evacuation(at_ms=now_ms))
    facts += _offers(plan, state, now_ms)
    return (*policy_due(plan, state, now_ms), *_let_go(plan, state, now_ms), *facts)


def _let_go(plan: Plan, state: State, now_ms: int) -> Iterator[e.EngineEvent]:
    """Changed settings may have put an officer at a counter that is closed, and they may have logged out: who waits for
    them is anybody's."""
    logins = state.logins.at
    for officer in [line[len(officer_line("")) :] for line in state.waiting if line.startswith(officer_line(""))]:
        if state.waiting_in((officer_line(officer),)):
            places = seats_of(plan, state, officer)
            if not places and logins:
                yield e.OfficerAway(at_ms=now_ms, officer=officer)
            elif places and not any(map(state.takes_back, places)):
                yield e.CounterReleased(at_ms=now_ms, counter=places[0], officer=officer)


def policy_due(plan: Plan, state: State, now_ms: int) -> tuple[EngineEvent, ...]:
    """The settings that decide calls, when the day's log does not say so yet: a call is explained by them."""
    rules = tuple(e.CounterRule(id=c.id, services=c.services, order=c.order, weights=c.weights) for c in plan.counters)
    known = state.policy
    if known is not None and (known.policy, known.counters) == (plan.policy, rules):
        return ()
    return (e.PolicySet(at_ms=now_ms, policy=plan.policy, counters=rules),)


def end_day(plan: Plan, state: State, day: str, now_ms: int) -> tuple[EngineEvent, ...]:
    """The facts that end a day which was not closed at its hour: the hub was away, and people went home.

    `day` begins next: what was booked for the days between is missed as well. After closing somebody may have come back
    into a line: set aside till then, or with a number that came in late.
    """
    calendar, closed = plan.hours.calendar, state.hours.closed is not None
    waiting = any(each.state == "waiting" and not (closed and each.leg == "fee") for each in state.tickets.values())
    before = (date.fromisoformat(day) - timedelta(days=1)).isoformat()
    missed = tuple(booking.missed(state, before, now_ms))
    if calendar is None or not waiting:
        return missed
    return (*missed, *carry.close_day(plan, calendar, state, now_ms, "restart"))


def begin_day(before: State, day: str, now_ms: int) -> tuple[EngineEvent, ...]:
    """What a new day takes over from the one before."""
    held = (
        e.AppointmentHeld(
            at_ms=now_ms,
            number=each.number,
            press=each.press,
            service=each.service,
            day=each.day,
            due_ms=each.due_ms,
            arrived_ms=each.arrived_ms,
            priority=each.priority,
            rank=each.rank,
        )
        for each in carry.held_over(before)
    )
    return (*held, *booking.taken_over(before, day, now_ms), *officers.held_over(before, now_ms))


def _offers(plan: Plan, state: State, now_ms: int) -> Iterator[e.OfferChanged]:
    for service in plan.services:
        offer = offer_of(plan, state, service, now_ms)
        if offer != state.hours.offer(service.id):
            yield e.OfferChanged(at_ms=now_ms, service=service.id, **offer._asdict())


def _bells(plan: Plan, calendar: Calendar, state: State, local: LocalTime, now_ms: int) -> Iterator[e.BellRung]:
    now = local.at(now_ms)
    for bell, part, at in bells(calendar, now, plan.hours.soon_min):
        if at > now or (bell, part) in state.hours.rung:
            continue
        again = next_giving(calendar, at, CENTRE) if bell == "lunch" else None
        yield e.BellRung(
            at_ms=now_ms,
            bell=bell,
            part=part,
            again_ms=None if again is None else local.ms(again),
            minutes=plan.hours.soon_min if bell == "closing_soon" else 0,
            spoken=now_ms - local.ms(at) <= LATE_MS,
        )


def bells(calendar: Calendar, now: datetime, soon_min: int) -> Iterator[tuple[Bell, Part, datetime]]:
    """The bells of that day, in no order."""
    sessions = calendar.sessions(now.date(), CENTRE)
    for i, session in enumerate(sessions):
        part, last = session.part, session is sessions[-1]
        yield "open" if i == 0 else "resume", part, session.opens
        soon = session.stops - timedelta(minutes=soon_min)
        if soon_min and soon > session.opens:
            yield "closing_soon", part, soon
        if session.stops < session.closes:
            yield "ticket_closed", part, session.stops
        yield "closed" if last else "lunch", part, session.closes
