"""The hours of a day as commands meet them: why no number is given now, ending the day, leaving the building."""

from hub.calendar.ask import session_at
from hub.calendar.local import LocalTime
from hub.calendar.model import Session
from hub.engine import booking, carry
from hub.engine import commands as c
from hub.engine import events as e
from hub.engine.commands import Reason, Refusal
from hub.engine.day import State
from hub.engine.hours_events import Why
from hub.engine.offer import offer_of, turns_away
from hub.engine.rules import Decision, Gate, Rules
from hub.plan import Plan, ServicePlan

_REASONS: dict[Why, Reason] = {"quota": "quota_used", "capacity": "capacity_used", "evacuation": "evacuation"}


def gate_of(plan: Plan) -> Gate:
    """The gate of a centre with hours: why a service gives no number now."""
    local = LocalTime(plan.hours.zone)

    def gate(state: State, service: ServicePlan, take: c.Take, now_ms: int) -> Refusal | None:
        offer = offer_of(plan, state, service, now_ms)
        if offer.open or (take.booked_ms and offer.why in ("quota", "capacity")):
            # What was promised to somebody is not given to others.
            return _no_room(plan, state, take)
        again = "" if offer.again_ms is None else f"; again from {local.at(offer.again_ms):%Y-%m-%d %H:%M}"
        return Refusal(_REASONS.get(offer.why, "outside_hours"), f"service {service.id}: {offer.why}{again}")

    return gate


def _no_room(plan: Plan, state: State, take: c.Take) -> Refusal | None:
    """A full hall turns away who presses at a kiosk; not who is let before others, or sent by a person."""
    expected = take.origin != "kiosk" or take.priority or take.rank or take.booked_ms
    if expected or not turns_away(plan, state):
        return None
    room = f"{plan.hours.hall} wait, and the hall has room for no more ([hours] hall in site.toml)"
    return Refusal("hall_full", f"{room}; press again when somebody was called, or ask the help desk")


def close(rules: Rules, state: State, command: c.CloseDay, now_ms: int) -> Decision:
    """End the day on somebody's word."""
    plan, calendar = rules.plan, rules.plan.hours.calendar
    if calendar is None:
        return Refusal("no_calendar", "nobody can be carried over without a calendar: set [hours] in site.toml")
    if state.hours.closed is not None:
        return Refusal("day_closed", f"day {state.day} is closed already")
    now = LocalTime(plan.hours.zone).at(now_ms)
    session = session_at(calendar, now)
    later = [each for each in calendar.sessions(now.date()) if each.closes > now]
    if later and not command.early:
        which = session if isinstance(session, Session) else later[0]
        until = f"the {which.part} lasts until {which.closes:%H:%M}"
        return Refusal("still_open", f"{until}; to end the day all the same ask with early = true")
    return (*booking.missed(state, state.day, now_ms), *carry.close_day(plan, calendar, state, now_ms, "person"))


def evacuate(_rules: Rules, state: State, command: c.Evacuate, now_ms: int) -> Decision:
    """Begin or end it; asked again it is so already."""
    lasts = state.hours.evacuating_ms is not None
    return () if lasts == command.on else (e.Evacuation(at_ms=now_ms, on=command.on),)
