"""Every exception that the hub raises on purpose."""

from devicekit.errors import MotcuaError


class StoreError(MotcuaError, OSError):
    """The base of what the store raises; the message names the file and the next step."""


class StoreRefused(StoreError):
    """Raised when a store can't be opened: of another site, newer than this program, read-only, or in use."""


class StoreAway(StoreError):
    """Raised when a batch could not be written now; it was rolled back and the store lives on."""


class StoreFull(StoreAway):
    """Raised when the disk is full."""


class StoreBusy(StoreAway):
    """Raised when another program held the store's write lock too long."""


class StoreBroken(StoreError):
    """Raised when the disk failed or the file is damaged: the hub must stop, nothing more may be acknowledged."""


class WebError(MotcuaError, OSError):
    """Raised when the page and the API can't be served; the message names the address and the next step."""


class BadBind(MotcuaError, ValueError):
    """Raised when the address that the broker shall listen on is neither an IP address nor a host name."""


class OnestopAway(MotcuaError, OSError):
    """Raised when the one-stop system did not answer, or not as agreed; the message says what and the next step."""
