"""One visit, played on a running floor, from the press to the ratings. Each step waits for its effect.

What is judged arrived at the far end: paper at the printer, digits on the panel, messages at a second client.
"""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from devicekit.errors import MotcuaError
from devicekit.messages import Event, TicketPrinted
from motcua.demo.floor import Floor
from motcua.demo.officer import Officer
from motcua.demo.places import CounterPlace, Kiosk
from motcua.demo.probe import Heard, Probe
from motcua.demo.rating import Citizen
from motcua.demo.wait import TookTooLong, wait_for
from motcua.onestop.catalogue import PROCEDURES
from motcua.onestop.desk import Desk
from printer.paper import Job

# The highest of three levels.
BEST = 3


class StepFailed(MotcuaError):
    """Raised when a step of the visit had not the effect that it must have; the message names the step."""


class Played(NamedTuple):
    """What the visit left at the far ends."""

    number: str
    paper: Job
    counter: CounterPlace
    call: Path | None = None
    """The call as the loudspeaker got it; None where there is no announcer."""
    screens: tuple[Path, ...] = ()
    """What the rating screens showed when they were touched."""
    slip: Job | None = None
    """The dossier's slip; None where there is no one-stop system, or no printer at the counter."""


class Visit:
    """One citizen's way, step by step; `say` is told of each. `onestop` is where the officer accepts the dossier."""

    def __init__(self, floor: Floor, say: Callable[[str], None], onestop: Desk | None = None) -> None:
        if floor.probe is None or not floor.kiosks or not floor.counters:
            raise MotcuaError("a visit needs a running floor with a kiosk and a counter")
        self._probe: Probe = floor.probe
        self._kiosk: Kiosk = floor.kiosks[0]
        self._counter: CounterPlace = floor.counters[0]
        wanted = next(c.services for c in floor.site.counter if c.id == self._counter.device.counter)
        self._officer = Officer(self._counter)
        here = self._counter.device.counter
        self._slips = next((each.printer for each in floor.printers if each.device.counter == here), None)
        self._printed = 0 if self._slips is None else len(self._slips.jobs)
        self._onestop = onestop if self._slips is not None else None
        self._payer = _fee_officer(floor, here)
        self._service = next(service for service in self._kiosk.services if service in wanted)
        self._say = say
        self._papers = len(self._kiosk.printer.jobs)
        self._speaker = floor.announcers[0].speaker if floor.announcers else None
        self._calls = 0 if self._speaker is None else len(self._speaker.firsts())
        self._screen = next((r for r in floor.raters if r.device.counter == self._counter.device.counter), None)
        self._hall = next((r for r in floor.raters if r.device.counter is None), None)
        self._folder = floor.folder
        self._screens: list[Path] = []
        self._number = ""

    def play(self) -> Played:
        """All steps. Raises StepFailed."""
        for name, step in self._steps():
            try:
                step()
            except (TookTooLong, TimeoutError) as error:
                raise StepFailed(f"step {name!r} failed: {error}") from error
            self._say(f"{name}: {self._number}")
        call = None if self._speaker is None else self._speaker.sounds()[self._calls]
        slip = None if self._slips is None or self._onestop is None else self._slips.jobs[self._printed]
        paper = self._kiosk.printer.jobs[self._papers]
        return Played(self._number, paper, self._counter, call, tuple(self._screens), slip)

    def _steps(self) -> Iterator[tuple[str, Callable[[], None]]]:
        yield "bấm nút lấy số / press", self._press
        yield "phiếu / ticket", self._ticket
        yield "gọi tiếp / next", lambda: self._officer.calls(self._number)
        if self._speaker is not None:
            yield "loa gọi / voice", self._voice
        yield "bắt đầu / start", lambda: self._officer.starts(self._number)
        if self._onestop is not None:
            yield "tiếp nhận hồ sơ / dossier accepted", self._accept
        if self._payer is not None:
            yield "nộp phí, lệ phí / fee", self._pay
            yield "quay lại quầy / back", self._come_back
        yield "kết thúc / finish", lambda: self._officer.finishes(self._number)
        if self._screen is not None:
            yield "đánh giá / rating", self._rate
        if self._hall is not None:
            yield "đánh giá cơ quan / agency", self._rate_agency
        if self._speaker is not None:
            yield "loa đọc xong / spoken", self._spoken

    def _press(self) -> None:
        wait_for(lambda: self._kiosk.lamp(self._service), "the button's lamp")
        after = len(self._probe.heard)
        self._kiosk.press(self._service)
        printed = self._probe.wait(_printed, "TicketPrinted from the kiosk", after)
        self._number = _printed(printed)

    def _ticket(self) -> None:
        paper = self._kiosk.printer.wait_for_job(self._papers + 1, 10)
        if paper.errors:
            raise StepFailed(f"step 'ticket' failed: the printer could not read the job: {paper.errors[0]}")

    def _voice(self) -> None:
        wait_for(lambda: self._speaker and len(self._speaker.firsts()) > self._calls, "the call's first sample")

    def _spoken(self) -> None:
        wait_for(lambda: self._speaker and len(self._speaker.sounds()) > self._calls, "the end of the call", 20)

    def _accept(self) -> None:
        if self._onestop is None or self._slips is None:
            return
        self._onestop.accept(self._counter.device.counter, PROCEDURES[0].code, self._number)
        slip = self._slips.wait_for_job(self._printed + 1, 10)
        if slip.errors:
            raise StepFailed(f"step 'dossier' failed: the printer could not read the job: {slip.errors[0]}")

    def _pay(self) -> None:
        if self._payer is not None:
            self._officer.sends_to_pay(self._number)
            self._payer.calls(self._number)
            self._payer.starts(self._number)
            self._payer.finishes(self._number)

    def _come_back(self) -> None:
        self._officer.calls(self._number)
        self._officer.starts(self._number)

    def _rate(self) -> None:
        if self._screen is not None:
            picture = self._folder / "rating.png"
            Citizen(self._screen, self._probe).rate(self._number, BEST, picture)
            self._screens.append(picture)

    def _rate_agency(self) -> None:
        if self._hall is not None:
            picture = self._folder / "agency.png"
            Citizen(self._hall, self._probe).rate_agency(picture)
            self._screens.append(picture)


