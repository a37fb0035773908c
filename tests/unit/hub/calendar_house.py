"""A small centre's calendar: mornings and afternoons, one service that stops early, a holiday, a make-up Saturday."""

from datetime import date, time

from hub.calendar.model import Calendar, Rule, Special

WEEK = frozenset(range(5))


def rule(part: str, opens: str, closes: str, stops: str = "", service: str = "", gives: str = "") -> Rule:
    return Rule(
        part="morning" if part == "morning" else "afternoon",
        weekdays=WEEK,
        opens=time.fromisoformat(opens),
        closes=time.fromisoformat(closes),
        gives=time.fromisoformat(gives or opens),
        stops=time.fromisoformat(stops or closes),
        service=service,
    )


RULES = (
    rule("morning", "07:30", "11:30", "11:00", gives="07:15"),
    rule("afternoon", "13:00", "17:00", "16:15"),
    rule("morning", "07:30", "11:30", "10:00", service="land"),
)
SPECIALS = (
    Special(kind="off", first=date(2026, 9, 1), last=date(2026, 9, 2), name="Quốc khánh"),
    Special(kind="work", first=date(2026, 9, 5), last=date(2026, 9, 5), name="Làm bù"),
    Special(kind="half", first=date(2026, 9, 4), last=date(2026, 9, 4), part="morning"),
)
CALENDAR = Calendar(RULES, SPECIALS, date(2026, 12, 31))
