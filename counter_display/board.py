"""What several displays have in common."""

from counter_display.device import Display, Reply


class Silent:
    """A display that answers nothing."""

    def reply(self, frame: bytes, data: bytes) -> Reply:
        return "strange"


def shown_instead(display: Display, word: str) -> bytes:
    """The frame for a word that stands for what can't be shown; blank on a display that can't show the word either."""
    try:
        return display.show(word)
    except ValueError:
        return display.show("")


def gap_of(gap_ms: int | None, usual_s: float) -> float:
    """The silence that a display needs: what its settings say, else what its protocol asks for."""
    return usual_s if gap_ms is None else gap_ms / 1000
