"""Time that counts for those who wait: hours of work. Lunch, nights and days off do not.

Rule: whoever still works after the last session, or on a day off, works by the clock: what is to end today then ends.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from hub.calendar.local import LocalTime
from hub.calendar.model import Calendar, next_day

_MS = timedelta(milliseconds=1)


class WorkedTime:
    """The working time of one centre; without a calendar it is the time of the clock."""

    def __init__(self, calendar: Calendar | None, local: LocalTime) -> None:
        self._calendar, self._local = calendar, local

    def between(self, start_ms: int, end_ms: int) -> int:
        """Milliseconds that count from one legal time to another; 0 when the end is first."""
        if self._calendar is None or end_ms <= start_ms:
            return max(0, end_ms - start_ms)
        start, end = self._local.at(start_ms), self._local.at(end_ms)
        total, day, today = timedelta(), start.date(), start.date() == end.date()
        while day <= end.date():
            for opens, closes in _spans(self._calendar, day, overtime=today):
                total += max(timedelta(), min(end, closes) - max(start, opens))
            day = next_day(day)
        return total // _MS

    def after(self, start_ms: int, span_ms: int) -> int:
        """The legal time at which so many milliseconds have counted since another."""
        if self._calendar is None:
            return start_ms + span_ms
        start, left = self._local.at(start_ms), span_ms * _MS
        for opens, closes in _spans(self._calendar, start.date(), overtime=True):
            begins = max(start, opens)
            if left <= closes - begins:
                return self._local.ms(begins + left)
            left -= max(timedelta(), closes - begins)
        return self._local.ms(start + left)


def _spans(calendar: Calendar, day: date, *, overtime: bool) -> Iterator[tuple[datetime, datetime]]:
    """The hours of a day that count, in order; `overtime`: also after the last of them."""
    sessions = calendar.sessions(day)
    yield from ((session.opens, session.closes) for session in sessions)
    if overtime:
        ends = sessions[-1].closes if sessions else datetime.combine(day, time.min)
        # Past midnight: what began at 23:50 may end at 00:05.
        yield ends, ends + timedelta(days=2)
