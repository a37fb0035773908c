"""[display]: the LED display of a counter, and what its driver has to know of it."""

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Annotated, Any, Literal

from msgspec import Meta

from counter_display import armfly_protocol, protocol
from counter_display.checksums import Checksum
from counter_display.glyphs import ASCII, Face, Glyphs, fitted
from counter_display.notation import Bytes, parse
from counter_display.template_protocol import (
    AddressAs,
    Align,
    ChecksumAs,
    ChecksumAt,
    ChecksumFrom,
    Encoding,
    Template,
    faults,
    marks,
)
from counter_display.words import Words
from devicekit.drivers import driver_problems
from devicekit.settings import Name, Problem, Settings
from devicekit.text_files import load_texts

Register = Annotated[int, Meta(ge=0, le=0xFFFF)]

MOST_CELLS = 32
QSYSTEM = Face("ascii", protocol.CELLS, never=ASCII - protocol.CHARACTERS)
ADDRESSES = {"qsystem": (1, 127), "modbus": (1, 247), "armfly": (1, armfly_protocol.MOST)}
ANY_ADDRESS = (0, 255)
# What a display says besides numbers (state.py).
WORDS = ("led.closed", "led.paused", "led.hub_away", "led.fee", "led.evacuate", "led.fault", "led.test", "led.test.all")
# A display has one language.
LED_LANGUAGE = "vi"


class ModbusTable(Settings, frozen=True, kw_only=True):
    """[display.modbus]: a board that speaks Modbus RTU."""

    function: Annotated[
        Literal[16, 6], Meta(description="16: text into registers, 2 characters each; 6: a number into one register")
    ] = 16
    register: Annotated[
        Register | None, Meta(description="the first register; left out: 0x70 for text and 0 for a number, as Armfly")
    ] = None
    low_first: Annotated[bool, Meta(description="the first character is the low byte of a register")] = False
    blank: Annotated[
        int, Meta(ge=-0x8000, le=0xFFFF, description="with function 6, the number that darkens the board")
    ] = 0
    answer_ms: Annotated[int, Meta(ge=5, le=2000, description="how long its answer may take, in all")] = 100

    @property
    def first_register(self) -> int:
        return self.register if self.register is not None else 0x70 if self.function == 16 else 0


class AlphaTable(Settings, frozen=True, kw_only=True):
    """[display.alpha]: a sign of the kind of Alpha and BetaBrite."""

    checksum: Annotated[
        bool, Meta(description="send the checksum: a sign then drops a frame that noise has changed")
    ] = True
    seven_bits: Annotated[
        bool, Meta(description="true for signs that want 7 bits and even parity; the line itself stays 8N1")
    ] = False


class TemplateTable(Settings, frozen=True, kw_only=True):
    """[display.template]: the frame of a board that no driver knows, from its manual."""

    prefix: Annotated[Bytes, Meta(description="what a frame begins with")] = ""
    address_as: Annotated[
        AddressAs, Meta(description="the address: not in the frame, one byte, 2 hex digits, 2 or 3 decimal digits")
    ] = "none"
    after_address: Annotated[Bytes, Meta(description="what stands between address and text")] = ""
    encoding: Annotated[Encoding, Meta(description="how letters become bytes")] = "ascii"
    align: Annotated[
        Align, Meta(description="which end of the board a short text stands at, filled up; none: it is not filled up")
    ] = "none"
    padding: Annotated[Bytes, Meta(description="the byte that fills up")] = "20"
    checksum: Annotated[Checksum, Meta(description="its kind")] = "none"
    checksum_as: Annotated[ChecksumAs, Meta(description="the checksum as bytes, or as hex digits")] = "bytes"
    checksum_from: Annotated[ChecksumFrom, Meta(description="the first part that the checksum covers")] = "prefix"
    checksum_at: Annotated[
        ChecksumAt, Meta(description="where it stands; after the suffix, it covers the suffix too")
    ] = "before_suffix"
    suffix: Annotated[Bytes, Meta(description="what a frame ends with")] = ""
    answer: Annotated[Bytes, Meta(description="what the board answers to a frame; empty: it answers nothing")] = ""
    answer_ms: Annotated[int, Meta(ge=5, le=2000, description="how long that may take, in all")] = 100

    def template(self) -> Template:
        """The template with its bytes. Raises ValueError for a notation that is none."""
        return Template(
            prefix=parse(self.prefix),
            suffix=parse(self.suffix),
            address_as=self.address_as,
            after_address=parse(self.after_address),
            encoding=self.encoding,
            align=self.align,
            padding=parse(self.padding),
            checksum=self.checksum,
            checksum_as=self.checksum_as,
            checksum_from=self.checksum_from,
            checksum_at=self.checksum_at,
            answer=parse(self.answer),
        )


