"""`motcua-printer FILE.toml`: run one slip printer."""

import sys

from devicekit import program
from printer.agent import build
from printer.slip_settings import PrinterFile


def main(argv: list[str] | None = None) -> int:
    return program.main("printer", "motcua-printer", PrinterFile, build, argv)


if __name__ == "__main__":
    sys.exit(main())
