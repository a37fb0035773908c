"""Every exception that motcua raises on purpose; each is also a built-in that a caller already expects."""

from devicekit.texts import Sentence


class MotcuaError(Exception):
    """The base of all of them, so that a program can show one line and stop."""

    @property
    def told(self) -> str:
        """What the person who stands there is shown."""
        return str(self)


class SaidError(MotcuaError):
    """The base of what has a sentence in both languages: people are shown both, str() is the English one for logs."""

    def __init__(self, said: Sentence) -> None:
        super().__init__(said.en)
        self.said = said

    @property
    def told(self) -> str:
        return self.said.lines


class SettingsError(MotcuaError, ValueError):
    """Raised when a settings file has errors; `problems` holds every one of them, each with file:line."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class BadTopic(MotcuaError, ValueError):
    """Raised when a topic is not of the contract's shape."""


class BadPayload(MotcuaError, ValueError):
    """Raised when a payload is too large, too deep, no JSON, or not a message of its channel."""


class PortError(MotcuaError, OSError):
    """Raised when a port can't be opened, or fails while in use; the message names the port and the next step."""


class PortTimeout(PortError, TimeoutError):
    """Raised when a port did not take all bytes within the time given."""


class SpoolError(MotcuaError, OSError):
    """Raised when the spool can't be opened or written; nothing of that step has happened."""


class SpoolFull(SpoolError):
    """Raised when the disk under the spool is full; the step was rolled back and may be tried again."""


class DriverError(MotcuaError, LookupError):
    """Raised when no driver has the name that a settings file asks for; the message lists the known ones."""
