"""Says words to the officer: clips through a program that plays them, one process for each word and none in between.

say() only notes the word and comes back; a worker does the rest. The newest word counts: it ends the one that is being
said, and one that has not begun is never said.
"""

import signal
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from counter_display.device import SpeakerSeen
from counter_display.speech_clips import shipped
from counter_display.speech_settings import SpeakTable
from counter_display.speech_words import Word, spoken
from devicekit.link import Inbox
from devicekit.messages import Part
from devicekit.sound import clipset
from devicekit.sound.command import Process, SoundCommand, kill
from devicekit.sound.pcm import amplify
from devicekit.text_files import load_texts
from devicekit.worker import Worker

# Beyond the word's own length. No longer: the words after it wait for the sound card, or end it unjudged.
MARGIN_S = 1.5

_OK = Part(state="ok")


class Clips(NamedTuple):
    """Where the words are on the disk: their folder, and what each says."""

    folder: Path
    names: Mapping[Word, str]
    volume_db: float = 0.0


class Speaker:
    """One officer's loudspeaker. Calls come from one thread."""

    def __init__(self, clips: Clips, command: SoundCommand, worker: Worker) -> None:
        """Reads and starts nothing."""
        self._clips, self._command, self._worker = clips, command, worker
        self._sounds: dict[Word, bytes] = {}
        self._lacking = self._player = _OK
        self._lock = threading.Lock()
        # Shared with the worker's thread, under the lock.
        self._next: Word | None = None
        self._busy: Process | None = None
        self._queued = self._over = False

    def start(self, inbox: Inbox) -> None:
        """Read the clips and look for the program, on the worker."""
        with self._lock:
            self._over = self._queued = False
        self._worker.start(inbox)
        self._worker.submit(self._look)

    def say(self, word: Word) -> None:
        """Begin to say it soon."""
        with self._lock:
            self._next = word
            queued, self._queued = self._queued, True
            if self._busy is not None:
                kill(self._busy)
        if not queued:
            self._worker.submit(self._speak)

    def stop(self) -> None:
        """Fall silent at once. Idempotent."""
        with self._lock:
            self._over, self._next = True, None
            if self._busy is not None:
                kill(self._busy)
        self._worker.stop()

    # On the worker

    def _look(self) -> SpeakerSeen:
        found = clipset.load(self._clips.folder, self._clips.names.values())
        for word, name in self._clips.names.items():
            if name in found.sounds:
                self._sounds[word] = amplify(found.sounds[name], self._clips.volume_db)
        self._lacking = _degraded(clipset.health_of(found))
        self._player = _degraded(self._command.missing() or _OK)
        return self._seen()

    def _speak(self) -> SpeakerSeen:
        """Say the newest word; how the loudspeaker is then."""
        with self._lock:
            word, self._next, self._queued = self._next, None, False
        sound = None if word is None else self._sounds.get(word)
        if sound is not None:
            self._player = self._played(sound)
        return self._seen()

    def _played(self, sound: bytes) -> Part:
        try:
            process = self._command.start()
        except OSError as error:
            return _degraded(self._command.not_startable(error))
        with self._lock:
            self._busy = process
            if self._over or self._next is not None:
                kill(process)
        part = self._command.feed(process, sound)
        with self._lock:
            self._busy = None
            cut = self._over or self._next is not None
        # Nobody can tell what would have become of a word that was cut.
        return self._player if cut and process.returncode == -signal.SIGKILL else _degraded(part)

    def _seen(self) -> SpeakerSeen:
        return SpeakerSeen(self._lacking if self._player == _OK else self._player)


def open_speaker(table: SpeakTable, worker: Worker) -> Speaker:
    """The loudspeaker of these settings; reads and starts nothing."""
    clips = Clips(shipped(table.language), spoken(load_texts(table.language)), table.volume_db)
    return Speaker(clips, SoundCommand(table.command, "[speak]", MARGIN_S), worker)


def _degraded(part: Part) -> Part:
    """A counter without its voice still has display, lamp and page."""
    return replace(part, state="degraded") if part.state == "failed" else part
