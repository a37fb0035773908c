"""Two printers: the second prints what the first has taken nothing of, and only that."""

from collections.abc import Iterator
from typing import NamedTuple

import pytest

from devicekit.port_memory import MemoryPort
from printer.document import BigText, Cut, Space
from printer.driver_escpos import EscposPrinter
from printer.press import Press, SparePress
from printer.settings import PrinterSettings
from printer.virtual import VirtualPrinter

SETTINGS = PrinterSettings(driver="tcp", address="x")
PAPER = (Space(5), BigText("A012"), Cut())


class Pair(NamedTuple):
    press: SparePress
    first: VirtualPrinter
    second: VirtualPrinter


@pytest.fixture
def pair() -> Iterator[Pair]:
    first, second = VirtualPrinter(), VirtualPrinter()
    presses = [Press(SETTINGS, EscposPrinter(MemoryPort(far), finish_s=1)) for far in (first, second)]
    press = SparePress(*presses)
    press.look()
    yield Pair(press, first, second)
    press.close()


def test_the_spare_one_is_left_alone_while_the_first_is_well(pair: Pair) -> None:
    assert pair.press.print(PAPER).outcome == "confirmed"
    assert (len(pair.first.jobs), len(pair.second.jobs)) == (1, 0)


def test_the_spare_one_prints_when_the_first_has_no_paper_and_says_why(pair: Pair) -> None:
    pair.first.run_out()
    part = pair.press.look()
    assert (part.state, part.code) == ("degraded", "spare")
    assert "paper_out" in part.detail
    pressed = pair.press.print(PAPER)
    assert (pressed.outcome, len(pair.second.jobs)) == ("confirmed", 1)
    assert pressed.part is not None
    assert pressed.part.code == "spare"


def test_what_may_be_on_the_first_is_never_printed_on_the_spare_one(pair: Pair) -> None:
    pair.first.run_out(after_rows=60)
    assert pair.press.print(PAPER).outcome == "unknown"
    assert pair.second.jobs == []


def test_with_both_in_trouble_the_first_is_told(pair: Pair) -> None:
    pair.first.run_out()
    pair.second.open_cover()
    assert pair.press.look().code == "paper_out"
    pressed = pair.press.print(PAPER)
    assert (pressed.outcome, pressed.reason) == ("failed", "paper_out")
