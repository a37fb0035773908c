"""`motcua-announcer FILE.toml`: run one announcer."""

import sys

from announcer.agent import build
from announcer.settings import AnnouncerFile
from devicekit import program


def main(argv: list[str] | None = None) -> int:
    return program.main("announcer", "motcua-announcer", AnnouncerFile, build, argv)


if __name__ == "__main__":
    sys.exit(main())
