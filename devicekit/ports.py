"""Ports: where bytes leave and enter a Pi. A driver is handed one and never knows which kind it is."""

from typing import NamedTuple, Protocol


class Port(Protocol):
    """A byte stream to a device. All calls may raise PortError; after that the port is closed and may be opened again.

    Not thread-safe, but one thread may read while another writes.
    """

    @property
    def name(self) -> str:
        """What a technician calls it: a path or host:port."""

    @property
    def is_open(self) -> bool: ...

    def open(self) -> None:
        """Open the port; does nothing when it is open. Raises PortError naming the port and what to check."""

    def close(self) -> None:
        """Close the port; does nothing when it is closed, never raises."""

    def write(self, data: bytes, timeout: float) -> None:
        """Hand over all bytes. Raises PortTimeout when they were not taken within `timeout` seconds."""

    def read(self, size: int, timeout: float) -> bytes:
        """Up to `size` bytes, as soon as any are there; b"" when none came within `timeout` seconds.

        Raises PortError when the far end is gone.
        """


class SerialBytes(NamedTuple):
    """Bytes came in; `at` is the monotonic second of their arrival."""

    port: str
    data: bytes
    at: float


class PortQuiet(NamedTuple):
    """Nothing has followed the last bytes for as long as the program asked to be told; posted once after them."""

    port: str
    at: float


class PortDue(NamedTuple):
    """The moment has come that the program asked to be told of, and nothing has arrived."""

    port: str
    at: float


class PortLost(NamedTuple):
    """The port failed or could not be opened; it is tried again. Posted once for each loss."""

    port: str
    reason: str


class PortBack(NamedTuple):
    """The port is open: for the first time, or again."""

    port: str