class DisplayTable(Settings, frozen=True, kw_only=True):
    """[display]: the LED display."""

    driver: Annotated[
        Name, Meta(description="what kind it is: qsystem, modbus, armfly, alpha, template, or a driver of others")
    ] = "qsystem"
    # Its bounds are its driver's (display_problems): two sentences, one after the other, would say two of them.
    address: Annotated[
        int,
        Meta(
            description="its address on the line, as set by its switches: 1 to 127 for qsystem, 1 to 247 for modbus, "
            "1 to 255 for armfly, else 0 to 255",
            extra_json_schema={"minimum": 0, "maximum": 255},
        ),
    ]
    cells: Annotated[
        Annotated[int, Meta(ge=1, le=MOST_CELLS)] | None,
        Meta(description="how many characters it has; left out: 7 for qsystem, 16 for alpha, else 4"),
    ] = None
    glyphs: Annotated[
        Glyphs | None,
        Meta(
            description="what it can show; left out: 7-segment for modbus and armfly, digits for function 6, else ascii"
        ),
    ] = None
    gap_ms: Annotated[
        Annotated[int, Meta(ge=0, le=2000)] | None,
        Meta(description="silence after a frame; left out: what the protocol asks for"),
    ] = None
    modbus: Annotated[ModbusTable | None, Meta(description="for driver modbus; left out: as Armfly's boards")] = None
    alpha: Annotated[AlphaTable | None, Meta(description="for driver alpha")] = None
    template: Annotated[TemplateTable | None, Meta(description="for driver template")] = None


def face_of(settings: DisplayTable) -> Face:
    """What this display can show. Raises ValueError for a template whose notation is none."""
    face = _own_face(settings)
    return face._replace(glyphs=settings.glyphs or face.glyphs, cells=settings.cells or face.cells)


def display_problems(settings: DisplayTable) -> Iterator[Problem]:
    """What is wrong between the keys of [display]."""
    yield from driver_problems("display", settings.driver, ("display", "driver"))
    least, most = ADDRESSES.get(settings.driver, ANY_ADDRESS)
    fits = least <= settings.address <= most
    if not fits:
        values: dict[str, Any] = {"driver": settings.driver, "least": least, "most": most, "value": settings.address}
        yield Problem(("display", "address"), "counter.display_address", values, also=(("display", "driver"),))
    for name in ("modbus", "alpha", "template"):
        if getattr(settings, name) is not None and settings.driver != name:
            values = {"name": name, "driver": settings.driver}
            yield Problem(("display", name), "counter.other_table", values, also=(("display", "driver"),))
    if settings.driver == "qsystem" and (settings.cells or 0) > protocol.CELLS:
        yield Problem(("display", "cells"), "counter.cells", {"most": protocol.CELLS}, also=(("display", "driver"),))
    if settings.driver == "template" and fits:
        notation = list(_template_problems(settings))
        yield from notation
        if notation:
            return
        yield from _unsent(settings)
    yield from _words(settings)


def _own_face(settings: DisplayTable) -> Face:
    """The front of such a board where the settings say nothing."""
    match settings.driver:
        case "qsystem":
            return QSYSTEM
        case "armfly":
            return Face("7-segment", 4, never=armfly_protocol.MARKS, capitals=True)
        case "modbus" if settings.modbus is not None and settings.modbus.function == 6:
            return Face("digits", 4, never=frozenset(" "))
        case "modbus":
            return Face("7-segment", 4, capitals=True)
        case "alpha":
            return Face("ascii", 16)
        case "template" if settings.template is not None:
            return Face("ascii", 4, never=marks(settings.template.template()))
        case _:
            return Face("ascii", 4)


def _template_problems(settings: DisplayTable) -> Iterator[Problem]:
    table = settings.template
    if table is None:
        yield Problem(("display", "driver"), "counter.no_template")
        return
    wrong = list(_notation(table))
    yield from wrong
    if wrong:
        return
    judged = tuple(("display", key) for key in ("address", "cells", "glyphs", "template"))
    for fault in faults(table.template(), face_of(settings), settings.address):
        yield Problem(("display", "template", fault.key), f"counter.template_{fault.code}", also=judged)


def _unsent(settings: DisplayTable) -> Iterator[Problem]:
    """A warning of an address that every board of this kind would overhear; 0 says that the board has none."""
    if settings.template is not None and settings.template.address_as == "none" and settings.address:
        also = (("display", "template", "address_as"),)
        yield Problem(("display", "address"), "counter.template_unsent", {"value": settings.address}, also, warns=True)


def _notation(table: TemplateTable) -> Iterator[Problem]:
    for key in ("prefix", "after_address", "padding", "suffix", "answer"):
        try:
            parse(getattr(table, key))
        except ValueError as error:
            yield Problem(("display", "template", key), "counter.notation", {"key": key, "value": error})


def _words(settings: DisplayTable) -> Iterable[Problem]:
    """A warning that names what this display can never say."""
    face = face_of(settings)
    words = Words(load_texts(LED_LANGUAGE), partial(fitted, face))
    missing = [word for word in map(words.get, WORDS) if not words.shows(word)]
    if missing:
        values = {"words": ", ".join(missing), "cells": face.cells}
        also = tuple(("display", key) for key in ("driver", "cells", "glyphs", "template"))
        yield Problem(("display",), "counter.words", values, also=also, warns=True)
