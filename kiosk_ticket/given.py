"""Numbers of the reserve whose day is not certain yet, kept on the disk till it is. Pure."""

import msgspec
from msgspec.structs import replace

from devicekit.messages import TicketIssued
from devicekit.steps import Answered, Keep, Note
from kiosk_ticket.state import Given, State
from kiosk_ticket.tickets import Step

GIVEN = "given"


def decode(kept: bytes) -> tuple[Given, ...]:
    """Raises msgspec.DecodeError."""
    return msgspec.json.decode(kept, type=tuple[Given, ...])


def answered(state: State, body: TicketIssued, event: Answered) -> Step:
    """The hub has counted a number to a day."""
    given = tuple(each._replace(answered_ms=event.hub_ms) if each.press == body.press else each for each in state.given)
    state, kept = replace(state, given=given), _kept(given)
    if event.answer.outcome != "refused":
        return state, [kept]
    ids: dict[str, str | int] = {"press": body.press, "number": body.number}
    why = f"{event.answer.reason} {event.answer.detail}"
    return state, [kept, Note("error", f"the hub refused a reserve number: {why}", ids)]


def certain(given: tuple[Given, ...], set_ms: int) -> tuple[tuple[Given, ...], list[Keep]]:
    """What is still of no certain day after a `set` of that time, and the disk's part of it."""
    left = tuple(each for each in given if each.answered_ms is None or each.answered_ms >= set_ms)
    return left, [] if left == given else [_kept(left)]


def _kept(given: tuple[Given, ...]) -> Keep:
    """Those that are answered; the others are in the outbox."""
    done = tuple(each for each in given if each.answered_ms is not None)
    return Keep(GIVEN, msgspec.json.encode(done) if done else None)
