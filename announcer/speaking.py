"""The worker's half of a call: clips to one sound to the loudspeaker. Only cut() and hush() may be called elsewhere."""

from collections.abc import Sequence
from pathlib import Path

from announcer.device import Played, Player, SpeakerSeen
from announcer.phrases import CHIME
from announcer.sound import Shape, join, sayable
from devicekit.sound import clipset
from devicekit.sound.pcm import amplify


class Voice:
    """Speaks with the clips of one folder."""

    def __init__(
        self, folder: Path, vocabulary: Sequence[str], player: Player, shape: Shape, volume_db: float = 0.0
    ) -> None:
        """Reads nothing yet. `vocabulary`: every clip that may be needed."""
        self._folder, self._vocabulary, self._player = folder, vocabulary, player
        self._shape, self._volume_db = shape, volume_db
        self._clips: clipset.ClipSet | None = None

    def look(self) -> SpeakerSeen:
        """How the loudspeaker is; the first time, read the clips as well."""
        return SpeakerSeen(self._player.look(), clipset.health_of(self._ready()))

    def speak(self, job: str, names: tuple[str, ...]) -> Played:
        """Say these clips, whole; with a word missing, only the chime."""
        found = self._ready()
        said, missing = sayable(names, found.sounds)
        health = clipset.health_of(found)
        lacking = [found.wrong[name] for name in missing if name != CHIME]
        reason = f"{'only the chime was played' if said else 'nothing was played'}: {lacking[0]}" if lacking else ""
        if not said:
            return Played(job, reason, health)
        player = self._player.play(join(said, found.sounds, self._shape))
        if player.code == "cut":
            return Played(job, player.detail, health)
        return Played(job, reason if player.state == "ok" else player.detail, health, player)

    def cut(self) -> None:
        self._player.cut()

    def hush(self) -> None:
        self._player.hush()

    def close(self) -> None:
        self._player.close()

    def _ready(self) -> clipset.ClipSet:
        if self._clips is None:
            found = clipset.load(self._folder, self._vocabulary)
            self._clips = found._replace(sounds={n: amplify(s, self._volume_db) for n, s in found.sounds.items()})
        return self._clips
