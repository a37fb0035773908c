"""Every exception that the virtual one-stop system raises on purpose."""

from devicekit.errors import MotcuaError
from devicekit.text_files import in_both


class OnestopError(MotcuaError, ValueError):
    """Raised when the desk asks for what can't be, or the server can't start; `reason` names a text onestop.err.*."""

    def __init__(self, reason: str, /, **values: object) -> None:
        super().__init__(in_both(f"onestop.err.{reason}", **values))
        self.reason = reason
        self.values = values
