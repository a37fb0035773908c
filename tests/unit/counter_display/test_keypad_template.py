"""A serial keypad by a technician's table, and the program on a pty."""

import os
import queue

import pytest
from conftest import wait_until
from hypothesis import given
from hypothesis import strategies as st

from counter_display.device import KeyTyped
from counter_display.driver_serial import open_serial
from counter_display.keypad import PAD_KEYS, PadKey
from counter_display.keypad_settings import KeypadTable, KeyTable
from counter_display.keypad_template import HALF_S, REPEAT_S, Template
from devicekit.clock import SystemClock

# One byte for digits, three for the others, as a box behind a converter has it.
CODES: dict[PadKey, bytes] = {
    key: key.encode() if key.isdecimal() else bytes((2, n, 3)) for n, key in enumerate(PAD_KEYS)
}
TEMPLATE = Template({code: key for key, code in CODES.items()})


def heard(*reads: bytes, apart: float = 1.0) -> list[PadKey]:
    memory, found, at = None, list[PadKey](), 5.0
    for data in reads:
        memory, more = TEMPLATE.hear(memory, data, at)
        found += more
        at += apart
    return found


@pytest.mark.parametrize("key", PAD_KEYS)
def test_each_key_is_known_by_its_bytes(key: PadKey) -> None:
    assert heard(CODES[key]) == [key]


def test_noise_around_a_key_does_not_hide_it() -> None:
    assert heard(b"\xff\x00" + CODES["plus"] + b"\xfe" + CODES["7"]) == ["plus", "7"]


def test_half_a_code_that_stays_alone_is_noise() -> None:
    code = CODES["enter"]
    assert heard(code[:2], code[2:], apart=HALF_S - 0.05) == ["enter"]
    assert heard(code[:2], code[2:], CODES["1"], apart=HALF_S + 0.05) == ["1"]


def test_a_held_key_that_the_keypad_repeats_is_one_press() -> None:
    assert heard(*[CODES["1"]] * 20, apart=REPEAT_S - 0.02) == ["1"]
    assert heard(*[CODES["1"]] * 3, apart=REPEAT_S + 0.02) == ["1", "1", "1"]


@given(st.lists(st.binary(max_size=20)))
def test_any_bytes_are_survived(reads: list[bytes]) -> None:
    assert set(heard(*reads)) <= set(PAD_KEYS)


@given(st.lists(st.sampled_from(PAD_KEYS), max_size=12), st.integers(1, 5))
def test_codes_cut_anywhere_are_the_same_keys(keys: list[PadKey], size: int) -> None:
    data = b"".join(CODES[key] for key in keys)
    alone = [key for n, key in enumerate(keys) if n == 0 or keys[n - 1] != key]
    cut = [data[n : n + size] for n in range(0, len(data), size)]
    assert heard(*cut, apart=0.0001) == alone


def test_the_program_hears_it_on_a_serial_port(serial_line: tuple[int, str]) -> None:
    far, device = serial_line
    table = tuple(KeyTable(key=key, sends=code.hex(" ")) for key, code in CODES.items())
    driver = open_serial(KeypadTable(driver="serial", device=device, key=table), SystemClock(), 9600)
    inbox: queue.SimpleQueue[object] = queue.SimpleQueue()
    driver.start(inbox)
    found: list[str] = []

    def news() -> list[str]:
        while not inbox.empty():
            item = inbox.get()
            found.append(item.key if isinstance(item, KeyTyped) else "open")
        return found

    try:
        wait_until(news, "the port")
        os.write(far, CODES["1"] + CODES["enter"])
        wait_until(lambda: len(news()) == 3, "two keys")
        assert found == ["open", "1", "enter"]
    finally:
        driver.stop()
