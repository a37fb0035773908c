"""`motcua-counter-display FILE.toml`: run one counter's display and key box."""

import sys

from counter_display.agent import build
from counter_display.settings import CounterFile
from devicekit import program


def main(argv: list[str] | None = None) -> int:
    return program.main("counter", "motcua-counter-display", CounterFile, build, argv)


if __name__ == "__main__":
    sys.exit(main())
