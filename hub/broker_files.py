"""Mosquitto's three files for one centre: its configuration, the access list, a password for each device.

Passwords are random, one for each user; only their hashes go to the broker. A second run keeps those that are there, so
that a new device does not lock out the others.
"""

import base64
import hashlib
import os
import secrets
from pathlib import Path
from typing import NamedTuple

from devicekit.hosts import is_host
from devicekit.sample_files import sample
from hub.acl import READER, acl, users
from hub.errors import BadBind
from hub.settings import Site

# What mosquitto_passwd 2.0 writes. More rounds protect guessable passwords; ours have 192 random bits.
_ROUNDS = 101
_SALT_BYTES = 12
_PASSWORD_BYTES = 24


class BrokerFiles(NamedTuple):
    """What was written; `passwords` holds one file for each user, readable by the owner only."""

    config: Path
    acl: Path
    hashes: Path
    passwords: Path
    new_users: tuple[str, ...]


def write_broker_files(
    site: Site, folder: Path, bind: str = "127.0.0.1", readers: tuple[str, ...] = (READER,)
) -> BrokerFiles:
    """Write the files into `folder`; `bind` is the address that the broker listens on. Raises BadBind, OSError.

    Each of the `readers` hears all and says nothing; one user name is one place at the broker.
    """
    if not is_host(bind):
        raise BadBind(
            f"--bind {bind!r}: phải là địa chỉ IP hoặc tên máy / must be an IP address or a host name: 192.168.10.1"
        )
    folder = folder.absolute()
    files = BrokerFiles(folder / "mosquitto.conf", folder / "acl", folder / "passwd", folder / "passwords", ())
    files.passwords.mkdir(parents=True, exist_ok=True, mode=0o700)
    hashes, new_users = [], []
    for user in users(site.plan, site.settings.user, readers):
        password, is_new = _password(files.passwords / user)
        new_users += [user] * is_new
        hashes.append(f"{user}:{password_hash(password, secrets.token_bytes(_SALT_BYTES))}\n")
    _replace(files.hashes, "".join(hashes), 0o640)
    _replace(files.acl, acl(site.plan, site.settings.user, readers), 0o640)
    _replace(files.config, config_text(site.settings.broker.port, bind, files), 0o644)
    return files._replace(new_users=tuple(new_users))


def config_text(port: int, bind: str, files: BrokerFiles) -> str:
    """The sample configuration with this centre's port and paths."""
    filled = {
        "listener": f"listener {port} {bind}",
        "password_file": f"password_file {files.hashes}",
        "acl_file": f"acl_file {files.acl}",
    }
    text = sample("mosquitto.conf").read_text(encoding="utf-8")
    return "".join(filled.get(line.partition(" ")[0], line) + "\n" for line in text.splitlines())


def password_hash(password: str, salt: bytes) -> str:
    """A line's right half in Mosquitto's password file: $7$rounds$salt$PBKDF2-SHA512, both in base64."""
    key = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, _ROUNDS)
    return f"$7${_ROUNDS}${base64.b64encode(salt).decode()}${base64.b64encode(key).decode()}"


def _password(file: Path) -> tuple[str, bool]:
    """The password in a file, made when there is none yet."""
    if file.exists():
        return file.read_text(encoding="utf-8").strip(), False
    password = secrets.token_urlsafe(_PASSWORD_BYTES)
    _replace(file, password + "\n", 0o600)
    return password, True


def _replace(file: Path, text: str, mode: int) -> None:
    """Write a file whole or not at all, never readable by more than `mode` says."""
    beside = file.with_name(f".{file.name}.new")
    beside.unlink(missing_ok=True)
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        os.fchmod(descriptor, mode)
        out.write(text)
        out.flush()
        os.fsync(descriptor)
    beside.replace(file)
