"""[keypad] in a counter's file: what the officer presses, by the name of its driver."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from msgspec import Meta

from counter_display.buttons import Deed
from counter_display.keypad import PadKey
from counter_display.modbus_keypad_settings import ADDRESSES as MODBUS_ADDRESSES
from counter_display.modbus_keypad_settings import ModbusKeypadTable, modbus_problems
from counter_display.notation import Bytes, parse
from devicekit.drivers import driver_problems
from devicekit.settings import File, Locate, Name, Problem, Settings
from devicekit.toml_lines import Path

# What each driver of ours must be told; one of somebody else's says by itself what it lacks.
NEEDS: dict[str, tuple[str, ...]] = {
    "qsystem": ("address",),
    "usb": ("device",),
    "serial": ("device", "key"),
    "buttons": ("button",),
    "modbus": ("address", "modbus"),
}
ADDRESSES = {"qsystem": (1, 127), "modbus": MODBUS_ADDRESSES}
Pin = Annotated[int, Meta(ge=0, le=27)]
OF_SOME = ("address", "device", "key", "button", "modbus")
# Of use with one of them, needed by none.
MAY: dict[str, tuple[str, ...]] = {"beep": ("qsystem",)}


class KeyTable(Settings, frozen=True, kw_only=True):
    """[[keypad.key]]: what a serial keypad sends for one key."""

    key: Annotated[PadKey, Meta(description="the key of the numeric keypad that it is, such as 7, enter or plus")]
    sends: Annotated[Bytes, Meta(description="the bytes that come when it is pressed")]

    @property
    def code(self) -> bytes:
        """The bytes. Raises ValueError for a notation that is none, or that is empty."""
        code = parse(self.sends)
        if not code:
            raise ValueError(self.sends)
        return code


class ButtonTable(Settings, frozen=True, kw_only=True):
    """[[keypad.button]]: one push button and its lamp."""

    does: Annotated[Deed, Meta(description="what it asks for")]
    pin: Annotated[Pin, Meta(description="its input, by BCM number; the button closes it to ground")]
    lamp: Annotated[Pin | None, Meta(description="output of its lamp, by BCM number; left out: none")] = None


class KeypadTable(Settings, frozen=True, kw_only=True):
    """[keypad]: what the officer presses."""

    driver: Annotated[
        Name,
        Meta(
            description="its driver: qsystem (a box on the line), modbus (asked on the line), usb, serial, buttons "
            "(on pins)"
        ),
    ] = "qsystem"
    # Its bounds are its driver's (keypad_problems), as those of a display.
    address: Annotated[
        Annotated[int, Meta(extra_json_schema={"minimum": 1, "maximum": 255})] | None,
        Meta(
            description="qsystem (1 to 127), modbus (1 to 247): its address on the line, as set by its switches; "
            "for drivers of others 1 to 255"
        ),
    ] = None
    device: Annotated[
        File | None,
        Meta(
            description="usb: its input device, best a name under /dev/input/by-path; serial: its port, best a name "
            "under /dev/serial/by-id"
        ),
    ] = None
    baud: Annotated[
        Literal[1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200], Meta(description="serial: its speed, always 8N1")
    ] = 9600
    key: Annotated[tuple[KeyTable, ...], Meta(description="serial: which bytes are which key")] = ()
    button: Annotated[tuple[ButtonTable, ...], Meta(description="buttons: what each asks for, and its pins")] = ()
    modbus: Annotated[ModbusKeypadTable | None, Meta(description="for driver modbus: how it is asked")] = None
    beep: Annotated[
        bool,
        Meta(description="qsystem: whether it beeps when somebody begins to wait for the free counter, and at a no"),
    ] = False
    on_display: Annotated[
        bool,
        Meta(description="not on the line: whether what is typed, and a no, shows for a moment on display and screen"),
    ] = True

    @property
    def on_line(self) -> bool:
        """Whether it hangs on the counter's line, as displays do."""
        return "address" in NEEDS[self.driver] if self.driver in NEEDS else self.address is not None


def keypad_problems(value: KeypadTable, locate: Locate) -> Iterator[Problem]:
    """What the driver needs and has not, or has and has no use for; bytes that may be two keys."""
    yield from driver_problems("keypad", value.driver, ("keypad", "driver"))
    if value.on_line:
        yield from _address_problems(value)
    needs = NEEDS.get(value.driver)
    if needs is None:
        return
    for name in OF_SOME:
        given = getattr(value, name) not in (None, ())
        if (name in needs) != given:
            what = "counter.keypad_lacks" if name in needs else "counter.keypad_idle"
            path: Path = ("keypad", name) if given else ("keypad", "driver")
            yield Problem(path, what, {"driver": value.driver, "name": name})
    for name, drivers in MAY.items():
        if getattr(value, name) and value.driver not in drivers:
            yield Problem(("keypad", name), "counter.keypad_idle", {"driver": value.driver, "name": name})
    if value.modbus is not None:
        yield from modbus_problems(value.modbus, locate)
    yield from _codes(value.key, locate)
    yield from _wired_twice(value.button, locate)


def _address_problems(value: KeypadTable) -> Iterator[Problem]:
    """An address that no keypad of its driver has."""
    least, most = ADDRESSES.get(value.driver, (1, 255))
    if value.address is not None and not least <= value.address <= most:
        values: dict[str, Any] = {"driver": value.driver, "least": least, "most": most, "value": value.address}
        yield Problem(("keypad", "address"), "counter.display_address", values, also=(("keypad", "driver"),))


def _codes(keys: tuple[KeyTable, ...], locate: Locate) -> Iterator[Problem]:
    """Bytes that are none, or begin like those of another key: nobody could say whether more will come."""
    codes: dict[int, bytes] = {}
    for n, key in enumerate(keys):
        here: Path = ("keypad", "key", n, "sends")
        try:
            code = key.code
        except ValueError as error:
            yield Problem(here, "counter.notation", {"key": "sends", "value": error})
            continue
        for m, other in codes.items():
            if code.startswith(other) or other.startswith(code):
                first: Path = ("keypad", "key", m, "sends")
                values = {"value": key.sends, "line": locate(first)}
                yield Problem(here, "counter.keypad_bytes", values, also=(first,))
        codes[n] = code


def _wired_twice(buttons: tuple[ButtonTable, ...], locate: Locate) -> Iterator[Problem]:
    """Two things on one pin, or two buttons for one deed."""
    seen: dict[object, Path] = {}
    for n, button in enumerate(buttons):
        for name in ("does", "pin", "lamp"):
            value, here = getattr(button, name), ("keypad", "button", n, name)
            if value in seen:
                text = "counter.button_taken" if name == "does" else "kiosk.pin_taken"
                values = {"value": value, "pin": value, "line": locate(seen[value])}
                yield Problem(here, text, values, also=(seen[value],))
            elif value is not None:
                seen[value] = here
