"""The clips of the words that a counter says."""

from pathlib import Path

from counter_display.speech_words import spoken
from devicekit.sound import clipset
from devicekit.text_files import load_texts

# Words a minute: quicker than a call to a hall, because the next key waits for no word.
RATE = 190


def shipped(language: str) -> Path:
    """The folder of those that come with motcua."""
    return clipset.shipped("counter_display", language)


def vocabulary(language: str) -> tuple[str, ...]:
    """Every clip."""
    return tuple(spoken(load_texts(language)).values())
