"""The file of the officers' PINs: beside site.toml, mode 600, an Argon2id hash a line; `motcua officer-pin` writes it.

    # motcua officer-pin
    binh $argon2id$v=19$m=19456,t=2,p=1$…$…

A PIN has few digits: who reads this file finds them in time, so nobody but the hub may.
"""

import os
import stat
from collections.abc import Mapping
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from devicekit.errors import SaidError
from devicekit.pin_box import FEWEST_DIGITS, MOST_DIGITS
from devicekit.text_files import sentence
from devicekit.texts import Sentence

if TYPE_CHECKING:
    from argon2 import PasswordHasher

# OWASP's smallest for Argon2id; on a Pi 5 about 50 ms.
MEMORY_KIB, PASSES, LANES = 19 * 1024, 2, 1
# ARGON2_MEMORY_ALLOCATION_ERROR of argon2.h, of which argon2-cffi only tells the words.
NO_MEMORY = -22
HEAD = "# motcua officer-pin\n"
NAME = "officer-pins"


class PinFileError(SaidError):
    """Raised when there is no such file, when others may read it, or when a line of it is none."""


def stands(file: Path) -> bool:
    """Whether there is one; also where nobody may look, which read_pins() says."""
    try:
        file.stat()
    except OSError as error:
        return not isinstance(error, FileNotFoundError | NotADirectoryError)
    return True


def read_pins(file: Path) -> dict[str, str]:
    """The hash of each officer. Raises PinFileError."""
    try:
        mode = stat.S_IMODE(file.stat().st_mode)
        lines = file.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError as error:
        raise PinFileError(sentence("pins.missing", file=file)) from error
    except OSError as error:
        raise PinFileError(sentence("pins.unread", file=file, reason=error.strerror)) from error
    except UnicodeDecodeError as error:
        raise PinFileError(sentence("pins.unread", file=file, reason="UTF-8")) from error
    if mode & 0o077:
        raise PinFileError(sentence("pins.open", file=file, mode=f"{mode:o}"))
    pins: dict[str, str] = {}
    for n, line in enumerate(lines, 1):
        officer, _, hashed = line.partition(" ")
        if line.startswith("#") or not line.strip():
            continue
        if not hashed.startswith("$argon2id$") or officer in pins:
            raise PinFileError(sentence("pins.line", file=file, n=n))
        pins[officer] = hashed
    return pins


def write_pins(file: Path, pins: Mapping[str, str], owner: Path) -> None:
    """Put the file in its place, whole or not at all; root gives it to whom `owner` belongs. Raises OSError."""
    new = file.with_name(f"{file.name}.new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
        out.write(HEAD + "".join(f"{officer} {hashed}\n" for officer, hashed in sorted(pins.items())))
        out.flush()
        os.fsync(out.fileno())
        if os.geteuid() == 0 and owner.exists():
            whose = owner.stat()
            os.fchown(out.fileno(), whose.st_uid, whose.st_gid)
    new.replace(file)


def hashed(pin: str) -> str:
    """What is kept of a PIN. Raises MemoryError when the machine has none left for it."""
    from argon2.exceptions import HashingError

    try:
        return _hasher().hash(pin)
    except HashingError as error:
        raise MemoryError(f"Argon2 needs {MEMORY_KIB // 1024} MiB to keep a PIN") from error


def fits(kept: str | None, pin: str) -> bool:
    """Whether that is the PIN; as slow for somebody who has none. A hash that is damaged fits nothing.

    Raises MemoryError when the machine has none left for it: nothing is known of that PIN then.
    """
    from argon2.exceptions import Argon2Error, InvalidHashError
    from argon2.low_level import error_to_str

    try:
        return _hasher().verify(kept or _of_nothing(), pin) and kept is not None
    except InvalidHashError:
        return False
    except Argon2Error as error:
        if str(error) == error_to_str(NO_MEMORY):
            raise MemoryError(f"Argon2 needs {MEMORY_KIB // 1024} MiB to look at a PIN") from error
        return False


def weakness(pin: str, number: str = "") -> Sentence | None:
    """Why nobody should have that PIN, None when it will do."""
    if not (pin.isascii() and pin.isdigit() and FEWEST_DIGITS <= len(pin) <= MOST_DIGITS):
        return sentence("pins.length", fewest=FEWEST_DIGITS, most=MOST_DIGITS)
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    if len(steps) == 1 and steps <= {0, 1, 9}:
        return sentence("pins.easy")
    return sentence("pins.own_number") if pin == number else None


@cache
def _hasher() -> "PasswordHasher":
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES)


@cache
def _of_nothing() -> str:
    return hashed("00000000" + os.urandom(8).hex())
