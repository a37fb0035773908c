"""The settings of a floor on one machine: the centre's own site.toml, with loopback addresses and virtual wires.

What the centre itself writes is not its own there: store, backups and PINs are those of the run's folder.
"""

from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from announcer.settings import AnnouncerFile, PlayerTable
from counter_display.display_settings import DisplayTable
from counter_display.keypad_settings import KeypadTable
from counter_display.settings import CounterFile, Line
from devicekit.device_settings import Broker, Device, DeviceFile
from devicekit.settings import load
from devicekit.settings_show import effective
from devicekit.touch.settings import ScreenTable
from hub.device_tables import AnnouncerDevice, CounterDevice, PrinterDevice, RatingDevice, TicketDevice
from hub.pin_file import NAME as PINS
from hub.pin_file import stands
from hub.settings import SiteFile
from hub.site_tables import OfficerTable
from kiosk_rating.settings import PhotosTable, RatingFile
from kiosk_ticket.settings import ButtonTable, KioskFile, TicketTable, TimingTable
from motcua.demo.portrait import draw_portrait
from printer.settings import PrinterSettings
from printer.slip_settings import PrinterFile, SlipTable

# Pins of the demo's button boxes: the inputs first, the lamps from here on.
FIRST_BUTTON, FIRST_LAMP = 2, 14
PANEL, BOX = 1, 17


class Ports(NamedTuple):
    """Loopback ports of one floor."""

    broker: int
    hub: int


class Ground(NamedTuple):
    """What the settings of every program of a floor are made from."""

    site: SiteFile
    folder: Path
    ports: Ports
    passwords: Path | None

    def device(self, id_: str) -> Device:
        return Device(id=id_, site=self.site.site.id, state=str(self.folder / "state"))

    def broker(self, id_: str) -> Broker:
        return broker_table(self.ports, self.passwords, id_)


def centre(file: Path, folder: Path, ports: Ports, passwords: Path | None, onestop: str | None = None) -> SiteFile:
    """The centre of a site.toml, moved onto this machine; `onestop`: where its one-stop system is.

    Raises SettingsError.
    """
    site = load(file, SiteFile)
    return replace(
        site,
        onestop=replace(
            site.onestop,
            url=onestop,
            token_file=None,
            poll_s=0.5,
            lookup_url=site.onestop.lookup_url or f"http://127.0.0.1:{ports.hub}/dossiers/{{code}}",
        ),
        officer=tuple(_with_photo(officer, folder / "photos") for officer in site.officer),
        hub=replace(site.hub, data=str(folder / "data"), listen=f"127.0.0.1:{ports.hub}", token_file=None),
        broker=broker_table(ports, passwords, site.broker.username or site.hub.id),
        backup=replace(site.backup, folder=None),
        desk=replace(site.desk, pins=str(_own_pins(file.absolute().parent / site.desk.pins, folder / PINS))),
    )


def _own_pins(real: Path, own: Path) -> Path:
    """A copy of the PINs, for the hub of this run and for whoever sets others meanwhile."""
    # One that can't be read is no right setting: load() has said so.
    if stands(real):
        own.touch(0o600)
        own.write_bytes(real.read_bytes())
    return own


def _with_photo(officer: OfficerTable, folder: Path) -> OfficerTable:
    if officer.photo is not None:
        return officer
    file = folder / f"{officer.id}.png"
    draw_portrait(file)
    return replace(officer, photo=str(file))


def broker_table(ports: Ports, passwords: Path | None, user: str) -> Broker:
    """[broker] for one user; without a folder of passwords the broker asks for none."""
    file = None if passwords is None else str(passwords / user)
    return Broker(host="127.0.0.1", port=ports.broker, username=user, password_file=file)


def kiosk_file(ground: Ground, device: TicketDevice, printer: str) -> KioskFile:
    """A kiosk with one button and lamp per service, and its printer at that address."""
    buttons = tuple(
        ButtonTable(service=service, pin=FIRST_BUTTON + index, lamp=FIRST_LAMP + index)
        for index, service in enumerate(device.services)
    )
    site = ground.site.site
    return KioskFile(
        device=ground.device(device.id),
        broker=ground.broker(device.id),
        ticket=TicketTable(site=site.name, hotline=site.hotline, language=site.language, timezone=site.timezone),
        printer=PrinterSettings(driver="tcp", address=printer),
        button=buttons,
        timing=TimingTable(),
    )


def counter_file(ground: Ground, device: CounterDevice, port: str, keypad: Path | None = None) -> CounterFile:
    """A counter with a display and a key box on the serial line `port`, or with the numeric keypad at that device."""
    return CounterFile(
        device=ground.device(device.id),
        broker=ground.broker(device.id),
        line=Line(port=port),
        display=DisplayTable(address=PANEL),
        keypad=KeypadTable(address=BOX) if keypad is None else KeypadTable(driver="usb", device=str(keypad)),
    )


def announcer_file(ground: Ground, device: AnnouncerDevice, command: tuple[str, ...]) -> AnnouncerFile:
    """An announcer with its loudspeaker behind that command."""
    return AnnouncerFile(
        device=ground.device(device.id),
        broker=ground.broker(device.id),
        player=PlayerTable(command=command),
    )


def printer_file(ground: Ground, device: PrinterDevice, address: str) -> PrinterFile:
    """A counter's printer at that address."""
    site = ground.site.site
    return PrinterFile(
        device=ground.device(device.id),
        broker=ground.broker(device.id),
        slip=SlipTable(site=site.name, hotline=site.hotline, language=site.language, timezone=site.timezone),
        printer=PrinterSettings(driver="tcp", address=address),
    )


def rating_file(ground: Ground, device: RatingDevice, glass: Path, size: tuple[int, int]) -> RatingFile:
    """A rating screen with its glass behind that socket."""
    return RatingFile(
        device=ground.device(device.id),
        broker=ground.broker(device.id),
        screen=ScreenTable(driver="socket", address=str(glass), width=size[0], height=size[1]),
        photos=PhotosTable(hub=f"http://127.0.0.1:{ground.ports.hub}"),
    )


def write(settings: SiteFile | DeviceFile, file: Path) -> Path:
    """Write settings as the TOML file that a program reads."""
    file.write_text(effective(settings), encoding="utf-8")
    return file
