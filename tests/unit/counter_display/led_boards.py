"""Displays of every kind as the tests want them."""

from functools import cache
from typing import Any

from counter_display.device import Display
from counter_display.display_settings import AlphaTable, DisplayTable, ModbusTable, TemplateTable
from counter_display.drivers import open_display

BAUD = 9600
STX_ETX = TemplateTable(
    prefix="02",
    address_as="hex2",
    suffix="03",
    checksum="xor8",
    checksum_from="address",
    checksum_at="after_suffix",
    answer="06",
)
FIXED = TemplateTable(prefix="aa 55", address_as="byte", align="right", checksum="crc16-modbus")
LINES = TemplateTable(prefix="'N'", address_as="decimal2", after_address="':'", suffix="0d 0a", encoding="utf-8")

SETTINGS = {
    "qsystem": DisplayTable(driver="qsystem", address=3),
    "armfly": DisplayTable(driver="armfly", address=3),
    "modbus": DisplayTable(driver="modbus", address=3),
    "modbus number": DisplayTable(driver="modbus", address=3, modbus=ModbusTable(function=6)),
    "modbus low first": DisplayTable(driver="modbus", address=3, cells=5, modbus=ModbusTable(low_first=True)),
    "alpha": DisplayTable(driver="alpha", address=3),
    "alpha plain": DisplayTable(driver="alpha", address=0, alpha=AlphaTable(checksum=False)),
    "alpha seven bits": DisplayTable(driver="alpha", address=3, alpha=AlphaTable(seven_bits=True)),
    "template STX ETX": DisplayTable(driver="template", address=3, template=STX_ETX),
    "template fixed": DisplayTable(driver="template", address=3, template=FIXED),
    "template lines": DisplayTable(driver="template", address=3, glyphs="all", cells=10, template=LINES),
}


def board(**settings: Any) -> Display:
    """A display of those settings on a line of 9,600 baud."""
    return open_display(DisplayTable(**{"address": 3, **settings}), BAUD)


@cache
def board_named(name: str) -> Display:
    """One of SETTINGS; it has no state, and to look a driver up takes longer than anything that it does."""
    return open_display(SETTINGS[name], BAUD)
