"""[speak] in a counter's file: a loudspeaker or headset that says a short word to the officer after a key."""

from typing import Annotated, Literal

from msgspec import Meta

from devicekit.settings import Settings
from devicekit.sound.settings import APLAY, PlayerCommand, VolumeDb


class SpeakTable(Settings, frozen=True, kw_only=True):
    """[speak]: words to the officer, through a sound card of the counter's machine."""

    command: PlayerCommand = APLAY
    language: Annotated[Literal["vi", "en"], Meta(description="of the words")] = "vi"
    volume_db: VolumeDb = 0.0
