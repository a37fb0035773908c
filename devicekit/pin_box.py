"""A PIN on its way from a counter to the hub: sealed to a key that the hub made for one try (decisions/0012).

    officer number  00  PIN  00 00 …         padded to LENGTH, so that a box does not tell how long the PIN is
    ephemeral public key (32)  |  that, encrypted (LENGTH)  |  tag (16)       libsodium's crypto_box_seal

Keys and boxes are said in base64 of the URL kind, without its padding. PyNaCl is loaded at the first use: most counters
never need it.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    pass

LENGTH = 24
MOST_DIGITS = 8
"""Of a PIN, and of an officer's number; the fewest of a PIN are FEWEST_DIGITS."""
FEWEST_DIGITS = 4


class TypedPin(NamedTuple):
    """Who somebody says they are, and what they typed to prove it; never shown."""

    officer: str
    pin: str

    def __repr__(self) -> str:
        return "TypedPin(…)"


class PinKey:
    """The hub's half: a key pair in memory, for one try."""

    def __init__(self) -> None:
        from nacl.public import PrivateKey

        self._private: PrivateKey = PrivateKey.generate()
        self.public = _said(bytes(self._private.public_key))

    def open(self, box: str) -> TypedPin:
        """What was typed. Raises ValueError for a box that was not sealed to this key, or holds no PIN."""
        from nacl.exceptions import CryptoError
        from nacl.public import SealedBox

        try:
            content = SealedBox(self._private).decrypt(_bytes(box))
        except CryptoError as error:
            raise ValueError("not sealed to this key") from error
        officer, _, pin = content.rstrip(b"\0").partition(b"\0")
        if not (_is_number(officer, 1) and _is_number(pin, FEWEST_DIGITS)):
            raise ValueError("no officer and PIN in it")
        return TypedPin(officer.decode(), pin.decode())


def seal(key: str, typed: TypedPin) -> str:
    """The box for the hub that made `key`. Raises ValueError for what is no key of anybody."""
    from nacl.exceptions import CryptoError
    from nacl.public import PublicKey, SealedBox

    content = f"{typed.officer}\0{typed.pin}".encode().ljust(LENGTH, b"\0")
    if len(content) != LENGTH:
        raise ValueError(f"officer and PIN have at most {MOST_DIGITS} digits each")
    try:
        return _said(SealedBox(PublicKey(_bytes(key))).encrypt(content))
    except (CryptoError, TypeError, ValueError) as error:
        raise ValueError(f"no key: {error}") from error


def _is_number(text: bytes, fewest: int) -> bool:
    return text.isdigit() and fewest <= len(text) <= MOST_DIGITS


def _said(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
