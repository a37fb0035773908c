"""Every exception that the stage raises on purpose."""

from devicekit.errors import MotcuaError
from devicekit.text_files import in_both


class StageError(MotcuaError, ValueError):
    """Raised when an act names what is not there, or can't be done now; `key` names a text, `status` is HTTP's."""

    def __init__(self, status: int, key: str, /, **values: object) -> None:
        super().__init__(in_both(key, **values))
        self.status, self.key, self.values = status, key, values
