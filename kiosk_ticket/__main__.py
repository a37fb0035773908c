"""`motcua-kiosk-ticket FILE.toml`: run one ticket kiosk."""

import sys

from devicekit import program
from kiosk_ticket.agent import build
from kiosk_ticket.settings import KioskFile


def main(argv: list[str] | None = None) -> int:
    return program.main("ticket", "motcua-kiosk-ticket", KioskFile, build, argv)


if __name__ == "__main__":
    sys.exit(main())
