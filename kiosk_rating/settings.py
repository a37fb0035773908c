"""The settings file of one rating screen: its screen, where the photos come from, its scanner."""

from collections.abc import Iterable
from typing import Annotated, ClassVar

from msgspec import Meta

from devicekit.device_settings import DeviceFile, device_problems
from devicekit.scanner.settings import ScannerTable, scanner_problems
from devicekit.settings import Locate, Problem, Settings
from devicekit.touch.settings import ScreenTable

HUB_PORT = 8080


class PhotosTable(Settings, frozen=True, kw_only=True):
    """[photos]: where the officers' photos come from."""

    hub: Annotated[
        str,
        Meta(
            pattern=r"^(http://[A-Za-z0-9.:\[\]-]{1,80}/?)?$",
            extra={"allowed": "url"},
            description="address of the hub's web server; empty: port 8080 of the broker's machine",
        ),
    ] = ""


class RatingFile(DeviceFile, frozen=True, kw_only=True):
    """The whole file."""

    file_kind: ClassVar[str] = "rating"

    screen: Annotated[ScreenTable, Meta(description="what people look at and touch")]
    photos: Annotated[PhotosTable, Meta(description="where the officers' photos come from")] = PhotosTable()
    scanner: Annotated[
        ScannerTable | None,
        Meta(description="what reads the code on people's receipts, where agencies are rated; left out: none"),
    ] = None

    @property
    def hub_url(self) -> str:
        """Where the hub's web server is."""
        host = f"[{self.broker.host}]" if ":" in self.broker.host else self.broker.host
        return self.photos.hub.rstrip("/") or f"http://{host}:{HUB_PORT}"


def problems(value: RatingFile, locate: Locate) -> Iterable[Problem]:
    """What only shows when two keys are seen together, or when the machine is asked."""
    yield from device_problems(value)
    if value.scanner is not None:
        yield from scanner_problems(value.scanner)
