"""What is asked of a calendar: is it open, may a number be given, when again, how much of that time was worked."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple

from hub.calendar.model import CENTRE, Calendar, Part, Session, next_day

# Further ahead nothing is looked for: a centre that is closed for a year needs a person, not a date.
HORIZON_DAYS = 400

Why = Literal["before", "lunch", "after", "day"]


class Closed(NamedTuple):
    """Not now: before the first session of the day, between two, after the last (`part` is the one that ended), or on
    a day off. `again`: when it is next, None when that is not known."""

    why: Why
    part: Part | None
    again: datetime | None


def session_at(calendar: Calendar, now: datetime, service: str = CENTRE) -> Session | Closed:
    """The session in which people are served now."""
    sessions = calendar.sessions(now.date(), service)
    for session in sessions:
        if session.opens <= now < session.closes:
            return session
    return _closed(now, [(s, s.opens, s.closes) for s in sessions], _next_opening(calendar, now, service))


def giving_at(calendar: Calendar, now: datetime, service: str = CENTRE) -> Session | Closed:
    """The session for which numbers of the service are given now."""
    sessions = calendar.sessions(now.date(), service)
    for session in sessions:
        if session.gives <= now < session.stops:
            return session
    return _closed(now, [(s, s.gives, s.stops) for s in sessions], next_giving(calendar, now, service))


def next_giving(calendar: Calendar, now: datetime, service: str = CENTRE) -> datetime | None:
    """When numbers of the service begin to be given, the next time after now."""
    return next((s.gives for s in _coming(calendar, now.date(), service) if s.gives > now), None)


def _next_opening(calendar: Calendar, now: datetime, service: str) -> datetime | None:
    return next((s.opens for s in _coming(calendar, now.date(), service) if s.opens > now), None)


def next_working_day(calendar: Calendar, day: date) -> date | None:
    """The first day after `day` on which the centre works; None when none is in sight."""
    return next((s.opens.date() for s in _coming(calendar, next_day(day), CENTRE)), None)


def worked_minutes(calendar: Calendar, start: datetime, end: datetime, service: str = CENTRE) -> float:
    """Minutes of working time from `start` to `end`: lunch, nights and days off don't count. 0 when end is first."""
    total = timedelta()
    day = start.date()
    while day <= end.date():
        for session in calendar.sessions(day, service):
            total += max(timedelta(), min(end, session.closes) - max(start, session.opens))
        day = next_day(day)
    return total / timedelta(minutes=1)


def minutes_left(calendar: Calendar, now: datetime, service: str = CENTRE) -> float:
    """Minutes of working time that are left of today."""
    sessions = calendar.sessions(now.date(), service)
    return worked_minutes(calendar, now, max(now, sessions[-1].closes), service) if sessions else 0.0


def _closed(now: datetime, spans: list[tuple[Session, datetime, datetime]], again: datetime | None) -> Closed:
    """Why nothing is open: `spans` are the day's sessions, each with its first and last moment."""
    if not spans:
        return Closed("day", None, again)
    over = [session for session, _, last in spans if last <= now]
    if not over:
        return Closed("before", None, again)
    return Closed("after" if len(over) == len(spans) else "lunch", over[-1].part, again)


def _coming(calendar: Calendar, day: date, service: str) -> Iterator[Session]:
    for _ in range(HORIZON_DAYS):
        yield from calendar.sessions(day, service)
        day = next_day(day)