def _fee_officer(floor: Floor, here: str) -> Officer | None:
    """Who takes fees on this floor, at another counter than `here`."""
    service = floor.site.fee.service
    counters = {each.id for each in floor.site.counter if service in each.services}
    if here in counters:
        return None
    return next((Officer(place) for place in floor.counters if place.device.counter in counters), None)


def save(played: Played, journal: list[bytes], folder: Path) -> list[Path]:
    """Write what arrived at the far ends into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    ticket, picture = folder / "ticket.bin", folder / "ticket.png"
    led, events = folder / "led.bin", folder / "hub-events.jsonl"
    ticket.write_bytes(played.paper.data)
    played.paper.image().save(picture)
    shutil.copyfile(played.counter.log, led)
    events.write_bytes(b"".join(line + b"\n" for line in journal))
    screens = [Path(shutil.copyfile(each, folder / each.name)) for each in played.screens]
    return [ticket, picture, *_slip(played, folder), led, *_call(played, folder), *screens, events]


def _slip(played: Played, folder: Path) -> list[Path]:
    if played.slip is None:
        return []
    slip, picture = folder / "receipt.bin", folder / "receipt.png"
    slip.write_bytes(played.slip.data)
    played.slip.image().save(picture)
    return [slip, picture]


def _call(played: Played, folder: Path) -> list[Path]:
    return [] if played.call is None else [Path(shutil.copyfile(played.call, folder / "call.wav"))]


def _printed(heard: Heard) -> str:
    """The number of a TicketPrinted, "" for any other message."""
    message = heard.message
    return message.body.number if isinstance(message, Event) and isinstance(message.body, TicketPrinted) else ""
