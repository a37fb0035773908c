"""The programs of a floor as child processes: started, watched, killed, and never left behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from shutil import which

import psutil


def tied() -> list[str]:
    """What a command begins with that ends when we are killed: the kernel tells it, so that it doesn't go on alone.

    To the kernel we are the thread that starts it: that thread must live as long as we do.
    """
    setpriv = which("setpriv")
    return [setpriv, "--pdeathsig", "TERM"] if setpriv else []


class Program:
    """One program of ours, run by this interpreter: `python -m <module> <settings file>`."""

    def __init__(
        self,
        name: str,
        module: str,
        settings: Path,
        log: Path,
        env: Mapping[str, str] | None = None,
        devices: tuple[str, ...] = (),
    ) -> None:
        """`devices`: the ids that it speaks for; left out: its name."""
        self.name, self.devices = name, devices or (name,)
        self.started_at = 0.0
        self.starts = 0
        self._command = [*tied(), sys.executable, "-m", module, str(settings)]
        self._log, self._env = log, {**os.environ, **(env or {})}
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; its log goes to its file."""
        self.started_at = time.monotonic()
        self.starts += 1
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                env=self._env,
                # A Ctrl-C in the terminal is for the demo alone, which then stops everything in order.
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        return self._process.pid if self._process is not None else 0

    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def ask_to_end(self) -> None:
        """Begin to stop it; stop() waits for it."""
        if self._process is not None:
            self._process.terminate()

    def stop(self, seconds: float = 5.0) -> int | None:
        """Ask it to end, and kill it if it doesn't; its exit status, or None when it was not running. Idempotent."""
        process, self._process = self._process, None
        if process is None:
            return None
        process.terminate()
        try:
            return process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()

    def kill(self) -> None:
        """End it as a power cut would."""
        process, self._process = self._process, None
        if process is not None:
            process.send_signal(signal.SIGKILL)
            process.wait()

    def rss_mb(self) -> float:
        """Resident memory of the process, in MB."""
        return float(psutil.Process(self.pid).memory_info().rss) / 1e6

    def cpu_seconds(self) -> float:
        """Processor time used so far."""
        times = psutil.Process(self.pid).cpu_times()
        return float(times.user + times.system)

    @property
    def log(self) -> Path:
        return self._log

    def last_words(self) -> str:
        """The end of its log, for a message that says why it ended."""
        return end_of(self._log)


def end_of(log: Path) -> str:
    """The last lines of a log, "" when there is none."""
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines() if log.exists() else []
    return "\n".join(lines[-5:])
