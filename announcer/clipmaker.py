"""The clips of the calls: which there are, and how they are made."""

from collections.abc import Callable
from pathlib import Path

from announcer.phrases import CHIME, Phrases, Reading
from devicekit.sound import clipmaker
from devicekit.sound.clipmaker import Synthesizer
from devicekit.sound.mastering import chime
from devicekit.text_files import load_texts

# Words a minute; slower than talk, for a hall.
RATE = 135


def vocabulary() -> tuple[str, ...]:
    """Every clip, for both ways of reading numbers."""
    texts = load_texts("vi")
    both = (Reading("lẻ", "nghìn"), Reading("linh", "ngàn"))
    return tuple(dict.fromkeys(name for reading in both for name in Phrases(texts, reading).vocabulary()))


def make(folder: Path, synthesizer: Synthesizer, say: Callable[[str], None]) -> None:
    """Write the whole set into `folder`. Raises NotMade."""
    clipmaker.make(folder, vocabulary(), synthesizer, say, ready={CHIME: chime()})
