"""What an officer does in the one-stop system: accept, ask for papers, refuse, send to pay. For any thread."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

import msgspec

from motcua.onestop.catalogue import PROCEDURES, Procedure, procedure_of
from motcua.onestop.errors import OnestopError
from motcua.onestop.state import (
    ACCEPTED,
    PAPERS_NEEDED,
    PROCESSING,
    REFUSED,
    REGISTERED,
    TO_PAY,
    Change,
    Entry,
    Onestop,
    Place,
)
from motcua.onestop.system import System


class Desk:
    """Every call is in the feed when it returns. Raises OnestopError for a counter, procedure or dossier of nobody.

    `counter` is an id or a number of site.toml; for a dossier that is there already, "" is the counter and the ticket
    of what happened to it last.
    """

    def __init__(self, system: System) -> None:
        self._system = system
        counters = system.site.counter
        self._counters = {name for each in counters for name in (each.id, each.number)}
        self._known = ", ".join(each.id for each in counters) or "–"

    def register(self, counter: str, procedure: str, ticket: str = "") -> str:
        """State 1, of a dossier that is not there yet; its new code."""
        return self._open(REGISTERED, counter, procedure, ticket)

    def accept(self, counter: str, procedure: str, ticket: str = "") -> str:
        """State 2, of a dossier that is not there yet; its new code."""
        return self._open(ACCEPTED, counter, procedure, ticket)

    def accept_again(self, code: str, counter: str = "", ticket: str = "") -> None:
        """State 2, of a dossier that is there: registered, or supplemented."""
        self._move(code, Change(ACCEPTED), counter, ticket)

    def supplement(self, code: str, items: Sequence[str], counter: str = "", ticket: str = "") -> None:
        """State 5: these papers are needed."""
        self._move(code, Change(PAPERS_NEEDED, items=items), counter, ticket)

    def refuse(self, code: str, reason: str, counter: str = "", ticket: str = "") -> None:
        """State 3."""
        self._move(code, Change(REFUSED, reason=reason), counter, ticket)

    def to_pay(self, code: str, fee: int | None = None, counter: str = "", ticket: str = "") -> None:
        """State 6; `fee` in đồng, None for what the procedure costs."""
        self._move(code, Change(TO_PAY, fee=fee), counter, ticket)

    def paid(self, code: str, counter: str = "", ticket: str = "") -> None:
        """The fee was paid, and the agency works on."""
        self._move(code, Change(PROCESSING, kind="fee_paid"), counter, ticket)

    def set_state(self, code: str, state: int, counter: str = "", ticket: str = "") -> None:
        """Any state, also one that the national list does not have."""
        self._move(code, Change(state), counter, ticket)

    def write(self, event: dict[str, object]) -> str:
        """Put an event into the feed as it is, right or wrong; its id."""
        entry = self._system.enter(lambda known, now: known.written(event, now))
        return str(msgspec.json.decode(entry.event)["id"])

    def _open(self, state: int, counter: str, procedure: str, ticket: str) -> str:
        place, found = self._place(counter, ticket), procedure_of(procedure)
        if found is None:
            raise OnestopError("procedure", value=procedure, known=", ".join(each.code for each in PROCEDURES))
        entry = self._system.enter(partial(_opened, state, place, found))
        return entry.filed.dossier.code if entry.filed is not None else ""

    def _move(self, code: str, change: Change, counter: str, ticket: str) -> None:
        place = self._place(counter, ticket) if counter else Place("", ticket)

        def decide(known: Onestop, now: datetime) -> Entry:
            filed = known.filed.get(code)
            if filed is None:
                raise OnestopError("dossier", value=code, known=", ".join(list(known.filed)[-5:]) or "–")
            return known.moved(filed, change, place, now)

        self._system.enter(decide)

    def _place(self, counter: str, ticket: str) -> Place:
        if counter not in self._counters:
            raise OnestopError("counter", value=counter, known=self._known)
        return Place(counter, ticket)


def _opened(state: int, place: Place, procedure: Procedure, known: Onestop, now: datetime) -> Entry:
    return known.opened(state, place, procedure, now)
