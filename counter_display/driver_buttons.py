"""Push buttons and lamps on the Pi's own pins."""

from collections.abc import Mapping

from counter_display.device import KeypadSeen
from counter_display.keypad_settings import KeypadTable
from devicekit.buttons.device import Buttons
from devicekit.buttons.driver_gpiozero import Wire
from devicekit.clock import Clock
from devicekit.drivers import find
from devicekit.errors import DriverError
from devicekit.link import Inbox
from devicekit.messages import Part


class PinKeypad:
    """The buttons of one officer (device.KeyInput, device.Lit); edges come as devicekit.buttons' own events."""

    def __init__(self, buttons: Buttons) -> None:
        self._buttons = buttons

    def start(self, inbox: Inbox) -> None:
        try:
            self._buttons.start(inbox)
        except DriverError as error:
            inbox.put(KeypadSeen(Part(state="failed", code="pins", detail=str(error)[:200])))
        else:
            inbox.put(KeypadSeen(Part(state="ok")))

    def poll(self) -> bool:
        """Edges are posted by the library's threads."""
        return False

    def light(self, lit: Mapping[str, bool]) -> None:
        self._buttons.light(lit)

    def stop(self) -> None:
        self._buttons.stop()


def open_buttons(settings: KeypadTable, clock: Clock, baud: int) -> PinKeypad:
    """The buttons of these settings; no pin is taken yet."""
    wires = tuple(Wire(each.does, each.pin, each.lamp) for each in settings.button)
    return PinKeypad(find("buttons", "gpiozero")(wires, clock))
