"""The program of one announcer: its logic, and its loudspeaker on a worker."""

from pathlib import Path

from announcer.device import Played, Player
from announcer.drivers import open_player
from announcer.logic import AnnouncerLogic, Cut, Look, Speak
from announcer.phrases import Phrases, Reading
from announcer.settings import AnnouncerFile
from announcer.sound import Shape
from announcer.speaking import Voice
from devicekit.clock import Clock
from devicekit.link import Inbox
from devicekit.messages import Part
from devicekit.sound import clipset
from devicekit.text_files import load_texts
from devicekit.worker import ThreadWorker, Worker

# The clips are Vietnamese words.
LANGUAGE = "vi"


class AnnouncerHardware:
    """The loudspeaker, on the worker."""

    def __init__(self, voice: Voice, worker: Worker) -> None:
        self._voice, self._worker = voice, worker
        self._inbox: Inbox | None = None

    def start(self, inbox: Inbox) -> None:
        self._inbox = inbox
        self._worker.start(inbox)

    def perform(self, effect: object) -> None:
        if self._inbox is None:
            return
        if isinstance(effect, Speak):
            if not self._worker.submit(lambda: self._voice.speak(effect.job, effect.clips)):
                self._inbox.put(Played(effect.job, "the loudspeaker is busy", Part(state="unknown")))
        elif isinstance(effect, Cut):
            self._voice.cut()
        elif isinstance(effect, Look):
            self._worker.submit(self._voice.look)

    def stop(self) -> None:
        # First the sound: the worker ends its job at hand, and nobody waits for the end of a sentence.
        self._voice.hush()
        self._worker.stop()
        self._voice.close()
        self._inbox = None


def build_logic(settings: AnnouncerFile) -> AnnouncerLogic:
    """The decisions for these settings."""
    return AnnouncerLogic(phrases_of(settings), settings.voice.away_minutes * 60.0)


def phrases_of(settings: AnnouncerFile) -> Phrases:
    reading = Reading(settings.voice.zero_tens, settings.voice.thousand)
    return Phrases(load_texts(LANGUAGE), reading)


def build_voice(settings: AnnouncerFile, player: Player) -> Voice:
    """The worker's half for these settings; reads nothing."""
    folder = clipset.shipped("announcer", LANGUAGE) if settings.voice.clips is None else Path(settings.voice.clips)
    shape = Shape(settings.sound.lead_in_ms, settings.sound.gap_ms)
    words = phrases_of(settings).vocabulary(manual=settings.voice.away_minutes > 0)
    return Voice(folder, words, player, shape, settings.sound.volume_db)


def build(settings: AnnouncerFile, clock: Clock) -> tuple[AnnouncerLogic, AnnouncerHardware]:
    """Both halves of the device; opens nothing. Raises DriverError for a driver that nobody has."""
    voice = build_voice(settings, open_player(settings.player))
    return build_logic(settings), AnnouncerHardware(voice, ThreadWorker("loudspeaker"))
