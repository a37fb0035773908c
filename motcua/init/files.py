"""Every file of a new centre, as text by its name in the folder: settings, the next steps, the units of systemd."""

from collections.abc import Iterable
from ipaddress import IPv4Address

from msgspec import Struct

from devicekit.sample_files import sample
from devicekit.settings_show import scalar
from devicekit.settings_words import Language, sayer
from hub.device_tables import DeviceTable, TicketDevice
from hub.plan import number_of
from motcua.init import centre
from motcua.init.answer_checks import driver_of
from motcua.init.answers import Answers
from motcua.init.machines import Machine, machine_of, row
from motcua.init.pins import FREE_OF_SPI, PINS
from motcua.init.tables import aligned, filled, tables

# Display and keypad of counter n, as their switches are usually set: keypads after the sixteen addresses of displays.
KEYPADS = 16
# In place of a unit for each counter, where several hang on one line.
LINE_UNIT = "motcua-counter-line@.service"
SERVICE = ("id", "name", "name_en", "prefix", "first", "last")
# Slip printers come after the ticket printers of the sample addresses; whoever wires them writes the real ones.
SLIP_PRINTERS = IPv4Address("192.168.10.100")


def files(answers: Answers) -> dict[str, str]:
    """Name -> text."""
    devices = centre.devices_of(answers)
    settings = {"site.toml": _site(answers)} | {f"{each.id}.toml": _device(each, answers) for each in devices}
    machines = [machine_of(device) for device in devices]
    units = ["motcua-hub.service", LINE_UNIT, *dict.fromkeys(machine.unit_file for machine in machines)]
    return {
        **{name: aligned(text) for name, text in settings.items()},
        "README.vi.md": _readme("vi", answers, machines),
        "README.md": _readme("en", answers, machines),
        **{f"systemd/{unit}": sample(f"systemd/{unit}").read_text(encoding="utf-8") for unit in units},
    }


def _site(answers: Answers) -> str:
    fee = centre.fee_of(answers)
    services = [*centre.services_of(answers), *([] if fee is None else [fee])]
    counters, agencies = centre.counters_of(answers), centre.agencies_of(answers)
    values = _values(answers) | {
        "services": tables("service", (_some(each, SERVICE) for each in services)),
        "counters": tables("counter", (_some(each, ("id", "number", "services")) for each in counters)),
        "fee": "" if fee is None else _section("fee", answers, {"service": scalar(fee.id)}),
        "ratings": "",
        "devices": tables("device", (_device_table(each) for each in centre.devices_of(answers))),
    }
    if answers.ratings != "none":
        rows = tables("agency", (_some(each, ("id", "name")) for each in agencies))
        values["ratings"] = _section("ratings", answers, {"agencies": rows})
    return filled("site", answers.language, values)


def _section(name: str, answers: Answers, values: dict[str, str]) -> str:
    """A part of site.toml that not every centre has, two lines below what comes before it."""
    return f"\n\n{filled(name, answers.language, values).rstrip()}\n"


def _some(value: Struct, keys: Iterable[str]) -> dict[str, object]:
    return {key: getattr(value, key) for key in keys}


def _device_table(device: DeviceTable) -> dict[str, object]:
    keys = {key: getattr(device, key) for key in device.__struct_fields__}
    return {"id": device.id, "kind": device.plan().kind} | keys


def _device(device: DeviceTable, answers: Answers) -> str:
    kind, last = device.plan().kind, device.id.rpartition("-")[2]
    n = int(last) if last.isdigit() else 0
    values = _values(answers) | {
        "id": scalar(device.id),
        "n": last,
        "password_file": scalar(f"passwords/{device.id}"),
        "display": str(n),
        "keypad": str(KEYPADS + n),
    }
    if isinstance(device, TicketDevice):
        return filled("kiosk", answers.language, values | _kiosk(device, n, answers))
    if kind == "printer":
        values["address"] = scalar(f"{SLIP_PRINTERS + n}:9100")
    return filled(kind if n else f"{kind}-{last}", answers.language, values)


def _kiosk(device: TicketDevice, n: int, answers: Answers) -> dict[str, str]:
    address = centre.printer_of(answers, n)
    buttons = (
        {"service": service, "pin": pin, "lamp": lamp}
        for service, (pin, lamp) in zip(device.services, PINS, strict=False)
    )
    return {
        "driver": scalar(driver_of(address)),
        "address": scalar(address),
        "buttons": tables("button", buttons),
        "spi": "" if len(device.services) <= FREE_OF_SPI else "\n" + sayer(answers.language)("init.spi"),
    }


def _values(answers: Answers) -> dict[str, str]:
    return {
        "site": scalar(answers.id),
        "name": scalar(answers.name),
        "hotline": scalar(answers.hotline),
        "language": scalar(answers.language),
        "host": scalar(answers.host),
    }


def _readme(language: Language, answers: Answers, machines: list[Machine]) -> str:
    first = centre.services_of(answers)[0].plan()
    values = {
        "title": answers.name,
        "host": answers.host,
        "machines": "\n".join(map(row, machines)),
        "number": number_of(first, first.first),
    }
    return filled("README", language, values)
