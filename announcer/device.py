"""What the announcer's program needs of its loudspeaker, and what it hears from it."""

from typing import NamedTuple, Protocol

from devicekit.messages import Part


class Player(Protocol):
    """A way to the loudspeaker. Calls come from one thread, cut() and hush() from any."""

    def look(self) -> Part:
        """Whether the next sound can be played; gets ready for it."""

    def play(self, pcm: bytes) -> Part:
        """Play one sound (devicekit.sound.pcm) to its end. Not "ok": it was not heard, or not to its end."""

    def cut(self) -> None:
        """End the sound that is played now, if any: the next one is urgent."""

    def hush(self) -> None:
        """Fall silent at once, for good: play() returns soon."""

    def close(self) -> None:
        """Let go of the loudspeaker. Idempotent."""


class Played(NamedTuple):
    """A call is over. `reason` "" means that it was spoken, whole."""

    job: str
    reason: str
    clips: Part
    player: Part | None = None
    """How the loudspeaker was then; None when nothing was given to it."""


class SpeakerSeen(NamedTuple):
    """How the loudspeaker and the clips are now."""

    player: Part
    clips: Part
