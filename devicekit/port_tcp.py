"""A TCP connection to a device, such as a network printer or a serial server."""

import errno
import select
import socket
import time

from devicekit.errors import PortError, PortTimeout
from devicekit.text_files import in_both


def split_address(address: str, default_port: int | None = None) -> tuple[str, int]:
    """Take "host:port" or "[v6]:port" apart. Raises ValueError saying what an address looks like."""
    host, colon, port = address.rpartition(":")
    if not colon and default_port is not None:
        host, port = address, str(default_port)
    host = host.removeprefix("[").removesuffix("]")
    if not host or not port.isascii() or not port.isdigit() or not 0 < int(port) < 65536:
        raise ValueError(f"address {address!r} is not host:port, for instance 192.168.1.50:9100")
    return host, int(port)


class TcpPort:
    """One connection. TCP_NODELAY is on: our messages are small and answered."""

    def __init__(self, address: str, connect_timeout: float = 2.0, default_port: int | None = None) -> None:
        """Describe the far end; nothing is connected yet. Raises ValueError when `address` is none."""
        self._host, self._port = split_address(address, default_port)
        self._connect_timeout = connect_timeout
        self._socket: socket.socket | None = None
        self._lost = False

    @property
    def name(self) -> str:
        return f"[{self._host}]:{self._port}" if ":" in self._host else f"{self._host}:{self._port}"

    @property
    def is_open(self) -> bool:
        return self._socket is not None and not self._lost

    def open(self) -> None:
        if self.is_open:
            return
        self.close()
        try:
            connection = socket.create_connection((self._host, self._port), self._connect_timeout)
        except OSError as error:
            raise PortError(f"{in_both('tech.err.tcp', address=self.name)}: {error}") from error
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.setblocking(False)
        self._socket = connection

    def close(self) -> None:
        connection, self._socket, self._lost = self._socket, None, False
        if connection is None:
            return
        try:
            # Bytes left unread would turn our close into a reset, and a reset makes a printer drop the end of the job.
            connection.shutdown(socket.SHUT_WR)
            while connection.recv(4096):
                pass
        except OSError:
            pass  # nothing more to read, or the far end is gone already
        connection.close()

    def write(self, data: bytes, timeout: float) -> None:
        deadline = time.monotonic() + timeout
        rest = memoryview(data)
        while rest:
            connection = self._ready(select.POLLOUT, deadline - time.monotonic())
            if connection is None:
                raise self._fail(PortTimeout(in_both("tech.err.stuck", port=self.name, n=f"{timeout:g}")))
            try:
                rest = rest[connection.send(rest) :]
            except BlockingIOError:
                continue
            except OSError as error:
                raise self._fail(error) from error

    def read(self, size: int, timeout: float) -> bytes:
        connection = self._ready(select.POLLIN, timeout)
        if connection is None:
            return b""
        try:
            data = connection.recv(size)
        except BlockingIOError:
            return b""
        except OSError as error:
            raise self._fail(error) from error
        if not data:
            raise self._fail(OSError(errno.ECONNRESET, "the far end closed the connection"))
        return data

    def _ready(self, what: int, seconds: float) -> socket.socket | None:
        """Wait until the connection can be read or written; None when the time is over."""
        if self._socket is None or self._lost:
            raise PortError(in_both("tech.err.closed", port=self.name))
        waiting = select.poll()
        waiting.register(self._socket, what)
        return self._socket if waiting.poll(max(0.0, seconds) * 1000) else None

    def _fail(self, error: OSError) -> PortError:
        """Count the connection as closed. The handle stays until open() or close(): the other thread may be in it."""
        self._lost = True
        if isinstance(error, PortError):
            return error
        return PortError(f"{in_both('tech.err.lost', port=self.name)}: {error}")
