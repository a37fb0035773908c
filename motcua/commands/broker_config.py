"""`motcua broker-config SITE.toml -o DIR`: Mosquitto's configuration, access list and passwords for one centre."""

import argparse
import sys
from pathlib import Path

from devicekit.errors import MotcuaError
from hub.broker_files import write_broker_files
from hub.settings import load_site


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("site", type=Path, help="site.toml")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="DIR", help="thư mục đích / target folder")
    parser.add_argument("--bind", default="127.0.0.1", help="địa chỉ broker lắng nghe / address that it listens on")


def run(args: argparse.Namespace) -> int:
    """0 when the files are written. Raises SettingsError, MotcuaError."""
    site = load_site(args.site)
    try:
        files = write_broker_files(site, args.output, args.bind)
    except OSError as error:
        raise MotcuaError(f"{args.output}: {error.strerror}; choose another folder with -o") from error
    for file in (files.config, files.acl, files.hashes):
        sys.stdout.write(f"{file}\n")
    new = ", ".join(files.new_users) or "-"
    sys.stdout.write(f"{files.passwords}/: mật khẩu mới cho / new passwords for: {new}\n")
    return 0
