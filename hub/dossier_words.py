"""A dossier in plain words for whoever has its code: its state, its dates, and what to do now; nothing else."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, tzinfo
from typing import NamedTuple

from msgspec import Struct

from devicekit.texts import Texts
from hub.dossier import STATES, Dossier, state_key

_IN_PROGRESS = 4
# States in which somebody else must do something first have the same next step whatever the date.
_NEXT: Mapping[int, tuple[str, ...]] = {
    1: ("lookup.next.1",),
    3: ("lookup.next.3",),
    5: ("lookup.next.5",),
    6: ("lookup.next.6",),
    7: ("lookup.next.7",),
    8: ("lookup.next.8",),
    9: ("kiosk.collect.ready", "kiosk.collect.bring"),
    10: ("lookup.next.10",),
}


class InWords(Struct, frozen=True, kw_only=True):
    """The same in both languages."""

    vi: str
    en: str


class DossierNow(Struct, frozen=True, kw_only=True):
    """A dossier; times are legal milliseconds since 1970 UTC, None where nobody knows.

    `state` is of the national list (1 to 10). `next` is what to do now, a sentence each. `as_of_ms` is when this was
    so: just now, or, with `kept`, when the centre last heard of it, because the one-stop system is away.
    """

    code: str
    state: int
    state_words: InWords
    next: tuple[InWords, ...]
    overdue: bool
    kept: bool
    accepted_ms: int | None = None
    accepted: InWords | None = None
    due_ms: int | None = None
    due: InWords | None = None
    updated_ms: int | None = None
    updated: InWords | None = None
    as_of_ms: int | None = None
    as_of: InWords | None = None


class Speaker(NamedTuple):
    """Both languages, and the zone in which people read times."""

    vi: Texts
    en: Texts
    zone: tzinfo

    def say(self, key: str, values: Mapping[str, "str | InWords"] | None = None) -> InWords:
        """The text of `key`, each language with its own values."""
        given = {name: _in_both(value) for name, value in (values or {}).items()}
        vi = self.vi.get(key, **{name: value.vi for name, value in given.items()})
        return InWords(vi=vi, en=self.en.get(key, **{name: value.en for name, value in given.items()}))

    def day_of(self, ms: int) -> date:
        return self._moment(ms).date()

    def when(self, ms: int) -> InWords:
        """A moment as people read it; midnight is how systems write a day without an hour."""
        moment = self._moment(ms)
        if (moment.hour, moment.minute) == (0, 0):
            return _in_both(_day(moment))
        return self.say("lookup.moment", self._time_and_date(moment))

    def as_of(self, ms: int) -> InWords:
        """How old an answer is."""
        return self.say("lookup.asof", self._time_and_date(self._moment(ms)))

    def _moment(self, ms: int) -> datetime:
        return datetime.fromtimestamp(ms / 1000, UTC).astimezone(self.zone)

    def _time_and_date(self, moment: datetime) -> Mapping[str, "str | InWords"]:
        time = self.say("lookup.time", {"h": str(moment.hour), "m": f"{moment.minute:02d}"})
        return {"time": time, "date": _day(moment)}


def dossier_now(
    dossier: Dossier, today: date, speaker: Speaker, as_of_ms: int | None = None, kept: bool = False
) -> DossierNow:
    """What everybody may read about a dossier on the legal day `today`."""

    def when(ms: int | None) -> InWords | None:
        return None if ms is None else speaker.when(ms)

    overdue = _waits_for_us(dossier) and _due_passed(dossier, today, speaker)
    return DossierNow(
        code=dossier.code,
        state=dossier.state,
        state_words=_state(dossier, speaker),
        next=_next(dossier, overdue, kept, speaker),
        # What was kept may have been finished since: that it is late is not said without knowing it.
        overdue=overdue and not kept,
        kept=kept,
        accepted_ms=dossier.accepted_ms,
        accepted=when(dossier.accepted_ms),
        due_ms=dossier.due_ms,
        due=when(dossier.due_ms),
        updated_ms=dossier.updated_ms,
        updated=when(dossier.updated_ms),
        as_of_ms=as_of_ms,
        as_of=None if as_of_ms is None else speaker.as_of(as_of_ms),
    )


def _state(dossier: Dossier, speaker: Speaker) -> InWords:
    if dossier.state != _IN_PROGRESS:
        return speaker.say(state_key(dossier.state))
    if not dossier.agency:
        return speaker.say("lookup.state.4")
    return speaker.say(state_key(_IN_PROGRESS), {"agency": dossier.agency})


def _next(dossier: Dossier, due_passed: bool, kept: bool, speaker: Speaker) -> tuple[InWords, ...]:
    if not _waits_for_us(dossier):
        return tuple(speaker.say(key) for key in _NEXT[dossier.state])
    if due_passed:
        return (speaker.say("lookup.next.due_passed" if kept else "kiosk.collect.late"),)
    if dossier.due_ms is not None:
        day = f"{speaker.day_of(dossier.due_ms):%d/%m/%Y}"
        return (speaker.say("kiosk.collect.not_ready", {"date": day}),)
    # The words of an unknown state say already whom to ask.
    return (speaker.say("lookup.next.no_date"),) if dossier.state in STATES else ()


def _waits_for_us(dossier: Dossier) -> bool:
    """Accepted, in progress, or a state that we don't know: the agency is at it, and the due date counts."""
    return dossier.state not in _NEXT


def _due_passed(dossier: Dossier, today: date, speaker: Speaker) -> bool:
    """By the day, not the hour: nobody is told at noon that the morning's dossier is late."""
    return dossier.due_ms is not None and speaker.day_of(dossier.due_ms) < today


def _day(moment: datetime) -> str:
    return f"{moment:%d/%m/%Y}"


def _in_both(value: str | InWords) -> InWords:
    return value if isinstance(value, InWords) else InWords(vi=value, en=value)
