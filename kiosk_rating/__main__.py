"""`motcua-kiosk-rating FILE.toml`: run one rating screen."""

import os
import sys

from devicekit import program
from kiosk_rating.settings import RatingFile


def main(argv: list[str] | None = None) -> int:
    # Its greeting would be the first line of the log.
    os.environ["PYGAME_HIDE_SUPPORT_PROMPT"] = "1"
    from kiosk_rating.agent import build

    return program.main("rating", "motcua-kiosk-rating", RatingFile, build, argv)


if __name__ == "__main__":
    sys.exit(main())
