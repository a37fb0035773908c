"""Which visit a rating is about, and which votes count: one for a visit, by the one who was served, while he is there.

A visit is named by day, number and counter (20261123.A001.counter-1): whoever goes on to another counter is asked there
again, about that officer.
"""

from typing import NamedTuple

from hub.engine import commands as c
from hub.engine import events as e
from hub.engine.commands import Refusal
from hub.engine.day import State
from hub.engine.rules import Decision, Rules

# How long the screen's order lives; a screen that gets it later has nobody in front of it.
ASK_TTL_MS = 60_000
# Who has got up by then does not come back for a question.
INVITE_MS = 5 * 60_000
# Clocks of devices are known to the round trip of a message, not better.
SLACK_MS = 5_000


class Visit(NamedTuple):
    """One person at one counter; `day` is YYYY-MM-DD."""

    day: str
    number: str
    counter: str

    @property
    def id(self) -> str:
        return f"{self.day.replace('-', '')}.{self.number}.{self.counter}"


def visit_of(text: str) -> Visit | None:
    """Take the id of a visit apart; None when it is none."""
    day, dot, rest = text.partition(".")
    number, second, counter = rest.partition(".")
    if not (dot and second and number and counter and len(day) == 8 and day.isascii() and day.isdecimal()):
        return None
    return Visit(f"{day[:4]}-{day[4:6]}-{day[6:]}", number, counter)


def rate(rules: Rules, state: State, vote: c.Rate, now_ms: int) -> Decision:
    """The fact of a vote, or why it does not count."""
    visit = visit_of(vote.visit)
    if visit is None or visit.day > state.day:
        return Refusal("unknown_visit", f"no visit {vote.visit!r} here")
    officer = _who_served(rules, state, visit)
    if visit.day < state.day:
        if vote.day != visit.day:
            return Refusal("too_old", f"visit {vote.visit} was on {visit.day}, the vote on {vote.day}")
        return (_fact(e.RatedOfPastDay, visit, vote, officer, now_ms),)
    finished_ms = state.finished.get((visit.number, visit.counter))
    if finished_ms is None:
        return Refusal("unknown_visit", f"nobody was served as {visit.number} at {visit.counter} today")
    if vote.visit in state.rated:
        return Refusal("rated_already", f"visit {vote.visit} has its rating; one for each")
    desk = state.desks[visit.counter]
    asked_ms = max(finished_ms, desk.invited_ms if desk.last == visit.number else 0)
    late_ms = vote.voted_ms - asked_ms - ASK_TTL_MS - SLACK_MS - rules.plan.rating.seconds * 1000
    if vote.level is not None and late_ms > 0:
        return Refusal("too_old", f"voted {late_ms // 1000} s after the question of visit {vote.visit} had expired")
    return (_fact(e.Rated, visit, vote, officer, now_ms),)


def _who_served(rules: Rules, state: State, visit: Visit) -> str:
    """Who was logged in when the visit ended, else who is put there by the settings; "": nobody knows."""
    served = state.logins.served.get((visit.number, visit.counter)) if visit.day == state.day else None
    counter = rules.counters.get(visit.counter)
    return served if served is not None else counter.officer if counter is not None else ""


def invite(rules: Rules, state: State, key: c.InviteToRate, now_ms: int) -> Decision:
    """The question comes by itself when a visit ends; once more for whom it came too soon."""
    counter = rules.counter_at(state, key, now_ms)
    if isinstance(counter, Refusal):
        return counter
    if counter.id not in rules.raters:
        return Refusal("not_permitted", f"counter {counter.id} has no rating screen")
    here, last = state.desk_ticket(counter.id), state.desks[counter.id].last if counter.id in state.desks else ""
    if here is not None:
        return Refusal("wrong_state", f"{here.number} is still here; the question comes when the visit is finished")
    finished_ms = state.finished.get((last, counter.id))
    if finished_ms is None:
        return Refusal("unknown_visit", f"nobody was served at counter {counter.id} today")
    if now_ms - finished_ms > INVITE_MS:
        return Refusal("too_late", f"the visit of {last} ended {(now_ms - finished_ms) // 1000} s ago; nobody is there")
    if Visit(state.day, last, counter.id).id in state.rated:
        return Refusal("rated_already", f"the visit of {last} has its rating; one for each")
    return (e.RatingAsked(at_ms=now_ms, number=last, counter=counter.id),)


def rate_agency(rules: Rules, state: State, vote: c.RateAgency, now_ms: int) -> Decision:
    """The fact of a vote about an agency, or why it does not count."""
    known = [agency.id for agency in rules.plan.agencies]
    if vote.agency not in known:
        return Refusal("unknown_agency", f"no agency {vote.agency!r} here; known: {', '.join(known) or '-'}")
    if vote.vote in state.votes:
        return ()
    rated = e.AgencyRated(
        at_ms=now_ms,
        vote=vote.vote,
        agency=vote.agency,
        questions=vote.questions,
        answers=vote.answers,
        dossier=vote.dossier,
        voted_ms=min(vote.voted_ms, now_ms),
    )
    return (rated,)


def _fact(
    kind: type[e.Rated] | type[e.RatedOfPastDay], visit: Visit, vote: c.Rate, officer: str, now_ms: int
) -> e.EngineEvent:
    return kind(
        at_ms=now_ms,
        number=visit.number,
        visit=vote.visit,
        day=visit.day,
        counter=visit.counter,
        officer=officer,
        level=vote.level,
        levels=vote.levels,
        tags=vote.tags,
    )
