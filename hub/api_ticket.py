"""One ticket as the API tells it, folded from its log."""

from msgspec import Struct
from msgspec.structs import replace

from hub.engine import events as e
from hub.engine.lifecycle import TicketState
from hub.history import TicketLog


class TicketNow(Struct, frozen=True, kw_only=True):
    """One ticket; times are legal milliseconds since 1970 UTC."""

    number: str
    day: str
    service: str
    state: TicketState
    taken_ms: int
    priority: bool = False
    reserve: bool = False
    counter: str = ""
    calls: int = 0
    result: int | None = None
    paper: str = ""
    replaced_by: str = ""
    leg: e.Leg = ""
    dossiers: tuple[str, ...] = ()


def ticket_now(log: TicketLog) -> TicketNow | None:
    """A ticket as its log leaves it; None when nobody had that number."""
    ticket: TicketNow | None = None
    for row in log.rows:
        event = row.event
        if isinstance(event, e.TicketTaken | e.ReserveTaken | e.AppointmentHeld):
            ticket = _taken(log, event)
        elif ticket is not None:
            ticket = _after(ticket, event)
    return ticket


def _taken(log: TicketLog, event: e.TicketTaken | e.ReserveTaken | e.AppointmentHeld) -> TicketNow:
    reserve = isinstance(event, e.ReserveTaken)
    return TicketNow(
        number=log.number,
        day=log.day,
        service=event.service,
        state="carried" if isinstance(event, e.AppointmentHeld) else "waiting",
        taken_ms=event.at_ms if isinstance(event, e.TicketTaken) else event.arrived_ms,
        priority=event.priority,
        reserve=reserve,
    )


# The state after a fact that changes nothing else.
_STATES: dict[type[e.Fact], TicketState] = {
    e.Started: "serving",
    e.Held: "held",
    e.Switched: "serving",
    e.NoShow: "noshow",
    e.Parked: "parked",
    e.Unparked: "waiting",
    e.Requeued: "waiting",
    e.SentBack: "waiting",
    e.MarkedBack: "waiting",
    e.CarriedOver: "carried",
    e.AppointmentDue: "waiting",
}


def _after(ticket: TicketNow, event: e.EngineEvent) -> TicketNow:
    match event:
        case e.Called() | e.Recalled():
            return replace(ticket, state="called", counter=event.counter, calls=ticket.calls + 1)
        case e.Finished():
            return replace(ticket, state="finished", result=event.result)
        case e.SentToFee():
            return replace(ticket, state="waiting", counter="", leg="fee")
        case e.FeePaid() if ticket.leg == "fee":
            return replace(
                ticket, state="waiting" if event.back_to else "finished", leg="back" if event.back_to else ""
            )
        case e.DossierReported() | e.DossierNamed() if event.code not in ticket.dossiers:
            return replace(ticket, dossiers=(*ticket.dossiers, event.code))
        case e.Transferred() | e.ServiceChanged():
            return replace(ticket, state="waiting", service=event.service or ticket.service)
        case e.Moved():
            return replace(ticket, counter=event.to_counter)
        case e.Undone():
            return replace(ticket, state=event.state, counter=event.counter)
        case e.NumberVoided():
            return replace(ticket, state="voided", replaced_by=event.replaced_by)
        case e.Printed():
            return replace(ticket, paper="printed")
        case e.PrintMissed():
            return replace(ticket, paper=event.outcome)
        case _:
            return replace(ticket, state=_STATES.get(type(event), ticket.state))
