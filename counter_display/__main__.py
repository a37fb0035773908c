"""`motcua-counter-display FILE.toml`: run one counter's display, screen and keys."""

import os
import sys
from typing import Any

from counter_display.agent import build
from counter_display.settings import CounterFile
from devicekit import program
from devicekit.clock import Clock
from devicekit.steps import Hardware, Logic


def build_any(settings: CounterFile, clock: Clock) -> tuple[Logic[Any], Hardware]:
    """Both halves of the counter; SDL is loaded only for one that has a screen: it takes as much as all the rest."""
    if settings.hdmi is None:
        return build(settings, clock)
    # Its greeting would be the first line of the log.
    os.environ["PYGAME_HIDE_SUPPORT_PROMPT"] = "1"
    from counter_display.screen_agent import build_with_screen

    return build_with_screen(settings, settings.hdmi, clock)


def main(argv: list[str] | None = None) -> int:
    return program.main("counter", "motcua-counter-display", CounterFile, build_any, argv)


if __name__ == "__main__":
    sys.exit(main())
