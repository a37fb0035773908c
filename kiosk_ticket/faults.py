"""Buttons that are stuck, or ask for a service that is not there."""

from msgspec.structs import replace

from devicekit.buttons import contact
from devicekit.buttons.contact import STUCK_S
from devicekit.messages import Part
from devicekit.steps import Health
from kiosk_ticket.state import Button, State, service_of
from kiosk_ticket.tickets import Step


def report(state: State, now: float) -> Step:
    """Tell of what is new."""
    faults = {button.name: fault(state, button, now) for button in state.buttons}
    codes = {name: code for name, (code, _) in faults.items()}
    if codes == state.faults:
        return state, []
    effects = []
    for name, (code, detail) in faults.items():
        if code != state.faults.get(name, ""):
            part = Part(state="failed" if code else "ok", code=code, detail=detail)
            effects.append(Health(f"button-{name}", part))
    return replace(state, faults=codes), [*effects]


def fault(state: State, button: Button, now: float) -> tuple[str, str]:
    """Code and detail of what is wrong with a button, "" when nothing is."""
    touched = state.contacts.get(button.name)
    if touched is not None and contact.stuck(touched, now):
        return "stuck", f"its contact has been closed for more than {STUCK_S:.0f} s"
    if button.service and state.known is not None and service_of(state, button.service) is None:
        known = ", ".join(each.service for each in state.known.services)
        return "unknown_service", f"the hub gives this kiosk no service {button.service!r}; it has: {known}"
    return "", ""
