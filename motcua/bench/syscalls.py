"""Flushes and written bytes of a running program, counted by strace: what an SD card would feel."""

import re
import subprocess
from pathlib import Path
from shutil import which
from typing import NamedTuple

from motcua.demo.wait import wait_for

_WRITE = re.compile(r"(?:pwrite64|write|pwritev|writev)\(\d+<([^>]*)>.* = (\d+)$")
_FLUSH = re.compile(r"(?:fsync|fdatasync)\(\d+<([^>]*)>\) += 0$")


class Disk(NamedTuple):
    """What reached the disk's door."""

    flushes: int
    written: int


class Watch:
    """strace on one process and its threads, from start() to stop()."""

    def __init__(self, pid: int, log: Path) -> None:
        self._pid, self._log = pid, log
        self._process: subprocess.Popen[bytes] | None = None

    @staticmethod
    def possible() -> bool:
        return which("strace") is not None

    def start(self) -> None:
        calls = "fsync,fdatasync,write,pwrite64,writev,pwritev"
        command = ["strace", "-f", "-y", "-s", "0", "-e", f"trace={calls}", "-o", str(self._log), "-p", str(self._pid)]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for(lambda: _traced(self._pid), f"strace on process {self._pid}")

    def stop(self, under: Path) -> Disk:
        """End the watch and count what went to regular files below `under`."""
        process, self._process = self._process, None
        if process is not None:
            process.terminate()
            process.wait()
        return count(self._log.read_text(encoding="utf-8", errors="replace"), str(under))


def count(log: str, under: str) -> Disk:
    """Flushes and bytes of an strace log, for files below `under`."""
    flushes = written = 0
    for line in log.splitlines():
        if (flush := _FLUSH.search(line)) and flush[1].startswith(under):
            flushes += 1
        elif (write := _WRITE.search(line)) and write[1].startswith(under):
            written += int(write[2])
    return Disk(flushes, written)


def _traced(pid: int) -> bool:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    return "TracerPid:\t0" not in status
