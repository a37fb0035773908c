"""A serial line: a USB adapter, a UART, or a pty that stands for one."""

import errno
import os
import select
import termios
import time
from typing import Literal

import serial

from devicekit.errors import PortError, PortTimeout
from devicekit.text_files import in_both

Flow = Literal["none", "rtscts", "xonxoff"]


class SerialPort:
    """pyserial behind the Port interface.

    The line is opened for us alone. RS-485 direction is left to the adapter, unless the kernel is to switch it by RTS:
    that mode fails on USB adapters and ptys, and the failure sticks to the pyserial object. Waiting is done here by
    poll() and not by pyserial's timeouts: setting one of those reconfigures the line, under the feet of the other
    thread.
    """

    def __init__(
        self,
        path: str,
        baud: int = 9600,
        flow: Flow = "none",
        parity: Literal["N", "E", "O"] = "N",
        stop_bits: int = 1,
        rts_sends: bool = False,
    ) -> None:
        """Describe the line `path`; `baud` is bits a second, always 8 data bits.

        `rts_sends`: the kernel raises RTS while an RS-485 line is sent to (TIOCSRS485).
        """
        self._path = path
        self._line = serial.Serial()
        self._line.port = path
        self._line.baudrate = baud
        self._line.parity = parity
        self._line.stopbits = stop_bits
        self._line.rtscts = flow == "rtscts"
        self._line.xonxoff = flow == "xonxoff"
        self._line.exclusive = True
        self._line.timeout = 0
        self._line.write_timeout = 0
        self._lost, self._rts_sends = False, rts_sends

    @property
    def name(self) -> str:
        return self._path

    @property
    def is_open(self) -> bool:
        return bool(self._line.is_open) and not self._lost

    def open(self) -> None:
        if self.is_open:
            return
        self.close()
        # pyserial would ask for a mode that was refused again and again, in the middle of all else.
        self._line.rs485_mode = None
        try:
            self._line.open()
        except (OSError, ValueError) as error:
            busy = getattr(error, "errno", None) in (errno.EAGAIN, errno.EBUSY)
            text = in_both("tech.err.port" if busy else "tech.err.open", port=self._path)
            raise PortError(f"{text}: {error}") from error
        if self._rts_sends:
            self._let_rts_send()

    def _let_rts_send(self) -> None:
        from serial import rs485

        try:
            self._line.rs485_mode = rs485.RS485Settings()
        except (OSError, ValueError) as error:
            self.close()
            raise PortError(f"{in_both('tech.err.rts', port=self._path)}: {error}") from error

    def close(self) -> None:
        was_lost, self._lost = self._lost, False
        try:
            if was_lost and self._line.is_open:
                # What a stopped line did not take is not sent when it goes on, nor waited for by the kernel.
                self._line.reset_output_buffer()
            self._line.close()
        except (OSError, termios.error):
            # The adapter was pulled out; there is nothing left to close.
            self._line.is_open = False

    def write(self, data: bytes, timeout: float) -> None:
        deadline = time.monotonic() + timeout
        rest = memoryview(data)
        while rest:
            if not self._ready(select.POLLOUT, deadline - time.monotonic()):
                raise self._fail(PortTimeout(in_both("tech.err.stuck", port=self._path, n=f"{timeout:g}")))
            try:
                # Not by pyserial: where the line is stopped just now, it would try again for ever.
                rest = rest[os.write(self._line.fileno(), rest) :]
            except BlockingIOError:
                continue
            except OSError as error:
                raise self._fail(error) from error

    def read(self, size: int, timeout: float) -> bytes:
        if not self._ready(select.POLLIN, timeout):
            return b""
        try:
            # Not by pyserial, which asks the kernel once more whether there is anything.
            data = os.read(self._line.fileno(), size)
        except BlockingIOError:
            return b""
        except OSError as error:
            raise self._fail(error) from error
        if not data:
            raise self._fail(OSError(errno.EIO, "hung up"))
        return data

    def _ready(self, what: int, seconds: float) -> bool:
        """Wait until the line can be read or written."""
        if not self.is_open:
            raise PortError(in_both("tech.err.closed", port=self._path))
        waiting = select.poll()
        waiting.register(self._line.fileno(), what)
        found = waiting.poll(max(0.0, seconds) * 1000)
        if found and not found[0][1] & what:
            raise self._fail(OSError(errno.EIO, "hung up"))
        return bool(found)

    def _fail(self, error: OSError) -> PortError:
        """Count the line as closed. The handle itself stays until open() or close(): the other thread may be in it."""
        self._lost = True
        if isinstance(error, PortError):
            return error
        return PortError(f"{in_both('tech.err.lost', port=self._path)}: {error}")
