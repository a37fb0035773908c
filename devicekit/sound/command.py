"""A program that takes raw sound (devicekit.sound.pcm) on its standard input and ends when it was played, as aplay.

Each sound has a process of its own, because only its exit status tells whether it was heard.
"""

import os
import shutil
import signal
import subprocess
from collections.abc import Sequence
from contextlib import suppress

from devicekit.message_fields import MAX_TEXT
from devicekit.messages import Part
from devicekit.sound.pcm import seconds

LAST_WORDS_S = 1.0

Process = subprocess.Popen[bytes]


class SoundCommand:
    """Starts processes of one program, and says how they ended. It keeps none."""

    def __init__(self, command: Sequence[str], place: str, margin_s: float) -> None:
        """`place`: where the command stands in the settings; `margin_s`: how long one may outlive its sound."""
        self._command, self._place, self._margin_s = tuple(command), place, margin_s

    def start(self) -> Process:
        """A process that waits for its sound. Raises OSError."""
        # A group of its own: a hanging shell script must not leave its children behind.
        return subprocess.Popen(
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )

    def feed(self, process: Process, pcm: bytes) -> Part:
        """Give it its sound and wait for its end; it is killed when that takes too long."""
        limit_s = seconds(pcm) + self._margin_s
        try:
            _, said = process.communicate(pcm, timeout=limit_s)
        except subprocess.TimeoutExpired:
            kill(process)
            last_words(process)
            detail = f"{self._name} did not end within {limit_s:.0f} s and was stopped; is the sound card stuck?"
            return Part(state="failed", code="hung", detail=detail)
        return Part(state="ok") if process.returncode == 0 else self.ended(process, said)

    def missing(self) -> Part | None:
        """What is wrong when there is no such program; None when there is one. Starts nothing."""
        if shutil.which(self._name) is not None:
            return None
        return self._unstarted("no such program")

    def not_startable(self, error: OSError) -> Part:
        return self._unstarted(str(error.strerror))

    def ended(self, process: Process, said: bytes) -> Part:
        """Of one that ended too early, or not well."""
        lines = said.decode("utf-8", "replace").strip().splitlines() or ["it said nothing"]
        detail = f"{self._name} ended with status {process.returncode}: {lines[-1]}"
        return Part(state="failed", code="exit", detail=detail[:MAX_TEXT])

    @property
    def _name(self) -> str:
        return self._command[0]

    def _unstarted(self, why: str) -> Part:
        detail = f"{self._name} can't be started ({why}): see {self._place} command; aplay is in alsa-utils"
        return Part(state="failed", code="not_startable", detail=detail[:MAX_TEXT])


def last_words(process: Process) -> bytes:
    """What an ended process said; closes its pipes."""
    try:
        return process.communicate(timeout=LAST_WORDS_S)[1]
    except subprocess.TimeoutExpired:
        return b""


def kill(process: Process) -> None:
    """End a process and all that it started, also when it has ended itself; nothing once it has been waited for."""
    if process.returncode is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
