"""What the hub asks of a store, whatever it stands on: a batch is written whole, durably, or not at all."""

from collections.abc import Iterator
from typing import NamedTuple, Protocol

from devicekit.messages import Answer
from hub.engine.events import EngineEvent
from hub.store_rows import Batch, Boot, HeldBy, Pending, RequestId, Restored


class Given(NamedTuple):
    """The answer that a request id got before; None for one so old that only this is known."""

    digest: bytes
    answer: Answer | None


class Store(Protocol):
    """The store of one site. Use from one thread; not open until open(). Errors are those of hub.errors, no others."""

    epoch: int
    last_seq: int
    """The newest committed fact; after a restore far above it, until facts follow."""
    restored: Restored | None
    """The store was put back from a backup, and no fact says so yet."""

    def open(self) -> None:
        """Read where the log ends and begin a new epoch, durably. Raises StoreRefused, StoreFull or StoreBroken."""

    def close(self) -> None:
        """Let the next hub have it. Idempotent."""

    def last_day(self) -> str:
        """The newest day of the log, "" before the first."""

    def last_ms(self) -> int:
        """Legal time of the newest fact, 0 before the first."""

    def facts_of(self, day: str) -> Iterator[EngineEvent]:
        """The facts of a day, in order. Raises StoreBroken when they are not as they were written."""

    def given(self, request: RequestId) -> Given | None:
        """What a request id was answered before."""

    def pending(self) -> list[Pending]:
        """The `do`s that are not answered, oldest first."""

    def persons(self) -> list[HeldBy]:
        """Who got which numbers on the newest day; what an earlier day left is not told."""

    def boots(self) -> list[Boot]:
        """What the monotonic clocks of the devices' boots mean; the last word for each boot."""

    def cursors(self) -> dict[str, str]:
        """How far each reader has read."""

    def commit(self, batch: Batch) -> None:
        """Write all of a batch or nothing of it; it is safe when this returns.

        Raises StoreAway (nothing has happened, try again later) or StoreBroken (stop).
        """

    def purge(self, now_ms: int) -> None:
        """Forget what has passed its date. Raises StoreAway (nothing has happened) or StoreBroken."""

    def checkpoint(self, idle: bool) -> None:
        """Do what was put off; `idle`: nobody waits just now. Raises StoreBroken."""
