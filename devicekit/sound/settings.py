"""What every settings file with a loudspeaker says of it."""

from typing import Annotated

from msgspec import Meta

from devicekit.settings import Name

APLAY = ("aplay", "-q", "-t", "raw", "-f", "S16_LE", "-r", "22050", "-c", "1", "-D", "default")

PlayerCommand = Annotated[
    tuple[Name, ...],
    Meta(
        min_length=1,
        description="program and arguments; it is given raw sound on its standard input (signed 16 bits "
        "little-endian, 22050 Hz, mono) and ends with status 0 once all of it was played",
    ),
]
VolumeDb = Annotated[float, Meta(ge=-40, le=0, description="how much quieter than the clips are, in dB")]
