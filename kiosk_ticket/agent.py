"""The program of one ticket kiosk: its logic, its buttons and lamps, and its printer on a worker."""

from devicekit.buttons.device import Buttons, PinsFailed, PinsOpen
from devicekit.clock import Clock
from devicekit.device_settings import read_secret
from devicekit.errors import DriverError
from devicekit.link import Inbox
from devicekit.messages import Part
from devicekit.scanner.device import Scanner
from devicekit.scanner.drivers import open_scanner
from devicekit.worker import ThreadWorker, Worker
from kiosk_ticket.device import GuidePaper, GuidePrinted, Paper, Printed, PrinterSeen
from kiosk_ticket.drivers import open_buttons
from kiosk_ticket.logic import CheckPrinter, KioskLogic, Lamps, OpenPins
from kiosk_ticket.printing import TicketPress
from kiosk_ticket.settings import KioskFile
from kiosk_ticket.state import HELP, Button, Reads, Timing
from printer.drivers import open_printer, open_spare


class KioskHardware:
    """Buttons on the pins, tickets on the worker."""

    def __init__(self, buttons: Buttons, press: TicketPress, worker: Worker, scanner: Scanner | None = None) -> None:
        self._scanner = scanner
        self._buttons, self._press, self._worker = buttons, press, worker
        self._inbox: Inbox | None = None

    def start(self, inbox: Inbox) -> None:
        self._inbox = inbox
        self._worker.start(inbox)
        if self._scanner is not None:
            self._scanner.start(inbox)
        self._open_pins(inbox)

    def perform(self, effect: object) -> None:
        if self._inbox is None:
            return
        if isinstance(effect, Lamps):
            self._buttons.light(effect.lit)
        elif isinstance(effect, Paper):
            self._print(effect, self._inbox)
        elif isinstance(effect, GuidePaper):
            self._guide(effect, self._inbox)
        elif isinstance(effect, CheckPrinter):
            if not self._worker.submit(self._press.look):
                self._inbox.put(PrinterSeen(Part(state="degraded", code="busy", detail="the printer is still at work")))
        elif isinstance(effect, OpenPins):
            self._open_pins(self._inbox)

    def stop(self) -> None:
        if self._scanner is not None:
            self._scanner.stop()
        self._buttons.stop()
        self._worker.stop()
        self._press.close()
        self._inbox = None

    def _print(self, paper: Paper, inbox: Inbox) -> None:
        if not self._worker.submit(lambda: self._press.print(paper)):
            inbox.put(Printed(paper.order.press, paper.order.number, "failed", "busy"))

    def _guide(self, paper: GuidePaper, inbox: Inbox) -> None:
        if not self._worker.submit(lambda: self._press.guide(paper)):
            inbox.put(GuidePrinted(paper.command, "failed", "busy"))

    def _open_pins(self, inbox: Inbox) -> None:
        try:
            self._buttons.start(inbox)
        except DriverError as error:
            inbox.put(PinsFailed(str(error)[:200]))
        else:
            inbox.put(PinsOpen())


def build_logic(settings: KioskFile) -> KioskLogic:
    """The decisions for these settings. Raises SettingsError when the key of [card] can't be read."""
    buttons = tuple(
        Button(each.name, each.service, each.priority, lamp=each.lamp is not None) for each in settings.button
    )
    buttons += (Button(HELP, "", lamp=settings.help.lamp is not None),) if settings.help is not None else ()
    buttons += tuple(
        Button(each.name, "", procedure=each.procedure, lamp=each.lamp is not None) for each in settings.guide
    )
    table = settings.timing
    card, wait = settings.card, settings.card.wait if settings.card else 0.0
    timing = Timing(table.lock_out, table.hub_wait, table.printer_poll, table.refused, wait)
    prefix = settings.booking.prefix if settings.booking else ""
    return KioskLogic(buttons, timing, Reads(read_secret(card.key_file) if card else "", prefix))


def build(settings: KioskFile, clock: Clock) -> tuple[KioskLogic, KioskHardware]:
    """Both halves of the device; opens nothing. Raises DriverError for a driver that nobody has."""
    press = TicketPress(settings, open_printer(settings.printer), open_spare(settings.spare))
    scanner = None if settings.scanner is None else open_scanner(settings.scanner, clock)
    hardware = KioskHardware(open_buttons(settings, clock), press, ThreadWorker("ticket printer"), scanner)
    return build_logic(settings), hardware
