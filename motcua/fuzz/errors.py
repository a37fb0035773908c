"""What the simulation raises on purpose."""

from devicekit.errors import MotcuaError


class AuditorMissing(MotcuaError, LookupError):
    """Raised when there is no auditor where one was looked for; the message names the place and the next step."""
