"""Buttons that are stuck, or ask for a service that is not there."""

from msgspec.structs import replace

from devicekit.buttons import contact
from devicekit.buttons.contact import STUCK_S
from devicekit.messages import Part
from devicekit.steps import Health
from kiosk_ticket.state import Button, State, service_of
from kiosk_ticket.tickets import Step

STUCK, UNKNOWN = "stuck", "unknown_service"


def report(state: State, now: float) -> Step:
    """Tell of what is new."""
    faults = codes(state, now)
    if faults == state.faults:
        return state, []
    effects = []
    for button in state.buttons:
        code = faults.get(button.name, "")
        if code != state.faults.get(button.name, ""):
            part = Part(state="failed" if code else "ok", code=code, detail=_detail(state, button, code))
            effects.append(Health(f"button-{button.name}", part))
    return replace(state, faults=faults), [*effects]


def codes(state: State, now: float) -> dict[str, str]:
    """What is wrong with each button that something is wrong with. Looked at after every step, so it is quick."""
    found, contacts, known = {}, state.contacts, state.known
    for button in state.buttons:
        touched = contacts.get(button.name)
        if touched is not None and contact.stuck(touched, now):
            found[button.name] = STUCK
        elif button.service and known is not None and service_of(state, button.service) is None:
            found[button.name] = UNKNOWN
    return found


def _detail(state: State, button: Button, code: str) -> str:
    if code == STUCK:
        return f"its contact has been closed for more than {STUCK_S:.0f} s"
    if code == UNKNOWN and state.known is not None:
        known = ", ".join(each.service for each in state.known.services)
        return f"the hub gives this kiosk no service {button.service!r}; it has: {known}"
    return ""
