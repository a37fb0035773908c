"""How soon and how steadily a ticket comes out, by the wire that it comes over; on a clock of its own.

The head of the printer moves at 250 mm/s. A serial line is 19,200 baud with flow control and a buffer of 4 kB.
`starved_socket_ms` is of a real TCP connection in real time: what this machine does meanwhile is in it.
"""

from devicekit.errors import MotcuaError
from motcua.bench.figures import Figures
from printer.device import PrintResult
from printer.driver_escpos import EscposPrinter, open_tcp
from printer.settings import PrinterSettings
from printer.virtual import VirtualPrinter, VirtualTcpPrinter
from printer.virtual_line import LineClock, VirtualLine
from printer.virtual_model import PROCESS_ID
from printer.virtual_pages import epson_letters

MM_PER_S, DOTS_PER_MM = 250, 8
SERIAL_BYTES_PER_S = 19_200 / 10
# Full-speed USB as usblp gives it, and a network of 100 Mbit/s.
FAST_WIRES = {"usb": 1_000_000, "tcp": 10_000_000}


def wires(raster: bytes, typed: bytes) -> Figures:
    """The figures of one ticket, drawn and in the printer's own letters."""
    drawn, own = _Course(raster, SERIAL_BYTES_PER_S), _Course(typed, SERIAL_BYTES_PER_S)
    return {
        "first_dot_ms": max(drawn.first_dot_ms, own.first_dot_ms),
        "line_excess_ms": max(drawn.line_excess_ms, own.line_excess_ms),
        "raster_at_19200_s": round(drawn.whole_s, 1),
        "tcvn3_at_19200_s": round(own.whole_s, 1),
        **{f"starved_{name}_ms": _Course(raster, speed).starved_ms for name, speed in FAST_WIRES.items()},
        "starved_socket_ms": _over_a_socket(raster),
    }


def _over_a_socket(job: bytes) -> int:
    """Milliseconds that the head stood still within a ticket. Raises MotcuaError when it was not printed."""
    far = VirtualPrinter(rows_per_s=MM_PER_S * DOTS_PER_MM, model=PROCESS_ID)
    server = VirtualTcpPrinter(far)
    server.start()
    driver = open_tcp(PrinterSettings(driver="tcp", address=server.address, process_id=True))
    try:
        result = driver.print(job)
    finally:
        driver.close()
        server.stop()
    if result.outcome != "confirmed":
        raise MotcuaError(f"the virtual printer did not print the ticket: {result.reason}")
    return round(1000 * far.starved_s)


class _Course:
    """One ticket over one wire, from the call of the driver on."""

    def __init__(self, job: bytes, bytes_per_s: float) -> None:
        clock = LineClock()
        far = VirtualPrinter(rows_per_s=MM_PER_S * DOTS_PER_MM, now=clock, letters=epson_letters(), model=PROCESS_ID)
        line = VirtualLine(far, clock, bytes_per_s)
        driver = EscposPrinter(line, keep_open=True, bytes_per_s=bytes_per_s, process_id=True, now=clock)
        # As in a hall: it was looked at a moment ago.
        driver.status()
        started = clock()
        self.result: PrintResult = driver.print(job)
        first = far.first_dot_at or 0.0
        self.first_dot_ms = round(1000 * (first - started))
        self.whole_s = far.last_dot_at - started
        self.line_excess_ms = round(1000 * (self.whole_s - len(job) / bytes_per_s))
        self.starved_ms = round(1000 * far.starved_s)
