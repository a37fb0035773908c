"""Who may be called at a counter now: the front of each queue of each of its lines."""

from collections.abc import Iterator, Sequence

from hub.engine.day import BOOKED, LATER, Line, State
from hub.engine.orphans import callable_at, own_lines
from hub.engine.policy import Candidate, Choice, choose
from hub.engine.rules import Rules
from hub.plan import CounterPlan


def candidates(rules: Rules, state: State, counter: CounterPlan, now_ms: int, service: str = "") -> list[Candidate]:
    """Everybody that `choose` looks at; `service`: of that one alone."""
    if service:
        return list(_of_line(rules, state, counter, service, now_ms))
    own = (each for name in own_lines(counter, state) for each in _of_line(rules, state, counter, name, now_ms))
    mine = [each._replace(mine=True) for each in own]
    if mine:
        return mine
    names = callable_at(counter, rules.lines, state)
    return [each for name in names for each in _of_line(rules, state, counter, name, now_ms)]


def _of_line(rules: Rules, state: State, counter: CounterPlan, name: str, now_ms: int) -> Iterator[Candidate]:
    line = state.waiting.get(name)
    if line is None:
        return
    services = counter.services
    rank = services.index(name) if name in services else len(services)
    weight = counter.weights[rank] if rank < len(counter.weights) else 1
    for queue, heap in line.queues.items():
        if heap:
            head = heap[0]
            since = head.since_ms
            passed = line.passed((since, head.order)) if queue != LATER else 0
            is_due = not queue.startswith("@") or _is_due(rules, line, queue, since, now_ms)
            idle = 0 if queue == LATER else max(0, now_ms - since) - rules.worked.between(since, now_ms)
            weighs = weight * rules.weight_of(queue)
            yield Candidate(head, name, queue, passed, weighs, rank, is_due, idle_ms=idle)


def _is_due(rules: Rules, line: Line, queue: str, since: int, now_ms: int) -> bool:
    if queue == BOOKED:
        return now_ms >= since - rules.policy.early_ms
    return queue != LATER or line.calls >= since


def next_of(
    rules: Rules, state: State, counter: CounterPlan, now_ms: int, service: str = ""
) -> tuple[Choice | None, Sequence[Candidate]]:
    """Who is called next at a counter, and who was considered."""
    found = candidates(rules, state, counter, now_ms, service)
    desk = state.desks.get(counter.id)
    return choose(rules.policy, found, desk.normal_run if desk else 0, counter.order == "listed", now_ms), found
