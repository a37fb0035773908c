"""The drivers of a kiosk's buttons by their names in its settings: `buttons.<name>`."""

from devicekit.buttons.device import Buttons
from devicekit.clock import Clock
from devicekit.drivers import find
from kiosk_ticket.settings import KioskFile
from kiosk_ticket.state import HELP


def open_buttons(settings: KioskFile, clock: Clock) -> Buttons:
    """The driver for the buttons of these settings; nothing is taken yet. Raises DriverError listing the known ones."""
    from devicekit.buttons.driver_gpiozero import Wire

    wires = tuple(Wire(each.name, each.pin, each.lamp) for each in settings.button)
    if settings.help is not None:
        wires += (Wire(HELP, settings.help.pin, settings.help.lamp),)
    wires += tuple(Wire(each.name, each.pin, each.lamp) for each in settings.guide)
    buttons: Buttons = find("buttons", settings.buttons.driver)(wires, clock)
    return buttons
