"""Who is called next. Everything that is policy is here and nowhere else.

Rules, the first that applies decides (their names are in the fact of the call, their sentences in texts why.rule.*):

    back         who comes back to this counter alone: the visit is half done, nobody waits twice
    bound        who was passed by `bound` calls of later numbers of the service: the hard promise
    returned     who missed a call and has let as many others go first as was said
    booked       whose appointment it is
    aged         who has waited longer than `ageing_ms`, the oldest first, priority or not
    then, among the services of the counter (order "listed": of the first one that has people):
    arrival      policy "arrival": whoever weighs most, priority or not
    priority     policy "priority_first": priority before all
    only         nobody waits but of one kind
    older        policy "mixed": a priority ticket that weighs more than the others
    ratio        policy "mixed": `ratio` others were called here since the last priority
    turn         policy "mixed": else the others
    early        nobody else waits: an appointment, or somebody who missed a call, before its time

Theory: strict priority lets a full bench of priority citizens stop everybody else, so they interleave. A ticket weighs
the working time that it has waited (lunch weighs nothing), times the weight of its service at this counter, times that
of its priority class: nobody is starved by a weight, since waiting grows. Only the front of each queue is looked at: it
waited longest, and was passed most, of all behind it, so the cost does not grow with the hall.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from hub.engine.day import BOOKED, LATER, Head
from hub.plan import PolicyPlan


class Candidate(NamedTuple):
    """The front of one queue, as one counter looks at it."""

    head: Head
    service: str
    queue: str
    passed: int = 0
    weight: int = 1
    """Of its service at this counter, times that of its priority class."""
    rank: int = 0
    """Where its service stands in the counter's list."""
    is_due: bool = True
    """For an appointment and for who missed a call: whether its time has come."""
    mine: bool = False
    """Waits for this counter alone."""
    idle_ms: int = 0
    """How much of its waiting was outside working hours."""

    @property
    def has_priority(self) -> bool:
        return bool(self.queue)

    def waited(self, now_ms: int) -> int:
        """Milliseconds of waiting in working hours."""
        return max(0, now_ms - self.head.since_ms - self.idle_ms)

    def score(self, now_ms: int) -> int:
        """What it weighs: milliseconds of waiting, times the weights."""
        return self.waited(now_ms) * self.weight

    def before(self, now_ms: int) -> tuple[int, Head]:
        """The smallest of these is first: the heaviest, of equal ones who came first."""
        return -self.score(now_ms), self.head


class Choice(NamedTuple):
    """Who is called, and by which rule."""

    candidate: Candidate
    rule: str


def choose(policy: PolicyPlan, found: Sequence[Candidate], normal_run: int, listed: bool, now_ms: int) -> Choice | None:
    """Who to call, or None; `normal_run`: others called here since the last priority."""
    mine = _oldest(each for each in found if each.mine)
    if mine is not None:
        return Choice(mine, "back")
    in_time = [each for each in found if each.queue not in (BOOKED, LATER)]
    booked = [each for each in found if each.queue == BOOKED and each.is_due]
    returned = [each for each in found if each.queue == LATER and each.is_due]
    aged = policy.ageing_ms or None
    for rule, those in (
        ("bound", [each for each in (*in_time, *booked) if 0 < policy.bound <= each.passed]),
        ("returned", returned),
        ("booked", booked),
        ("aged", [each for each in in_time if aged is not None and each.waited(now_ms) > aged]),
    ):
        first = _oldest(those)
        if first is not None:
            return Choice(first, rule)
    if listed and in_time:
        top = min(each.rank for each in in_time)
        in_time = [each for each in in_time if each.rank == top]
    by_name = _by_policy(policy, in_time, normal_run, now_ms)
    if by_name is not None:
        return by_name
    early = _oldest(found)
    return Choice(early, "early") if early is not None else None


def _by_policy(policy: PolicyPlan, those: Sequence[Candidate], normal_run: int, now_ms: int) -> Choice | None:
    if policy.name == "arrival":
        first = _heaviest(those, now_ms)
        return Choice(first, "arrival") if first is not None else None
    normal = _heaviest((each for each in those if not each.has_priority), now_ms)
    priority = _heaviest((each for each in those if each.has_priority), now_ms)
    if normal is None or priority is None:
        only = normal or priority
        return Choice(only, "only") if only is not None else None
    if policy.name == "priority_first":
        return Choice(priority, "priority")
    if priority.before(now_ms) < normal.before(now_ms):
        return Choice(priority, "older")
    return Choice(priority, "ratio") if normal_run >= policy.ratio else Choice(normal, "turn")


def _oldest(those: Iterable[Candidate]) -> Candidate | None:
    return min(those, key=lambda each: each.head, default=None)


def _heaviest(those: Iterable[Candidate], now_ms: int) -> Candidate | None:
    return min(those, key=lambda each: each.before(now_ms), default=None)


def ahead(policy: PolicyPlan, normal_waiting: int, priority_waiting: int, priority: bool) -> int:
    """How many people of its service are before a new ticket, one counter assumed: what its paper says."""
    if not priority or policy.name == "arrival":
        return normal_waiting + priority_waiting
    if policy.name == "priority_first":
        return priority_waiting
    return priority_waiting + min(normal_waiting, policy.ratio * (priority_waiting + 1))
