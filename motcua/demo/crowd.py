"""A larger centre than the sample: many kiosks, series of four digits, for load and for chaos."""

from pathlib import Path

from msgspec.structs import replace

from devicekit.settings import load
from devicekit.settings_show import effective
from hub.device_tables import TicketDevice
from hub.settings import SiteFile

LAST = 8999
# Each kiosk's own reserve, above the running series: 9001-9120, 9121-9240, …
RESERVE = 120


def crowd(sample: Path, kiosks: int, file: Path) -> Path:
    """Write the sample's centre with so many kiosks (at most 8) to `file`."""
    site = load(sample, SiteFile)
    # The fee counter's numbers have no letter, and nobody presses for them.
    services = tuple(replace(each, last=LAST, digits=4) if each.prefix else each for each in site.service)
    others = tuple(device for device in site.device if not isinstance(device, TicketDevice))
    dispensers = tuple(
        TicketDevice(
            id=f"kiosk-{n + 1}",
            services=tuple(service.id for service in services if service.prefix),
            reserve_first=LAST + 2 + n * RESERVE,
            reserve_last=LAST + 1 + (n + 1) * RESERVE,
        )
        for n in range(kiosks)
    )
    file.write_text(effective(replace(site, service=services, device=(*dispensers, *others))), encoding="utf-8")
    return file
