"""A loudspeaker behind a command.

The next process is started ahead of its call and waits: a call then begins without the start of a program, and a
missing sound card shows before anybody is called.
"""

import subprocess
from collections.abc import Sequence
from contextlib import suppress

from devicekit.messages import Part
from devicekit.sound.command import Process, SoundCommand, kill, last_words

# aplay with no sound card ends within 10 ms; a Pi under load needs longer.
SETTLE_S = 0.3
# Beyond the sound's own length: buffers, and a slow start.
MARGIN_S = 5.0

_OK = Part(state="ok")


class CommandPlayer:
    """Plays through `command`. Not thread-safe, but cut() and hush() may come from any thread."""

    def __init__(self, command: Sequence[str], margin_s: float = MARGIN_S) -> None:
        """`margin_s`: how much longer than its sound a process may live."""
        self._command = SoundCommand(command, "[player]", margin_s)
        self._warm: Process | None = None
        self._busy: Process | None = None
        self._hushed = self._is_cut = False

    def look(self) -> Part:
        """Whether a process waits for sound; if none does, start one and see whether it stays."""
        if self._warm is not None and self._warm.poll() is None:
            return _OK
        self._drop_warm()
        try:
            self._warm = self._command.start()
            self._warm.wait(SETTLE_S)
        except subprocess.TimeoutExpired:
            return _OK
        except OSError as error:
            return self._command.not_startable(error)
        ended, self._warm = self._warm, None
        return self._command.ended(ended, last_words(ended))

    def play(self, pcm: bytes) -> Part:
        self._is_cut = False
        warm, self._warm = self._warm, None
        part: Part | None = None
        if warm is not None:
            part = self._feed(warm, pcm)
        if part is None or (part.code == "exit" and not self._hushed and not self._is_cut):
            # One that waited may have lost its sound card long ago; a new one says how it is now.
            try:
                part = self._feed(self._command.start(), pcm)
            except OSError as error:
                return self._command.not_startable(error)
        if (part.state == "ok" or self._is_cut) and not self._hushed:
            with suppress(OSError):  # look() tells
                self._warm = self._command.start()
        return part

    def cut(self) -> None:
        self._is_cut = True
        busy = self._busy
        if busy is not None:
            kill(busy)

    def hush(self) -> None:
        self._hushed = True
        busy = self._busy
        if busy is not None:
            kill(busy)

    def close(self) -> None:
        self._drop_warm()

    def _feed(self, process: Process, pcm: bytes) -> Part:
        self._busy = process
        try:
            part = self._command.feed(process, pcm)
        finally:
            self._busy = None
        if part.code == "exit" and self._is_cut:
            return Part(state="ok", code="cut", detail="cut off: something urgent was to be said")
        return part

    def _drop_warm(self) -> None:
        warm, self._warm = self._warm, None
        if warm is not None:
            kill(warm)
            last_words(warm)
