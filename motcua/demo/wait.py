"""Waiting for the thing itself, with a deadline and a name for what did not come."""

import secrets
import socket
import time
from collections.abc import Callable
from contextlib import suppress

from devicekit.errors import MotcuaError

# Above what services have by name, below net.ipv4.ip_local_port_range.
LISTENERS = (15_000, 32_000)


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
    """A loopback port that nobody uses now, and below those that the kernel gives to whoever connects somewhere: a
    program that is restarted would find one of those taken."""
    dice = secrets.SystemRandom()
    while True:
        port = dice.randrange(*LISTENERS)
        with socket.socket() as sock, suppress(OSError):
            sock.bind(("127.0.0.1", port))
            return port
