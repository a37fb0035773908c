"""Why a number was called when it was: the day's log replayed up to that call, and what the counter saw then.

Who was considered, what each weighed and which rule decided come from the log, which also holds the settings of that
time; when they have changed since, that is said. A log from before it held them is explained by today's settings.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from devicekit.texts import Texts
from hub.engine import events as e
from hub.engine.candidates import next_of
from hub.engine.day import BOOKED, LATER
from hub.engine.decide import Engine
from hub.engine.policy import Candidate
from hub.engine.state import State, apply
from hub.history import day_said
from hub.plan import CounterPlan, Plan
from hub.store_rows import LogRow

Kind = Literal["normal", "priority", "booked", "later"]
_KINDS: dict[str, Kind] = {"": "normal", BOOKED: "booked", LATER: "later"}


BY_NAME = ("picked", "alone")
"""The rules of calls that the officer decided."""


class Considered(Struct, frozen=True, kw_only=True):
    """The first of one line, as the counter saw it; `score` is seconds of waiting times `weight`."""

    number: str
    service: str
    kind: Kind
    waited_ms: int
    weight: int
    score: int
    passed: int


class Why(Struct, frozen=True, kw_only=True):
    """The last call of a number; without a `counter` there was none. `run`: others called there since a priority."""

    number: str
    day: str
    state: str
    at_ms: int = 0
    counter: str = ""
    rule: str = ""
    run: int = 0
    waited_ms: int = 0
    considered: tuple[Considered, ...] = ()
    one_service: bool = False
    differs: bool = False
    bound: int = 0
    ageing_ms: int = 0
    ratio: int = 0
    """What the settings were at that time."""
    changed: bool = False
    """They are others today."""


def why(plan: Plan, day: str, rows: Sequence[LogRow], number: str) -> Why | None:
    """What the log says about the last call of a number; None when nobody had it."""
    calls = [i for i, row in enumerate(rows) if isinstance(row.event, e.Called) and row.event.number == number]
    state = State(day)
    for row in rows[: calls[-1]] if calls else rows:
        apply(state, row.event)
    ticket = state.tickets.get(number)
    if ticket is None:
        return None
    if not calls:
        return Why(number=number, day=day, state=ticket.state)
    call = rows[calls[-1]].event
    return _explained(_plan_then(plan, state), state, call, day, plan) if isinstance(call, e.Called) else None


def _plan_then(plan: Plan, state: State) -> Plan:
    """The settings that decided calls then; today's where the log is older than such facts."""
    known = state.policy
    if known is None:
        return plan
    rules = {rule.id: rule for rule in known.counters}
    counters = [
        replace(each, services=rule.services, order=rule.order, weights=rule.weights)
        for each in plan.counters
        if (rule := rules.pop(each.id, None)) is not None
    ]
    gone = [
        CounterPlan(id=rule.id, number=rule.id, services=rule.services, order=rule.order, weights=rule.weights)
        for rule in rules.values()
    ]
    return replace(plan, policy=known.policy, counters=(*counters, *gone))


def _order_of(plan: Plan) -> tuple[object, ...]:
    """What decides calls, to be compared."""
    return plan.policy, tuple((each.id, each.services, each.order, each.weights) for each in plan.counters)


def _explained(plan: Plan, state: State, call: e.Called, day: str, today: Plan) -> Why:
    rules, ticket = Engine(plan).rules, state.tickets[call.number]
    counter = rules.counters.get(call.counter) or CounterPlan(
        id=call.counter, number=call.counter, services=(ticket.line,)
    )
    choice, found = next_of(rules, state, counter, call.at_ms)
    is_same = choice is not None and choice.candidate.head.number == call.number
    one_service = False
    if not is_same and call.rule not in BY_NAME and not ticket.line.startswith("@"):
        choice, one = next_of(rules, state, counter, call.at_ms, ticket.line)
        one_service = is_same = choice is not None and choice.candidate.head.number == call.number
        found = one if one_service else found
    desk = state.desks.get(call.counter)
    return Why(
        number=call.number,
        day=day,
        state="called",
        at_ms=call.moment_ms,
        counter=call.counter,
        rule=call.rule,
        run=desk.normal_run if desk is not None else 0,
        waited_ms=rules.worked.between(ticket.arrived_ms, call.moment_ms),
        considered=tuple(_considered(state, each, call.at_ms) for each in sorted(found, key=lambda c: c.head)),
        one_service=one_service,
        differs=not is_same and call.rule not in BY_NAME,
        bound=plan.policy.bound,
        ageing_ms=plan.policy.ageing_ms,
        ratio=plan.policy.ratio,
        changed=_order_of(plan) != _order_of(today),
    )


def _considered(state: State, each: Candidate, now_ms: int) -> Considered:
    ticket = state.tickets[each.head.number]
    waited_ms = max(0, now_ms - ticket.since_ms - each.idle_ms)
    return Considered(
        number=ticket.number,
        service=ticket.service,
        kind=_KINDS.get(each.queue, "priority"),
        waited_ms=waited_ms,
        weight=each.weight,
        score=waited_ms // 1000 * each.weight,
        passed=each.passed,
    )


def sentences(found: Why, plan: Plan, texts: Texts) -> list[str]:
    """The explanation in words, one line each."""
    said = texts.get
    date = day_said(found.day)
    if not found.counter:
        return [said("why.not_called", number=found.number, date=date, state=said(f"ticket.state.{found.state}"))]
    services = {service.id: service.name for service in plan.services}
    counters = {counter.id: counter.number for counter in plan.counters}
    at = datetime.fromtimestamp(found.at_ms / 1000, UTC).astimezone(ZoneInfo(plan.timezone))
    numbers = {"bound": found.bound, "ageing": found.ageing_ms // 60_000, "run": found.run, "ratio": found.ratio}
    counter = counters.get(found.counter, found.counter)
    ids = {"number": found.number, "counter": counter, "date": date, "time": at.isoformat()[11:19]}
    lines = [
        said("why.called", **ids, minutes=found.waited_ms // 60_000),
        said("why.rule", rule=said(f"why.rule.{found.rule or 'none'}", **numbers)),
    ]
    if found.one_service:
        lines.append(said("why.one_service"))
    if found.considered:
        lines.append(said("why.considered"))
    for each in found.considered:
        row = said(
            "why.row",
            number=each.number,
            service=services.get(each.service, each.service),
            kind=said(f"why.kind.{each.kind}"),
            minutes=each.waited_ms // 60_000,
            weight=each.weight,
            score=each.score,
            passed=each.passed,
        )
        lines.append(f"  {row} {said('why.chosen')}" if each.number == found.number else f"  {row}")
    lines += [said("why.score"), *([said("why.changed")] if found.changed else [])]
    return [*lines, said("why.differs")] if found.differs else lines
