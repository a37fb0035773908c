"""A printer behind a queue of CUPS: jobs go through `lp` as they are, and the queue says what it knows.

CUPS takes a job and tells when it has passed it on, never that it is on paper. What does not leave the queue within the
time is taken out again, so that a ticket does not come out of it an hour later.
"""

import os
import re
import subprocess
import time

from devicekit.text_files import in_both
from printer.device import PrintResult
from printer.settings import PrinterSettings
from printer.status import STOPPING, PrinterStatus, RealTime, learn, trouble

LOOK_S = 0.2
COMMAND_S = 5.0
REQUEST = re.compile(r"request id is (\S+-\d+)")
# What a queue reports of its printer (RFC 8011, printer-state-reasons), as the printer itself would say it.
REASONS: dict[str, RealTime] = {
    "media-empty": RealTime(4, 0x72),
    "media-needed": RealTime(4, 0x72),
    "media-low": RealTime(4, 0x1E),
    "cover-open": RealTime(2, 0x16),
    "door-open": RealTime(2, 0x16),
    "offline": RealTime(1, 0x1E),
}


class CupsPrinter:
    """One queue, of the CUPS of this machine or of that which CUPS_SERVER names."""

    def __init__(self, queue: str, finish_s: float) -> None:
        self._queue, self._finish_s = queue, finish_s

    @property
    def name(self) -> str:
        return self._queue

    def status(self) -> PrinterStatus:
        done = self._run("lpstat", "-l", "-p", self._queue)
        if done is None or done.returncode != 0:
            return PrinterStatus(reachable=False, detail=in_both("tech.err.cups", queue=self._queue))
        said = done.stdout.decode(errors="replace")
        status = PrinterStatus(online=False) if "disabled" in said else PrinterStatus()
        for reason, answer in REASONS.items():
            if re.search(rf"\b{reason}\b", said):
                status = learn(status, answer)
        return status

    def print(self, job: bytes) -> PrintResult:
        before = self.status()
        if trouble(before) in STOPPING:
            return PrintResult("failed", trouble(before), status=before)
        done = self._run("lp", "-d", self._queue, "-o", "raw", "-", data=job)
        if done is None:
            return PrintResult("unknown", "stuck", status=before)
        request = REQUEST.search(done.stdout.decode(errors="replace"))
        if done.returncode != 0 or request is None:
            return PrintResult("failed", "unreachable", status=before)
        if self._has_left(request[1]):
            return PrintResult("unknown", "cannot_tell", taken=True, status=self.status())
        self._run("cancel", request[1])
        return PrintResult("unknown", "stuck", status=self.status())

    def close(self) -> None:
        """Nothing is held open."""

    def _has_left(self, request: str) -> bool:
        deadline = time.monotonic() + self._finish_s
        while time.monotonic() < deadline:
            done = self._run("lpstat", "-o", self._queue)
            if (
                done is not None
                and done.returncode == 0
                and request not in done.stdout.decode(errors="replace").split()
            ):
                return True
            time.sleep(LOOK_S)
        return False

    def _run(self, program: str, *words: str, data: bytes = b"") -> subprocess.CompletedProcess[bytes] | None:
        """One command of CUPS; None when it does not end, or is not there."""
        calm = {**os.environ, "LC_ALL": "C"}
        try:
            return subprocess.run(
                [program, *words], input=data, capture_output=True, check=False, timeout=COMMAND_S, env=calm
            )
        except (OSError, subprocess.TimeoutExpired):
            return None


def open_cups(settings: PrinterSettings) -> CupsPrinter:
    """The driver `printer.cups`."""
    return CupsPrinter(settings.address, settings.finish_s)
