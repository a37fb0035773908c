"""A dossier as the hub knows it: a code, a state of the national list, dates. Nothing that says whose it is."""

from msgspec import Struct

from devicekit.message_fields import DossierCode

# The national list of states (trạng thái hồ sơ); what they are called is in the texts, dossier.state.<n>.
ACCEPTED, REFUSED, PAPERS_NEEDED, TO_PAY = 2, 3, 5, 6
STATES = range(1, 11)
UNKNOWN = 0


class Dossier(Struct, frozen=True, kw_only=True):
    """What may be told to anybody who has the code; times are legal milliseconds, None where nobody knows."""

    code: DossierCode
    state: int
    agency: str = ""
    accepted_ms: int | None = None
    due_ms: int | None = None
    updated_ms: int | None = None
    """When the state was last known to be so."""


def state_key(state: int) -> str:
    """The key of a state's text; that of state 4 needs {agency}."""
    return f"dossier.state.{state}" if state in STATES else "dossier.state.unknown"
