"""The papers on somebody's wish, as a printer is told them: guidance, why a number was called, a day's report."""

from collections.abc import Iterator

from msgspec.structs import replace

from devicekit.orders import DayLeft, DayService, PrintDay, PrintGuidance, PrintWhy
from hub.engine import events as e
from hub.plan import Plan, ProcedurePlan

# As many as the contract takes; how many there are is counted beside them.
NUMBERS, SERVICES = 120, 40


class PaperFloor:
    """One centre's catalogue and services; holds nothing that changes."""

    def __init__(self, plan: Plan) -> None:
        self._procedures = {each.code: each for each in plan.procedures}
        self._services = {each.id: each.name for each in plan.services}

    def asked(
        self, event: e.GuidanceAsked | e.WhyAsked | e.DayReported, why: PrintWhy | None
    ) -> Iterator[PrintGuidance | PrintWhy | PrintDay]:
        """The paper; none for what is not known any more. `why` is the explanation that came with its fact."""
        if isinstance(event, e.DayReported):
            yield self._day(event)
        elif isinstance(event, e.WhyAsked):
            yield from (replace(why, reprint=event.n),) if why is not None else ()
        elif event.procedure in self._procedures:
            yield guidance_of(self._procedures[event.procedure], event.slip)

    def _day(self, event: e.DayReported) -> PrintDay:
        counts = list(event.issued_by.items())[:SERVICES]
        return PrintDay(
            slip=event.slip,
            day=event.day,
            closed=event.closed,
            issued=event.issued,
            returned=event.returned,
            finished=event.finished,
            noshow=event.noshow,
            voided=event.voided,
            priority=event.priority,
            waiting=event.waiting,
            wait_min=event.wait_min,
            longest_min=event.longest_min,
            at_counters=_left(event.at_counters),
            parked=_left(event.parked),
            open_fees=_left(event.open_fees),
            carried=_left(event.carried),
            unslipped=_left(event.unslipped),
            services=tuple(DayService(name=self._services.get(id_, id_), issued=n) for id_, n in counts),
            reprint=event.n,
        )


def guidance_of(procedure: ProcedurePlan, slip: str) -> PrintGuidance:
    """What the catalogue says of a procedure, as the paper `slip`."""
    return PrintGuidance(
        slip=slip,
        procedure=procedure.name,
        code=procedure.code,
        papers=procedure.papers,
        time_limit=procedure.time_limit,
        fees=procedure.fees,
        place=procedure.place,
        qr=procedure.url,
        url=_site_of(procedure.url),
    )


def _left(numbers: tuple[str, ...]) -> DayLeft:
    return DayLeft(count=len(numbers), numbers=numbers[:NUMBERS])


def _site_of(url: str) -> str:
    """What people type to come there: the name of the site."""
    return url.partition("://")[2].partition("/")[0]
