"""What counters did alone and does not fit, in words for officers and the help desk: what is wrong, and what to do."""

from collections.abc import Callable, Mapping, Sequence

from devicekit.text_files import load_texts
from devicekit.texts import Texts
from hub.calendar.local import LocalTime
from hub.engine import events as e
from hub.plan import Plan
from hub.view import ConflictView

# More of them than that on one page are read by nobody; the log has all.
MOST = 20


def conflicts_now(plan: Plan, conflicts: Sequence[e.AloneConflict]) -> tuple[ConflictView, ...]:
    """What nobody has sorted out, the newest first, with the counters whose officers must know."""
    if not conflicts:
        return ()
    vi, en = load_texts("vi"), load_texts("en")
    counters = {counter.id: counter.number for counter in plan.counters}
    local = LocalTime(plan.hours.zone)

    def time(ms: int) -> str:
        return f"{local.at(ms):%H:%M}"

    return tuple(
        ConflictView(
            at_ms=each.moment_ms,
            number=each.number,
            why=each.why,
            counters=(each.counter, each.other) if each.other in counters else (each.counter,),
            vi=conflict_said(each, vi, counters, time),
            en=conflict_said(each, en, counters, time),
        )
        for each in conflicts[:MOST]
    )


def conflict_said(event: e.AloneConflict, texts: Texts, counters: Mapping[str, str], time: Callable[[int], str]) -> str:
    """One sentence; `counters` is what people call them."""
    state = f"ticket.state.{event.other}"
    other = texts.get(state) if state in texts else counters.get(event.other, event.other)
    return texts.get(
        f"alone.{event.verb}",
        time=time(event.moment_ms)[:5],
        counter=counters.get(event.counter, event.counter),
        number=event.number or event.typed,
        why=texts.get(f"alone.why.{event.why}", other=other),
    )
