"""Waiting for the thing itself, with a deadline and a name for what did not come."""

import socket
import time
from collections.abc import Callable

from devicekit.errors import MotcuaError


class TookTooLong(MotcuaError, TimeoutError):
    """Raised when something did not happen within its time; the message says what."""


def wait_for(claim: Callable[[], object], what: str, seconds: float = 10.0) -> None:
    """Return once `claim` holds. Raises TookTooLong."""
    end = time.monotonic() + seconds
    while not claim():
        if time.monotonic() > end:
            raise TookTooLong(f"waited {seconds:g} s in vain for {what}")
        time.sleep(0.005)


def listening(port: int) -> bool:
    """Whether something accepts connections on that loopback port."""
    with socket.socket() as sock:
        sock.settimeout(1)
        # A free port of those that connections begin at may be answered by this very socket: nobody listens then.
        return sock.connect_ex(("127.0.0.1", port)) == 0 and sock.getsockname() != sock.getpeername()


def free_port() -> int:
    """A loopback port that nobody uses now."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])
