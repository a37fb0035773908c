"""The settings file of one announcer: who it is, how sound leaves the Pi, and how it speaks."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from devicekit.device_settings import DeviceFile, device_problems
from devicekit.settings import Folder, Locate, Name, Problem, Settings
from devicekit.sound.settings import APLAY, PlayerCommand, VolumeDb


class PlayerTable(Settings, frozen=True, kw_only=True):
    """[player]: the way to the loudspeaker."""

    driver: Annotated[Name, Meta(description="the name of a driver; command: a program of its own plays")] = "command"
    command: PlayerCommand = APLAY


class VoiceTable(Settings, frozen=True, kw_only=True):
    """[voice]: words and clips."""

    clips: Annotated[
        Folder | None, Meta(description="folder of a clip set of one's own; left out: the one that comes with motcua")
    ] = None
    zero_tens: Annotated[Literal["lẻ", "linh"], Meta(description="the word for an empty tens place, as in 105")] = "lẻ"
    thousand: Annotated[Literal["nghìn", "ngàn"], Meta(description="the word for 1000")] = "nghìn"
    away_minutes: Annotated[
        int,
        Meta(
            ge=0,
            le=60,
            description="while the hub is silent, say after a minute and then every so many minutes that numbers are "
            "called at the counters; 0: never. For centres whose counters have numeric keypads",
        ),
    ] = 0


class SoundTable(Settings, frozen=True, kw_only=True):
    """[sound]: how the clips become one sound."""

    lead_in_ms: Annotated[
        int, Meta(ge=0, le=2000, description="silence before each call, in ms; HDMI sinks need about 300 to wake up")
    ] = 100
    gap_ms: Annotated[int, Meta(ge=30, le=80, description="silence between two words, in ms")] = 50
    volume_db: VolumeDb = 0.0


class AnnouncerFile(DeviceFile, frozen=True, kw_only=True):
    """The whole file."""

    file_kind: ClassVar[str] = "announcer"

    player: Annotated[PlayerTable, Meta(description="the way to the loudspeaker")]
    voice: Annotated[VoiceTable, Meta(description="words and clips")] = VoiceTable()
    sound: Annotated[SoundTable, Meta(description="how the clips become one sound")] = SoundTable()


def problems(value: AnnouncerFile, locate: Locate) -> Iterable[Problem]:
    """What only shows when the machine is asked."""
    yield from device_problems(value)
    folder = value.voice.clips
    if folder is not None and not Path(folder).is_dir():
        yield Problem(("voice", "clips"), "announcer.no_clips", {"value": folder})
