"""A loudspeaker behind a command: a program that takes raw sound on its standard input and ends when it was played.

aplay is such a program. Each sound has a process of its own, because only its exit status tells whether it was heard.
The next one is started ahead of its call and waits: a call then begins without the start of a program, and a missing
sound card shows before anybody is called.
"""

import os
import signal
import subprocess
from collections.abc import Sequence
from contextlib import suppress

from announcer.sound import seconds
from devicekit.message_fields import MAX_TEXT
from devicekit.messages import Part

# aplay with no sound card ends within 10 ms; a Pi under load needs longer.
SETTLE_S = 0.3
# Beyond the sound's own length: buffers, and a slow start.
MARGIN_S = 5.0
LAST_WORDS_S = 1.0

_OK = Part(state="ok")


class CommandPlayer:
    """Plays through `command`. Not thread-safe, but cut() and hush() may come from any thread."""

    def __init__(self, command: Sequence[str], margin_s: float = MARGIN_S) -> None:
        """`margin_s`: how much longer than its sound a process may live."""
        self._command, self._margin_s = tuple(command), margin_s
        self._warm: subprocess.Popen[bytes] | None = None
        self._busy: subprocess.Popen[bytes] | None = None
        self._hushed = self._is_cut = False

    def look(self) -> Part:
        """Whether a process waits for sound; if none does, start one and see whether it stays."""
        if self._warm is not None and self._warm.poll() is None:
            return _OK
        self._drop_warm()
        try:
            self._warm = self._start()
            self._warm.wait(SETTLE_S)
        except subprocess.TimeoutExpired:
            return _OK
        except OSError as error:
            return self._not_startable(error)
        ended, self._warm = self._warm, None
        return self._ended(ended, self._last_words(ended))

    def play(self, pcm: bytes) -> Part:
        limit_s = seconds(pcm) + self._margin_s
        self._is_cut = False
        warm, self._warm = self._warm, None
        part: Part | None = None
        if warm is not None:
            part = self._feed(warm, pcm, limit_s)
        if part is None or (part.code == "exit" and not self._hushed and not self._is_cut):
            # One that waited may have lost its sound card long ago; a new one says how it is now.
            try:
                part = self._feed(self._start(), pcm, limit_s)
            except OSError as error:
                return self._not_startable(error)
        if (part.state == "ok" or self._is_cut) and not self._hushed:
            with suppress(OSError):  # look() tells
                self._warm = self._start()
        return part

    def cut(self) -> None:
        self._is_cut = True
        busy = self._busy
        if busy is not None:
            _kill(busy)

    def hush(self) -> None:
        self._hushed = True
        busy = self._busy
        if busy is not None:
            _kill(busy)

    def close(self) -> None:
        self._drop_warm()

    def _start(self) -> subprocess.Popen[bytes]:
        # A group of its own: a hanging shell script must not leave its children behind.
        return subprocess.Popen(
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )

    def _feed(self, process: subprocess.Popen[bytes], pcm: bytes, limit_s: float) -> Part:
        self._busy = process
        try:
            _, said = process.communicate(pcm, timeout=limit_s)
        except subprocess.TimeoutExpired:
            _kill(process)
            self._last_words(process)
            detail = f"{self._name} did not end within {limit_s:.0f} s and was stopped; is the sound card stuck?"
            return Part(state="failed", code="hung", detail=detail)
        finally:
            self._busy = None
        if process.returncode and self._is_cut:
            return Part(state="ok", code="cut", detail="cut off: something urgent was to be said")
        return _OK if process.returncode == 0 else self._ended(process, said)

    @property
    def _name(self) -> str:
        return self._command[0]

    def _not_startable(self, error: OSError) -> Part:
        detail = f"{self._name} can't be started ({error.strerror}): see [player] command; aplay is in alsa-utils"
        return Part(state="failed", code="not_startable", detail=detail[:MAX_TEXT])

    def _ended(self, process: subprocess.Popen[bytes], said: bytes) -> Part:
        lines = said.decode("utf-8", "replace").strip().splitlines() or ["it said nothing"]
        detail = f"{self._name} ended with status {process.returncode}: {lines[-1]}"
        return Part(state="failed", code="exit", detail=detail[:MAX_TEXT])

    @staticmethod
    def _last_words(process: subprocess.Popen[bytes]) -> bytes:
        """What an ended process said; closes its pipes."""
        try:
            return process.communicate(timeout=LAST_WORDS_S)[1]
        except subprocess.TimeoutExpired:
            return b""

    def _drop_warm(self) -> None:
        warm, self._warm = self._warm, None
        if warm is not None:
            _kill(warm)
            self._last_words(warm)


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End a process and all that it started, also when it has ended itself; nothing once it has been waited for."""
    if process.returncode is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
