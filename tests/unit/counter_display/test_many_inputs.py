"""Every decoder of the counter on a hundred thousand random inputs: nothing but the declared errors comes out.

Encoders: what they make is what the far end reads, in as many round trips (test_led_boards.py for displays).
"""

from struct import unpack

import pytest
from led_boards import SETTINGS, board_named
from many_inputs import each_of_many

from counter_display import modbus_protocol as modbus
from counter_display import protocol
from counter_display.device import KeySeen
from counter_display.driver_modbus_keypad import ModbusKeypad
from counter_display.input_events import Pad
from counter_display.input_events import decode as decode_events
from counter_display.keypad import PAD_KEYS, PadKey
from counter_display.keypad_template import Template
from counter_display.modbus_keypad_settings import ModbusButtonTable, ModbusKeypadTable
from counter_display.notation import parse, written
from counter_display.virtual_modbus import ModbusBox
from counter_display.virtual_qsystem import LAMPS, QSystemBox
from motcua.led.sniffing import guesses

pytestmark = [pytest.mark.long, pytest.mark.timeout(900)]

NOISE = 60
ADDRESS = 21
CODES: dict[bytes, PadKey] = {bytes((2, n, 3)): key for n, key in enumerate(PAD_KEYS)}
LETTERS = "".join(sorted(protocol.CHARACTERS))
REPLIES = ("taken", "refused", "coming", "strange")


def fed(box: ModbusBox | QSystemBox, data: bytes) -> bytes:
    """What a box answers to bytes that come after a long silence and without pauses."""
    return b"".join(box.hear(value, 0.0 if at else 1.0, 0.0) for at, value in enumerate(data))


def keypad(function: int, count: int, first: int = 0) -> ModbusKeypad:
    buttons = tuple(ModbusButtonTable(does=does, at=first + at) for at, does in enumerate(DEEDS[:count]))
    return ModbusKeypad(ADDRESS, ModbusKeypadTable(function=function, button=buttons), 0.004)  # type: ignore[arg-type]


DEEDS = ("next", "start", "finish", "noshow", "recall", "fee", "park", "undo", "open")


def test_keys_of_a_box_out_of_noise() -> None:
    def claim(noise: bytes) -> None:
        decoder, found = protocol.decode(protocol.Decoder(), noise, 1.0)
        parts = [
            each.data if isinstance(each, protocol.Garbled) else bytes((1, each.address, each.key, 7)) for each in found
        ]
        assert b"".join(parts) + decoder.pending == noise
        _, found = protocol.decode(decoder, bytes((1, 4, 0x31, 7)), 1.001)
        assert found[-1] == protocol.KeyFrame(4, 0x31)

    each_of_many(claim, NOISE)


def test_our_own_bytes_out_of_noise() -> None:
    def claim(noise: bytes) -> None:
        frame = protocol.lamp_frame(4, 0x32)
        echo, rest = protocol.strip_echo(protocol.Echo(frame), noise)
        assert frame[: echo.seen] + rest == noise

    each_of_many(claim, 8)


def test_keys_of_a_serial_keypad_out_of_noise() -> None:
    template = Template(CODES)

    def claim(noise: bytes) -> None:
        memory, found = template.hear(None, noise, 1.0)
        assert set(found) <= set(PAD_KEYS)
        assert template.stuck(memory, 99.0) is None

    each_of_many(claim, NOISE)


def test_key_events_out_of_noise() -> None:
    def claim(noise: bytes) -> None:
        pad, found = decode_events(Pad(), noise, 1.0)
        assert set(found) <= set(PAD_KEYS)
        assert len(pad.rest) == len(noise) % 24

    each_of_many(claim, 3 * 24)


@pytest.mark.parametrize("function", [2, 3, 4])
def test_keys_of_a_keypad_that_is_asked_out_of_noise(function: int) -> None:
    asked = keypad(function, 4)
    question = asked.poll(None)
    memory, _ = asked.hear(None, question, fed(ModbusBox(ADDRESS, DEEDS[:4]), question), 0.5)

    def claim(noise: bytes) -> None:
        assert asked.reply(question, noise) in REPLIES
        assert asked.reply(question, noise) != "taken"
        assert asked.hear(memory, question, noise, 1.0) == (memory, ())

    each_of_many(claim, NOISE)


@pytest.mark.parametrize("function", [3, 4])
def test_presses_are_read_as_they_were_made(function: int) -> None:
    def claim(piece: bytes) -> None:
        count = 1 + len(piece) % len(DEEDS)
        asked, box = keypad(function, count), ModbusBox(ADDRESS, DEEDS[:count])
        box.counts = [(0xFFFA + value) % 0x10000 for value in (*piece, *bytes(count))][:count]
        question = asked.poll(None)
        memory, _ = asked.hear(None, question, fed(box, question), 1.0)
        pressed = sorted(DEEDS[value % count] for value in piece[:4])
        for deed in pressed:
            box.press(deed, 1.1)
        _, found = asked.hear(memory, question, fed(box, question), 2.0)
        assert sorted(each.key or "" for each in found if isinstance(each, KeySeen)) == pressed

    each_of_many(claim, 12)


def test_a_lamp_is_switched_as_it_was_ordered() -> None:
    def claim(piece: bytes) -> None:
        coil, on = int.from_bytes(piece[:2], "big"), len(piece) % 2 == 1
        order = modbus.write_coil(ADDRESS, coil, on)
        box = ModbusBox(ADDRESS, DEEDS, lamp=coil)
        assert modbus.reply(order, fed(box, order)) == "taken"
        assert box.lamp == ("on" if on else "off")

    each_of_many(claim, 3)


def test_a_question_asks_for_what_it_was_made_of() -> None:
    def claim(piece: bytes) -> None:
        address, first, count = unpack(">BHB", (piece + bytes(4))[:4])
        function = 2 + len(piece) % 3
        if not 1 <= count <= 125 and (function != 2 or count == 0):
            with pytest.raises(ValueError, match="reads"):
                modbus.read(address, function, first, count)
            return
        question = modbus.read(address, function, first, count)
        assert unpack(">BBHH", question[:6]) == (address, function, first, count)

    each_of_many(claim, 4)


def test_characters_and_lamp_of_a_box_are_what_was_sent() -> None:
    def claim(piece: bytes) -> None:
        text, blinking = "".join(LETTERS[value % len(LETTERS)] for value in piece[:3]), len(piece) % 2 == 1
        box = QSystemBox(4)
        fed(box, protocol.box_frame(4, text, blinking))
        assert (box.text, box.blinking) == (text.strip(), blinking)
        lamp = 0x31 + len(piece) % 6
        fed(box, protocol.lamp_frame(4, lamp))
        assert box.lamp == LAMPS[lamp]

    each_of_many(claim, 4)


@pytest.mark.parametrize("name", SETTINGS)
def test_the_answer_of_a_display_out_of_noise(name: str) -> None:
    display = board_named(name)
    frame = display.show("12")

    def claim(noise: bytes) -> None:
        assert display.reply(frame, noise) in REPLIES

    each_of_many(claim, 30)


def test_a_notation_is_read_or_refused() -> None:
    def claim(piece: bytes) -> None:
        assert parse(written(piece)) == piece
        try:
            data = parse(piece.decode("latin-1"))
        except ValueError:
            return
        assert parse(written(data)) == data

    each_of_many(claim, 16)


def test_what_is_overheard_is_never_left_out() -> None:
    def claim(noise: bytes) -> None:
        assert b"".join(each.data for each in guesses(noise)) == noise

    each_of_many(claim, NOISE)
