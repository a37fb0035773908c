"""`motcua broker-config SITE.toml -o DIR`: Mosquitto's configuration, access list and passwords for one centre."""

import argparse
import grp
import os
import sys
from pathlib import Path

from devicekit.errors import MotcuaError
from hub.broker_files import BrokerFiles, write_broker_files
from hub.settings import load_site

# The group of Debian's broker.
GROUP = "mosquitto"


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
    sys.stdout.write(mosquitto_hint(files, os.geteuid(), _group(files.hashes.stat().st_gid)))
    return 0


def mosquitto_hint(files: BrokerFiles, user: int, group: str) -> str:
    """What is still to do when root (user 0) wrote files of a group that Debian's broker is not in; "" for nothing."""
    if user != 0 or group == GROUP:
        return ""
    folder = files.config.parent
    return (
        f"Mosquitto của Debian chạy với người dùng {GROUP}, chưa đọc được các tệp này. Cho nhóm {GROUP} đọc:\n"
        f"Debian's Mosquitto runs as the user {GROUP}, which can't read these files yet. Let its group read them:\n"
        f"  chgrp {GROUP} {folder} {files.acl} {files.hashes}; chmod 2755 {folder}\n"
    )


def _group(number: int) -> str:
    try:
        return grp.getgrgid(number).gr_name
    except KeyError:
        return str(number)
