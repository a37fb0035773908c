"""A port without a wire: what is written goes straight to a virtual device in this process, and nobody ever waits."""

from typing import Protocol

from devicekit.errors import PortError, PortTimeout
from devicekit.text_files import in_both


class FarEnd(Protocol):
    """A virtual device at the other end of a wire."""

    def feed(self, data: bytes) -> bytes:
        """Take what arrived (nothing, when it is only asked whether it has something to say) and answer.

        Raises ConnectionError to hang up, TimeoutError when it takes no more.
        """


class MemoryPort:
    """The near end. It can be unplugged and plugged in again."""

    def __init__(self, far: FarEnd, name: str = "memory") -> None:
        self._far = far
        self._name = name
        self._arrived = bytearray()
        self._open = False
        self._plugged = True

    @property
    def name(self) -> str:
        return self._name

    @property
    def is_open(self) -> bool:
        return self._open

    def open(self) -> None:
        if not self._plugged:
            raise PortError(in_both("tech.err.open", port=self._name))
        self._open = True

    def close(self) -> None:
        self._open = False
        self._arrived.clear()

    def write(self, data: bytes, timeout: float) -> None:
        self._exchange(data)

    def read(self, size: int, timeout: float) -> bytes:
        """What is there now, at once: time in tests is turned by hand, so waiting would never end."""
        self._exchange(b"")
        data = bytes(self._arrived[:size])
        del self._arrived[: len(data)]
        return data

    def arrive(self, data: bytes) -> None:
        """The far end says something unasked."""
        if self._open:
            self._arrived += data

    def unplug(self) -> None:
        """Pull the cable: every call fails until plug()."""
        self._plugged = False

    def plug(self) -> None:
        self._plugged = True

    def _exchange(self, data: bytes) -> None:
        if not self._open:
            raise PortError(in_both("tech.err.closed", port=self._name))
        try:
            if not self._plugged:
                raise ConnectionResetError("unplugged")
            self._arrived += self._far.feed(data)
        except TimeoutError as error:
            self.close()
            raise PortTimeout(in_both("tech.err.stuck", port=self._name, n=0)) from error
        except ConnectionError as error:
            self.close()
            raise PortError(f"{in_both('tech.err.lost', port=self._name)}: {error}") from error
