"""What only shows when the files of devices are seen beside site.toml: who they are, and that they may log in.

The hub refuses a device that its centre does not have, and the broker one that brings no password: both look like a
network that is down, on a Pi that nobody has a keyboard at.
"""

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from announcer.settings import AnnouncerFile
from counter_display.settings import CounterFile
from devicekit.device_settings import DeviceFile
from devicekit.settings import Settings
from devicekit.settings_words import Language, nearest, sayer
from devicekit.toml_lines import Path as KeyPath
from devicekit.toml_read import read
from devicekit.topics import Kind
from hub.device_tables import DeviceTable, TicketDevice
from hub.settings import SiteFile
from kiosk_rating.settings import RatingFile
from kiosk_ticket.settings import KioskFile
from printer.slip_settings import PrinterFile

KIND_OF: dict[type[Settings], Kind] = {
    KioskFile: "ticket",
    CounterFile: "counter",
    AnnouncerFile: "announcer",
    RatingFile: "rating",
    PrinterFile: "printer",
}
"""The kind of [[device]] that a file is of."""


class Odd(NamedTuple):
    """A key of a file, and the name of the sentence about it."""

    file: Path
    key: KeyPath
    text: str
    values: Mapping[str, object]


def centre_of(files: Mapping[Path, Settings]) -> tuple[Path, SiteFile] | None:
    """The centre of these files: the only one, or the one that a copy lies beside; None: nobody says which."""
    sites = [(file, value) for file, value in files.items() if isinstance(value, SiteFile)]
    named = [each for each in sites if each[0].name == "site.toml"] or sites
    return named[0] if len(named) == 1 else None


def strangers(site_file: Path, site: SiteFile, files: Mapping[Path, Settings], language: Language) -> Iterator[str]:
    """Every error of the devices' files among these, each with its place."""
    places = _Places()
    for file, value in files.items():
        if isinstance(value, DeviceFile):
            for odd in _strange(file, value, site_file, site, places):
                yield places.said(odd, language)


def unfiled(
    site_file: Path,
    site: SiteFile,
    files: Mapping[Path, Settings],
    unread: Collection[type[Settings]],
    language: Language,
) -> Iterator[str]:
    """A hint for each device that has no file in a folder that holds others of its kind, and for each that has two.

    `unread`: the kinds of files that are wrong by themselves; whose they are is not known.
    """
    places, owners = _Places(), dict[tuple[Kind, str], Path]()
    for file, value in files.items():
        if isinstance(value, DeviceFile):
            me = (KIND_OF[type(value)], value.device.id)
            if me in owners:
                values = {"value": value.device.id, "other": places.of(owners[me], ("device", "id"))}
                yield places.said(Odd(file, ("device", "id"), "two_files", values), language)
            owners.setdefault(me, file)
    seen = {kind for kind, _ in owners} - {KIND_OF[each] for each in unread if each in KIND_OF}
    for n, device in enumerate(site.device):
        kind = device.plan().kind
        if kind in seen and (kind, device.id) not in owners:
            yield places.said(Odd(site_file, ("device", n, "id"), "no_file", {"value": device.id}), language)


class _Places:
    """Where keys stand; each file is read once."""

    def __init__(self) -> None:
        self._lines: dict[Path, Mapping[KeyPath, int]] = {}

    def of(self, file: Path, key: KeyPath) -> str:
        """file:line of a key, or of the table that it is left out of."""
        if file not in self._lines:
            self._lines[file] = read(file.read_text(encoding="utf-8-sig")).lines
        lines = self._lines[file]
        while key and key not in lines:
            key = key[:-1]
        return f"{file}:{lines.get(key, 1)}"

    def said(self, odd: Odd, language: Language) -> str:
        return f"{self.of(odd.file, odd.key)}: {sayer(language)(f'centre.{odd.text}', **odd.values)}"


def _strange(file: Path, value: DeviceFile, site_file: Path, site: SiteFile, places: _Places) -> Iterator[Odd]:
    here, kind = value.device, KIND_OF[type(value)]
    if here.site != site.site.id:
        values = {"value": here.site, "site": site.site.id, "other": places.of(site_file, ("site", "id"))}
        yield Odd(file, ("device", "site"), "other_site", values)
    n = next((n for n, each in enumerate(site.device) if each.id == here.id), None)
    if n is None or site.device[n].plan().kind != kind:
        yield _unknown(file, value, site_file, site, None if n is None else places.of(site_file, ("device", n)))
    elif isinstance(value, KioskFile):
        yield from _idle_buttons(file, value, site.device[n], places.of(site_file, ("device", n, "services")))
    if site.broker.password_file is not None and value.broker.password_file is None:
        other = places.of(site_file, ("broker", "password_file"))
        yield Odd(file, ("broker",), "no_password", {"value": here.id, "other": other})


def _unknown(file: Path, value: DeviceFile, site_file: Path, site: SiteFile, taken: str | None) -> Odd:
    """The centre has no such device; `taken`: where it has one of that name and another kind."""
    kind, id_ = KIND_OF[type(value)], value.device.id
    known = [each.id for each in site.device if each.plan().kind == kind]
    values = {"value": id_, "kind": kind, "known": ", ".join(known) or "-", "other": taken or site_file}
    if taken is not None:
        return Odd(file, ("device", "id"), "other_kind", values)
    near = nearest(id_, known)
    return Odd(file, ("device", "id"), "unknown_near" if near else "unknown", {**values, "near": near})


def _idle_buttons(file: Path, value: KioskFile, device: DeviceTable, other: str) -> Iterator[Odd]:
    """Buttons for what the centre gives no numbers for there: the hub would refuse each press."""
    services = device.services if isinstance(device, TicketDevice) else ()
    for n, button in enumerate(value.button):
        if button.service not in services:
            values = {"value": button.service, "known": ", ".join(services), "other": other}
            yield Odd(file, ("button", n, "service"), "idle_button", values)
