"""[show] and [hdmi] in a counter's file: how the hall is shown its numbers, and a screen that shows them."""

from collections.abc import Iterator
from typing import Annotated

from msgspec import Meta

from counter_display.brightness_settings import BrightnessTable, Hour, minute_of
from counter_display.hall import LEAST_S, Manner
from counter_display.night import Night
from devicekit.drivers import driver_problems
from devicekit.settings import Problem, Settings
from devicekit.touch.settings import ScreenTable


class ShowTable(Settings, frozen=True, kw_only=True):
    """[show]: how the hall is shown its numbers, on the LED display and on the screen."""

    least_s: Annotated[
        float,
        Meta(
            ge=0, le=10, description="how long a call stands at least before the next call of this counter replaces it"
        ),
    ] = LEAST_S
    dark_from: Annotated[
        Hour | None,
        Meta(description="HH:MM from which display and screen are dark unless a number is shown; left out: never"),
    ] = None
    dark_until: Annotated[Hour | None, Meta(description="HH:MM until which they are dark; by the hub's time")] = None
    brightness: Annotated[
        tuple[BrightnessTable, ...], Meta(description="how bright both are, by the hour; left out: as they are")
    ] = ()

    @property
    def manner(self) -> Manner:
        """The same for the logic. Raises ValueError for a notation that is none; `motcua check` has said so before."""
        night = None
        if self.dark_from is not None and self.dark_until is not None:
            night = Night(minute_of(self.dark_from), minute_of(self.dark_until))
        return Manner(self.least_s, night, tuple(each.row for each in self.brightness))


class HdmiTable(ScreenTable, frozen=True, kw_only=True):
    """[hdmi]: a screen that shows number, service and officer to the hall, beside the LED display or in its place."""

    width: Annotated[int, Meta(ge=480, le=3840, description="pixels across")] = 1920
    height: Annotated[int, Meta(ge=320, le=2160, description="pixels down")] = 1080
    rest_min: Annotated[
        float,
        Meta(
            gt=0,
            le=240,
            description="minutes without anybody at the counter after which only a clock moves about on black",
        ),
    ] = 3.0


def show_problems(show: ShowTable, hdmi: HdmiTable | None) -> Iterator[Problem]:
    """One hour without the other; a driver that nobody has."""
    if (show.dark_from is None) != (show.dark_until is None):
        given, lacks = ("dark_until", "dark_from") if show.dark_from is None else ("dark_from", "dark_until")
        yield Problem(("show", given), "counter.half_night", {"name": lacks})
    elif show.dark_from is not None and show.dark_from == show.dark_until:
        yield Problem(("show", "dark_until"), "counter.no_night", also=(("show", "dark_from"),))
    if hdmi is not None:
        yield from driver_problems("screen", hdmi.driver, ("hdmi", "driver"))
