"""A centre's calendar: which days it works, and between which hours of a day it opens, gives numbers, serves.

All times are local and without a zone (hub.calendar.local). A day's sessions are in order and never overlap; the file
that says otherwise is refused (hub.calendar_file).
"""

from datetime import date, datetime, time, timedelta
from typing import Literal, NamedTuple

from msgspec import Struct

from devicekit.message_fields import DayPart

Part = DayPart
DayKind = Literal["off", "work", "half"]
CENTRE = ""
"""The scope of the hours that hold for every service without hours of its own."""


class Session(NamedTuple):
    """One part of a working day: numbers are given from `gives` to `stops`, people served from `opens` to `closes`."""

    part: Part
    opens: datetime
    closes: datetime
    gives: datetime
    stops: datetime


class Rule(Struct, frozen=True, kw_only=True):
    """Weekly hours, from `first` to `last` (None: without end), on these weekdays (0: Monday)."""

    part: Part
    weekdays: frozenset[int]
    opens: time
    closes: time
    gives: time
    stops: time
    service: str = CENTRE
    first: date = date.min
    last: date = date.max

    def holds(self, day: date, weekday: int) -> bool:
        return self.first <= day <= self.last and weekday in self.weekdays

    def on(self, day: date) -> Session:
        moments = (datetime.combine(day, each) for each in (self.opens, self.closes, self.gives, self.stops))
        return Session(self.part, *moments)


class Special(Struct, frozen=True, kw_only=True):
    """Days unlike their weekday: off, made up for, or half (`part`); `like`: whose hours where the weekday has none."""

    kind: DayKind
    first: date
    last: date
    name: str = ""
    part: Part = "morning"
    like: int = 0


# A day's sessions are asked for at every press; this many answers are kept before all are forgotten.
KEPT = 1000


class Calendar:
    """What is open when. `until`: the last day whose holidays are known. Never changes."""

    def __init__(self, rules: tuple[Rule, ...], specials: tuple[Special, ...] = (), until: date = date.max) -> None:
        self.until = until
        self._rules = sorted(rules, key=lambda rule: rule.opens)
        self._specials = specials
        self._own = {rule.service for rule in rules}
        self._kept: dict[tuple[date, str], tuple[Session, ...]] = {}

    def sessions(self, day: date, service: str = CENTRE) -> tuple[Session, ...]:
        """The sessions of a day, in order; of the centre, or of one service. None on a day off."""
        scope = service if service in self._own else CENTRE
        known = self._kept.get((day, scope))
        if known is None:
            if len(self._kept) >= KEPT:
                self._kept.clear()
            known = self._kept[day, scope] = tuple(self._find(day, scope))
        return known

    def special(self, day: date) -> Special | None:
        """What makes that day unlike its weekday."""
        return next((each for each in self._specials if each.first <= day <= each.last), None)

    def _find(self, day: date, scope: str) -> list[Session]:
        special = self.special(day)
        if special is not None and special.kind == "off":
            return []
        weekday = day.weekday()
        if special is not None and not any(rule.service == CENTRE and rule.holds(day, weekday) for rule in self._rules):
            weekday = special.like
        held = [rule for rule in self._rules if rule.holds(day, weekday)]
        # A service with hours of its own on that day has only those.
        own = [rule for rule in held if rule.service == scope] or [rule for rule in held if rule.service == CENTRE]
        half = special.part if special is not None and special.kind == "half" else None
        return [rule.on(day) for rule in own if half in (None, rule.part)]


def next_day(day: date) -> date:
    return day + timedelta(days=1)
