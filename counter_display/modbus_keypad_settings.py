"""[keypad.modbus]: a keypad that is asked by Modbus RTU, and what may be wrong in it."""

from collections.abc import Iterator
from typing import Annotated, Literal

from msgspec import Meta

from counter_display.buttons import Deed
from counter_display.modbus_protocol import MOST_BITS, MOST_REGISTERS, READ_BITS
from devicekit.settings import Locate, Problem, Settings
from devicekit.toml_lines import Path

Place = Annotated[int, Meta(ge=0, le=0xFFFF)]
ADDRESSES = (1, 247)
BUTTONS: Path = ("keypad", "modbus", "button")


class ModbusButtonTable(Settings, frozen=True, kw_only=True):
    """[[keypad.modbus.button]]: one button and its place in what the keypad answers."""

    does: Annotated[Deed, Meta(description="what it asks for")]
    at: Annotated[Place, Meta(description="its bit, or the register of its counter, counted from 0")]


class ModbusKeypadTable(Settings, frozen=True, kw_only=True):
    """[keypad.modbus]: how the keypad is asked."""

    function: Annotated[
        Literal[2, 3, 4], Meta(description="2: a bit for each button; 3 or 4: a register that counts its presses")
    ] = 2
    wraps_at: Annotated[
        int, Meta(ge=16, le=0x10000, description="with function 3 or 4, how many values a counter has before 0 again")
    ] = 0x10000
    lamp: Annotated[
        Place | None, Meta(description="the coil of its lamp, lit while a key is heard (function 5); left out: none")
    ] = None
    answer_ms: Annotated[int, Meta(ge=5, le=2000, description="how long its answer may take, in all")] = 100
    button: Annotated[tuple[ModbusButtonTable, ...], Meta(min_length=1, description="its buttons")]

    @property
    def first(self) -> int:
        """The first bit or register that one question asks for."""
        return min(each.at for each in self.button)

    @property
    def count(self) -> int:
        """How many it asks for, those between the buttons included."""
        return 1 + max(each.at for each in self.button) - self.first

    @property
    def counters_end(self) -> int | None:
        """How many values the buttons' counters have; None for bits."""
        return None if self.function == READ_BITS else self.wraps_at


def modbus_problems(table: ModbusKeypadTable, locate: Locate) -> Iterator[Problem]:
    """Two buttons for one deed or at one place; buttons too far apart for one question."""
    seen: dict[object, Path] = {}
    for n, button in enumerate(table.button):
        for name, value in (("does", button.does), ("at", button.at)):
            here: Path = (*BUTTONS, n, name)
            if value in seen:
                values = {"value": value, "line": locate(seen[value])}
                yield Problem(here, "counter.button_taken", values, also=(seen[value],))
            seen.setdefault(value, here)
    if not table.button:
        return  # it has been said
    most = MOST_BITS if table.function == READ_BITS else MOST_REGISTERS
    if table.count > most:
        yield Problem(("keypad", "modbus"), "counter.keypad_apart", {"n": table.count, "most": most})
