"""The spool of a simulated kiosk: the real one on a simulated disk, or for speed a list with the same rules."""

from collections.abc import Callable
from pathlib import Path

from devicekit.errors import SpoolFull
from devicekit.spool import Batch, Order, Spool, Stored

Noted = Callable[[Batch], None]


class ListSpool(Spool):
    """A spool whose disk is a dictionary: what is committed is there, nothing else is."""

    def __init__(self, noted: Noted) -> None:
        super().__init__(Path("list"))
        self._noted = noted
        self._events: dict[str, Stored] = {}
        self._orders: dict[str, Order] = {}
        self._keep: dict[str, bytes] = {}
        self.full = False

    def open(self) -> None:
        pass

    def close(self) -> None:
        pass

    def unanswered(self) -> list[Stored]:
        return list(self._events.values())

    def kept(self) -> dict[str, bytes]:
        return dict(self._keep)

    def order(self, command: str) -> Order | None:
        return self._orders.get(command)

    def commit(self, batch: Batch) -> None:
        if self.full:
            raise SpoolFull("told to be full")
        for event in batch.forget:
            self._events.pop(event, None)
        self._events |= {each.id: each for each in batch.emits}
        for order in batch.orders:
            known = self._orders.get(order.id, order)
            self._orders[order.id] = order if known.answer is None else known
        for key, value in batch.keep:
            if value is None:
                self._keep.pop(key, None)
            else:
                self._keep[key] = value
        self._noted(batch)

    def prune(self, hub_ms: int) -> None:
        pass


class DiskSpool(Spool):
    """The real spool; `noted` hears of what it has committed."""

    def __init__(self, path: Path, vfs: str, noted: Noted) -> None:
        super().__init__(path, vfs)
        self._noted = noted

    def unanswered(self) -> list[Stored]:
        events = super().unanswered()
        # Of a commit that a death cut short nobody knew whether it would be there.
        self._noted(Batch(tuple(events)))
        return events

    def commit(self, batch: Batch) -> None:
        super().commit(batch)
        self._noted(batch)
