"""The program of one rating screen: its logic, its screen in the loop's own thread, photos on a worker, a scanner."""

from pathlib import Path

from devicekit.clock import Clock
from devicekit.errors import DriverError
from devicekit.link import Inbox
from devicekit.scanner.device import Scanner
from devicekit.scanner.drivers import open_scanner
from devicekit.text_files import load_texts
from devicekit.touch.panel import Panel
from devicekit.touch.screen import Screen, open_screen
from devicekit.worker import ThreadWorker, Worker
from kiosk_rating.circular_files import load_questions
from kiosk_rating.device import FetchPhoto, OpenScreen, PhotoCame, Pressed, ScreenFailed, ScreenOpen, Show
from kiosk_rating.logic import RatingLogic
from kiosk_rating.pages import Pages
from kiosk_rating.photos import Photos
from kiosk_rating.render import Renderer
from kiosk_rating.settings import RatingFile

# A finger sees its effect within 50 ms. Looking often costs the Pi a per cent of a core: only while it is used.
IDLE_POLL_S, BUSY_POLL_S = 0.025, 0.008
BUSY_S = 1.5


class RatingHardware:
    """The screen, the worker that brings photos, and the scanner where there is one."""

    def __init__(
        self, panel: Panel, photos: Photos, worker: Worker, clock: Clock, scanner: Scanner | None = None
    ) -> None:
        self._panel, self._photos, self._worker, self._clock = panel, photos, worker, clock
        self._scanner = scanner
        self._busy_until = 0.0
        self._inbox: Inbox | None = None

    def start(self, inbox: Inbox) -> None:
        self._inbox = inbox
        self._worker.start(inbox)
        if self._scanner is not None:
            self._scanner.start(inbox)
        self._open_screen(inbox)

    def perform(self, effect: object) -> None:
        if self._inbox is None:
            return
        if isinstance(effect, Show):
            self._panel.show(effect.page)
        elif isinstance(effect, FetchPhoto):
            self._fetch(effect.url, self._inbox)
        elif isinstance(effect, OpenScreen):
            self._open_screen(self._inbox)

    @property
    def poll_s(self) -> float:
        return BUSY_POLL_S if self._clock.monotonic() < self._busy_until else IDLE_POLL_S

    def poll(self) -> None:
        if self._inbox is None:
            return
        for page, target in self._panel.pressed():
            self._inbox.put(Pressed(page, target))
        if self._panel.held:
            self._busy_until = self._clock.monotonic() + BUSY_S

    def stop(self) -> None:
        if self._scanner is not None:
            self._scanner.stop()
        self._worker.stop()
        self._panel.close()
        self._inbox = None

    def _fetch(self, url: str, inbox: Inbox) -> None:
        if not self._worker.submit(lambda: self._photos.bring(url)):
            inbox.put(PhotoCame(url, "unreachable", "the worker is still busy"))

    def _open_screen(self, inbox: Inbox) -> None:
        try:
            self._panel.open()
        except DriverError as error:
            inbox.put(ScreenFailed(str(error)[:200]))
        else:
            inbox.put(ScreenOpen(*self._panel.size))


def build_logic() -> RatingLogic:
    """The decisions of a rating screen."""
    lists = load_questions()
    return RatingLogic(Pages(load_texts("vi"), load_texts("en"), lists), lists)


def build_hardware(
    settings: RatingFile,
    clock: Clock,
    screen: Screen,
    worker: Worker,
    photos: Photos | None = None,
    scanner: Scanner | None = None,
) -> RatingHardware:
    """Screen, photos and scanner; opens nothing."""
    folder = Path(settings.device.state) / f"{settings.device.id}.photos"
    photos = photos or Photos(folder, settings.hub_url)
    renderer = Renderer(lambda: photos.now)
    return RatingHardware(Panel(screen, renderer.draw, clock), photos, worker, clock, scanner)


def build(settings: RatingFile, clock: Clock) -> tuple[RatingLogic, RatingHardware]:
    """Both halves of the device; opens nothing. Raises DriverError for a driver that nobody has."""
    scanner = None if settings.scanner is None else open_scanner(settings.scanner, clock)
    screen, worker = open_screen(settings.screen), ThreadWorker("photos")
    hardware = build_hardware(settings, clock, screen, worker, scanner=scanner)
    return build_logic(), hardware
