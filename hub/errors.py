"""Every exception that the hub raises on purpose."""

from devicekit.errors import MotcuaError, SaidError


class StoreError(SaidError, OSError):
    """The base of what the store raises; its sentence (store.*) names the file and the next step."""


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


class WebError(SaidError, OSError):
    """Raised when the page and the API can't be served; the sentence names the address and the next step."""


class BadBind(MotcuaError, ValueError):
    """Raised when the address that the broker shall listen on is neither an IP address nor a host name."""


class OnestopAway(MotcuaError, ConnectionError):
    """Raised when the one-stop system gave nothing that can be used; `code` is what the part "onestop" says of it.

    `retry_after_s`: when it wants to be asked again, if it said so.
    """

    def __init__(self, message: str, code: str = "away", retry_after_s: float | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.retry_after_s = retry_after_s


class WrongAnswer(OnestopAway):
    """Raised when an answer is not as docs/reference/onestop.md says; the message names the place, never a content."""

    def __init__(self, message: str) -> None:
        super().__init__(message, "wrong_answer")
