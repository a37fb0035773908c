"""[screen] in a device's settings file: which screen it has."""

from typing import Annotated

from msgspec import Meta

from devicekit.settings import Name, Settings


class ScreenTable(Settings, frozen=True, kw_only=True):
    """[screen]: what people look at and touch."""

    driver: Annotated[Name, Meta(description="the name of a driver, such as pygame")] = "pygame"
    address: Annotated[
        str, Meta(description="where the screen is, for drivers that must be told; pygame needs none")
    ] = ""
    width: Annotated[int, Meta(ge=480, le=3840, description="pixels across")] = 1024
    height: Annotated[int, Meta(ge=320, le=2160, description="pixels down")] = 600
    fullscreen: Annotated[bool, Meta(description="false: in a window, to try it on a desk")] = True
