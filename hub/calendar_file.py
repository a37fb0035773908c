"""calendar-2026.toml: the hours and days of a centre as its people write them down, year by year.

Lunar holidays and swapped days are announced by the government; nothing of them is computed here.
"""

from collections.abc import Iterable, Iterator
from datetime import date, time
from pathlib import Path as FilePath
from typing import Annotated, ClassVar, Literal, get_args

from msgspec import Meta, field

from devicekit.settings import Id, Locate, Problem, Settings, load
from devicekit.settings_words import Language
from devicekit.toml_lines import Path
from hub.calendar.model import CENTRE, Calendar, DayKind, Part, Rule, Special

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)
Clock = Annotated[str, Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$(?!\n)", extra={"allowed": "clock"})]


class CalendarTable(Settings, frozen=True, kw_only=True):
    """[calendar]: the file as a whole."""

    until: Annotated[date, Meta(description="the last day whose days off are known; later the hub raises an alarm")]
    name: Annotated[str, Meta(max_length=80, description="what the file is called, such as: Lịch năm 2026")] = ""


class SessionTable(Settings, frozen=True, kw_only=True):
    """[[session]]: hours of one part of the day, the same each week."""

    part: Annotated[Part, Meta(description="which part of the day, as people are told")]
    opens: Annotated[Clock, Meta(description="when people are served")]
    closes: Annotated[Clock, Meta(description="when serving ends")]
    numbers_from: Annotated[Clock | None, Meta(description="when numbers are given; left out: from `opens` on")] = None
    numbers_until: Annotated[Clock | None, Meta(description="when no more are given; left out: at `closes`")] = None
    days: Annotated[tuple[Weekday, ...], Meta(min_length=1, description="the days of the week")] = WEEKDAYS[:5]
    service: Annotated[
        Id | None, Meta(description="only this service, which then has no other hours; left out: the whole centre")
    ] = None
    first: Annotated[date | None, Meta(description="first day of the season; left out: always")] = field(
        default=None, name="from"
    )
    last: Annotated[date | None, Meta(description="last day of the season; left out: until further notice")] = field(
        default=None, name="to"
    )

    @property
    def gives(self) -> str:
        return self.numbers_from or self.opens

    @property
    def stops(self) -> str:
        return self.numbers_until or self.closes

    def span(self) -> tuple[date, date]:
        return self.first or date.min, self.last or date.max

    def rule(self) -> Rule:
        first, last = self.span()
        return Rule(
            part=self.part,
            weekdays=frozenset(WEEKDAYS.index(day) for day in self.days),
            opens=time.fromisoformat(self.opens),
            closes=time.fromisoformat(self.closes),
            gives=time.fromisoformat(self.gives),
            stops=time.fromisoformat(self.stops),
            service=self.service or CENTRE,
            first=first,
            last=last,
        )


class DayTable(Settings, frozen=True, kw_only=True):
    """[[day]]: a day, or several, unlike their weekday."""

    first: Annotated[date, Meta(description="the day, or the first of several")] = field(name="date")
    kind: Annotated[DayKind, Meta(description="off: closed; work: a make-up working day; half: only one `part`")]
    last: Annotated[date | None, Meta(description="the last of several; left out: that one day")] = field(
        default=None, name="to"
    )
    name: Annotated[str, Meta(max_length=80, description="what people are told, such as: Tết Nguyên đán")] = ""
    part: Annotated[Part, Meta(description="the part that a half day has")] = "morning"
    hours: Annotated[Weekday, Meta(description="whose hours hold where the weekday itself has none")] = "mon"

    def special(self) -> Special:
        return Special(
            kind=self.kind,
            first=self.first,
            last=self.last or self.first,
            name=self.name,
            part=self.part,
            like=WEEKDAYS.index(self.hours),
        )


class CalendarFile(Settings, frozen=True, kw_only=True):
    """The whole file."""

    file_kind: ClassVar[str] = "calendar"

    calendar: Annotated[CalendarTable, Meta(description="the file as a whole")]
    session: Annotated[tuple[SessionTable, ...], Meta(min_length=1, description="the weekly hours, by season")]
    day: Annotated[tuple[DayTable, ...], Meta(description="days off, make-up days, half days")] = ()


def load_calendar(file: str | FilePath, language: Language = "vi") -> CalendarFile:
    """Read a calendar file. Raises SettingsError with all of its errors."""
    return load(file, CalendarFile, language)


def calendar_of(settings: CalendarFile) -> Calendar:
    """What the hub's core needs of the file."""
    rules = tuple(each.rule() for each in settings.session)
    return Calendar(rules, tuple(each.special() for each in settings.day), settings.calendar.until)


def services_of(settings: CalendarFile) -> tuple[str, ...]:
    """The services that the file has hours for."""
    return tuple(dict.fromkeys(each.service for each in settings.session if each.service is not None))


def problems(value: CalendarFile, locate: Locate) -> Iterable[Problem]:
    """What contradicts itself although each key is right."""
    for i, session in enumerate(value.session):
        yield from _order(session, ("session", i))
        yield from _overlaps(value.session, i, locate)
        if session.service is not None:
            yield from _inside_centre(value.session, i, locate)
    for i, day in enumerate(value.day):
        if day.last is not None and day.first is not None and day.last < day.first:
            also: tuple[Path, ...] = (("day", i, "date"),)
            yield Problem(("day", i, "to"), "calendar.day_order", {"value": day.last, "first": day.first}, also)
        yield from _twice(value.day, i, locate)


def _order(session: SessionTable, path: Path) -> Iterator[Problem]:
    """Times of one session that run backwards."""
    opens, closes = ("opens", session.opens), ("closes", session.closes)
    gives = ("numbers_from", session.gives) if session.numbers_from is not None else opens
    stops = ("numbers_until", session.stops) if session.numbers_until is not None else closes
    steps = [(opens, closes, opens[1] < closes[1])]
    if (gives, stops) != (opens, closes):
        steps.append((gives, stops, gives[1] < stops[1]))
    if stops != closes:
        steps.append((stops, closes, stops[1] <= closes[1]))
    first, last = (str(each) for each in session.span())
    steps.append((("from", first), ("to", last), first <= last))
    for (other, early), (key, value), right in steps:
        if not right:
            values = {"key": key, "value": value, "other": other, "first": early}
            yield Problem((*path, key), "calendar.order", values, also=((*path, other),))


def _meet(one: SessionTable, other: SessionTable) -> bool:
    """Whether both hold on some day."""
    (first, last), (other_first, other_last) = one.span(), other.span()
    return first <= other_last and other_first <= last and not set(one.days).isdisjoint(other.days)


def _overlaps(sessions: tuple[SessionTable, ...], i: int, locate: Locate) -> Iterator[Problem]:
    """An earlier session of the same scope that is open at the same time of the same day."""
    mine = sessions[i]
    for k, other in enumerate(sessions[:i]):
        clash = max(mine.opens, other.opens) < min(mine.closes, other.closes)
        if mine.service == other.service and clash and _meet(mine, other):
            values = {"mine": f"{mine.opens}–{mine.closes}", "other": f"{other.opens}–{other.closes}"}
            also = tuple(("session", n, key) for n in (i, k) for key in ("opens", "closes", "days", "from", "to"))
            yield Problem(("session", i, "opens"), "calendar.overlap", {**values, "line": locate(("session", k))}, also)
            return


def _inside_centre(sessions: tuple[SessionTable, ...], i: int, locate: Locate) -> Iterator[Problem]:
    """A service is served only while the centre is open."""
    mine = sessions[i]
    also = tuple(("session", n, key) for n in range(len(sessions)) for key in ("opens", "closes", "days", "service"))
    around = [
        (k, other)
        for k, other in enumerate(sessions)
        if other.service is None and other.part == mine.part and _meet(mine, other)
    ]
    if not around:
        yield Problem(("session", i, "service"), "calendar.service_alone", {"value": mine.service}, also)
    for k, centre in around:
        values = {"value": mine.service, "hours": f"{centre.opens}–{centre.closes}", "line": locate(("session", k))}
        if mine.closes > centre.closes:
            yield Problem(("session", i, "closes"), "calendar.service_late", {**values, "time": mine.closes}, also)
        elif mine.opens < centre.opens:
            yield Problem(("session", i, "opens"), "calendar.service_early", {**values, "time": mine.opens}, also)


def _twice(days: tuple[DayTable, ...], i: int, locate: Locate) -> Iterator[Problem]:
    """A day that an earlier table speaks of already: it can't be both."""
    mine = days[i]
    for k, other in enumerate(days[:i]):
        # A date that can't be read stands for nothing.
        if mine.first is None or other.first is None:
            continue
        shared = max(mine.first, other.first)
        if shared <= min(mine.last or mine.first, other.last or other.first):
            values = {"value": shared, "kind": mine.kind, "other": other.kind, "line": locate(("day", k, "date"))}
            also = tuple(("day", n, key) for n in (i, k) for key in ("date", "to", "kind"))
            yield Problem(("day", i, "date"), "calendar.day_twice", values, also)
            return
