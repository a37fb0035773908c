"""Papers on somebody's wish, and the report that comes by itself when a day is over.

A paper that says what one that is out says already is a copy of it and bears its count; one that says anything else is
a paper of its own. Guidance is for a citizen each: it is never a copy.
"""

import hashlib

from hub.calendar.local import LocalTime
from hub.calendar.worked import WorkedTime
from hub.engine import commands as c
from hub.engine import day_report
from hub.engine import events as e
from hub.engine.commands import Refusal
from hub.engine.day import State
from hub.engine.rules import STALE_PRESS_MS, Decision, Rules, age
from hub.plan import Plan


def guidance(rules: Rules, _state: State, asked: c.AskGuidance, now_ms: int) -> Decision:
    """From the catalogue of the settings."""
    age_ms = age(asked.pressed_ms, now_ms)
    if age_ms > STALE_PRESS_MS:
        return Refusal("too_old", f"pressed {age_ms // 1000} s ago; nobody stands there any more")
    known = [each.code for each in rules.plan.procedures]
    if asked.procedure not in known:
        return Refusal("unknown_procedure", f"no [[procedure]] {asked.procedure!r} in site.toml; known: {_some(known)}")
    printer = _printer(rules.plan, asked)
    if isinstance(printer, Refusal):
        return printer
    return (e.GuidanceAsked(at_ms=now_ms, procedure=asked.procedure, printer=printer, slip=_named(asked.name)),)


def why(rules: Rules, state: State, asked: c.AskWhy, now_ms: int) -> Decision:
    """The explanation, as it was read from the log."""
    printer, paper = _printer(rules.plan, asked), asked.slip
    if isinstance(printer, Refusal):
        return printer
    n = state.papers.copies.get(paper.slip, 0)
    return (e.WhyAsked(at_ms=now_ms, number=paper.number, printer=printer, slip=paper.slip, n=n),)


def report(rules: Rules, state: State, asked: c.AskDayReport, now_ms: int) -> Decision:
    """What became of today's numbers so far."""
    printer = _printer(rules.plan, asked)
    if isinstance(printer, Refusal):
        return printer
    return (day_report.made(state, now_ms, printer, rules.worked),)


def due(plan: Plan, state: State, now_ms: int) -> tuple[e.DayReported, ...]:
    """The report of a day that is over, once, and where the settings say so.

    It waits for what becomes of the appointment slips, because it names who got none.
    """
    closed = state.hours.closed
    if not plan.hours.report or closed is None or closed.by == "restart" or state.papers.reported:
        return ()
    printer = plan.house_printer
    if not printer or any(slip not in state.papers.outcomes for slip in day_report.carry_slips(state)):
        return ()
    worked = WorkedTime(plan.hours.calendar, LocalTime(plan.hours.zone))
    return (day_report.made(state, now_ms, printer, worked),)


def _printer(plan: Plan, asked: c.AskPaper) -> str | Refusal:
    known = [each.id for each in plan.devices if each.kind == "printer"]
    if isinstance(asked, c.AskGuidance):
        known += [each.id for each in plan.devices if each.kind == "ticket"]
    if asked.printer:
        no = Refusal("unknown_printer", f"no printer {asked.printer!r} here; known: {', '.join(known) or 'none'}")
        return asked.printer if asked.printer in known else no
    own = (
        each.id for each in plan.devices if each.kind == "printer" and asked.counter and each.counter == asked.counter
    )
    found = next(own, "") or plan.house_printer
    return found or Refusal("no_printer", "this centre has no slip printer: add a [[device]] of kind printer")


def _named(name: str) -> str:
    """The id of a guidance slip; readable where it may be, never over 64 letters."""
    plain = f"guide-{name}"
    return plain if len(plain) <= 64 else f"guide-{hashlib.blake2b(name.encode(), digest_size=16).hexdigest()}"


def _some(known: list[str]) -> str:
    return ", ".join(known[:10]) + (", …" if len(known) > 10 else "") or "none"
