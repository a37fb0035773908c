"""What runs on each Pi of a new centre: the settings file, its name there, the package to install, the service."""

from typing import NamedTuple

from devicekit.topics import Kind
from hub.device_tables import DeviceTable, TicketDevice

# By the kind of device: the extra that its Pi installs, and its program's unit, @ where the unit has an instance.
_PROGRAMS: dict[Kind, tuple[str, str]] = {
    "ticket": ("ticket", "motcua-kiosk-ticket"),
    "counter": ("counter", "motcua-counter-display@"),
    "printer": ("printer", "motcua-printer@"),
    "announcer": ("announcer", "motcua-announcer@"),
    "rating": ("rating", "motcua-kiosk-rating@"),
}


class Machine(NamedTuple):
    """One Pi, as the page of next steps lists it; `unit_file` is its unit in the folder, `service` what is started."""

    file: str
    on_pi: str
    password: str
    extra: str
    unit_file: str
    service: str


def machine_of(device: DeviceTable) -> Machine:
    """The Pi of one device."""
    extra, unit = _PROGRAMS[device.plan().kind]
    # A kiosk is alone on its Pi, and its unit knows one file.
    on_pi = "kiosk.toml" if isinstance(device, TicketDevice) else f"{device.id}.toml"
    instance = device.id.partition("-")[2] if unit.endswith("@") else ""
    return Machine(
        f"{device.id}.toml", on_pi, f"passwords/{device.id}", extra, f"{unit}.service", f"{unit}{instance}.service"
    )


def row(machine: Machine) -> str:
    """Its row in the table of machines."""
    cells = (
        f"`{machine.file}`",
        f"`/etc/motcua/{machine.on_pi}`",
        f"`{machine.password}`",
        f"`requirements/{machine.extra}.txt`",
        f"`{machine.service}`",
    )
    return f"| {' | '.join(cells)} |"
