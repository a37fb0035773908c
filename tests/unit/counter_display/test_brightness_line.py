"""Frames for the light of LED displays on their line: behind all numbers, repeated, and no harm when refused."""

import threading
from collections.abc import Mapping
from pathlib import Path

import pytest
from led_boards import STX_ETX
from wired_counter import WiredCounter

from counter_display.agent import build
from counter_display.answers import POLL_RETRIES, Answers
from counter_display.bus import (
    LIGHT,
    REFRESH_S,
    Bus,
    Needs,
    Place,
    Sent,
)
from counter_display.light_answers import ended, unheard
from counter_display.line_state import LineState
from counter_display.settings import CounterFile
from counter_display.virtual_boards import AlphaBoard
from counter_display.virtual_device import Board
from counter_display.virtual_modbus import ModbusBoard
from counter_display.virtual_pty import PtyLine
from counter_display.virtual_template import TemplateBoard
from devicekit.clock import SystemClock
from devicekit.link_memory import MemoryBroker, MemoryLink
from devicekit.messages import CounterSet, Part
from devicekit.runtime import Agent
from devicekit.settings import loads
from devicekit.spool import Spool
from devicekit.steps import HubHeard
from devicekit.topics import Address

ME = Address("kontum", "counter", "counter-1")
# 17:59:58 in Vietnam.
EVENING_MS = 1_795_690_798_000
HEAD = """
[device]
id = "counter-1"
site = "kontum"
state = "{folder}"
[line]
port = "{port}"
[display]
address = 3
"""
TEMPLATE = """driver = "template"
[display.template]
prefix = "02"
address_as = "hex2"
suffix = "03"
checksum = "xor8"
checksum_from = "address"
checksum_at = "after_suffix"
answer = "06"
"""
SLOW = Needs(0.3)
DAY, EVENING = b"\x1bB100\r", b"\x1bB015\r"
LIGHTS = {DAY: 100, EVENING: 15}
HOURS = """[[show.brightness]]
at = "06:30"
sends = "{day}"
[[show.brightness]]
at = "18:00"
sends = "{evening}"
"""
ESCAPED = HOURS.format(day="1b 'B100' 0d", evening="1b 'B015' 0d")
# To all stations of a line, so that none answers.
LIGHT_OF_ALL = bytes.fromhex("00 06 00 10 00 0a 09 d9")
ALPHA_DAY = bytes(5) + b"\x01Z00\x02E/0001\x04"
ALPHA_EVENING = bytes(5) + b"\x01Z00\x02E/0113\x04"
ALPHA = HOURS.format(day="00 00 00 00 00 01 'Z00' 02 'E/0001' 04", evening="00 00 00 00 00 01 'Z00' 02 'E/0113' 04")


def registers(day: str, evening: str, address: str = "03") -> str:
    """Rows that write one register of a Modbus board."""
    rows = HOURS.format(day=f"{address} 06 {day}", evening=f"{address} 06 {evening}")
    return rows.replace('"\n[[', '"\nchecksum = "crc16-modbus"\n[[') + 'checksum = "crc16-modbus"\n'


def template_board(lights: Mapping[bytes, int] | None = None) -> TemplateBoard:
    return TemplateBoard(3, STX_ETX.template(), lights=LIGHTS if lights is None else lights)


class Counter(WiredCounter):
    """One counter whose hub says the time."""

    def __init__(self, board: Board, text: str, folder: Path, hub_ms: int = EVENING_MS) -> None:
        whole = HEAD.format(folder=folder, port="memory") + text
        super().__init__(loads(whole, "counter-1.toml", CounterFile, "en"), board, folder)
        if hub_ms:
            self.hear(hub_ms)

    def serve(self, number: str) -> None:
        self.show(CounterSet(counter="counter-1", state="serving", number=number))

    def lights(self, seconds: float) -> set[int]:
        """Let time pass; how bright the board was in it."""
        return self.run(seconds, lambda board: board.light)

    def said(self, frame: bytes) -> list[float]:
        """When the program has sent that frame."""
        return [each.begin for each in self.line.spoken if each.speaker is None and each.data == frame]


# By the hour, at the far end of the wire


@pytest.mark.parametrize(
    ("board", "text"),
    [
        (template_board(), TEMPLATE + ESCAPED),
        (AlphaBoard(3, lights={ALPHA_DAY: 100, ALPHA_EVENING: 15}), 'driver = "alpha"\n' + ALPHA),
    ],
    ids=["template", "alpha"],
)
def test_a_board_is_dimmed_at_the_hour_and_again_after_it_had_no_power(board: Board, text: str, tmp_path: Path) -> None:
    counter = Counter(board, text, tmp_path)
    counter.serve("105")
    assert counter.lights(1.5) == {100}
    assert 15 in counter.lights(1.5)
    assert (board.light, board.text) == (15, "105")
    board.die()
    board.revive()
    assert (board.light, board.text) == (100, "")
    counter.lights(2 * REFRESH_S)
    assert (board.light, board.text, list(board.dropped)) == (15, "105", [])
    counter.stop()


def test_before_the_hub_has_said_its_time_no_light_is_sent(tmp_path: Path) -> None:
    counter = Counter(template_board(), TEMPLATE + ESCAPED, tmp_path, hub_ms=0)
    counter.serve("105")
    counter.lights(2 * REFRESH_S)
    assert (counter.said(DAY), counter.said(EVENING), counter.board.text) == ([], [], "105")
    counter.stop()


def test_a_counter_without_rows_sends_what_it_always_sent(tmp_path: Path) -> None:
    sent = []
    for name, rows in (("with", ESCAPED), ("without", "")):
        (tmp_path / name).mkdir()
        counter = Counter(template_board(), TEMPLATE + rows, tmp_path / name)
        counter.serve("105")
        counter.lights(3.0)
        counter.stop()
        sent.append([each.data for each in counter.line.spoken if each.speaker is None])
    assert [frame for frame in sent[0] if frame not in LIGHTS] == sent[1]
    assert len(sent[0]) == len(sent[1]) + 2


# Its answers


def test_a_refused_light_is_a_fault_of_its_own_and_the_board_shows_its_numbers(tmp_path: Path) -> None:
    counter = Counter(ModbusBoard(3), 'driver = "modbus"\n' + registers("02 00 00 64", "02 00 00 0a"), tmp_path)
    counter.serve("105")
    counter.lights(1.0)
    part = counter.part("light")
    assert part is not None
    assert (part.state, part.code) == ("degraded", "refused")
    assert "brightness" in part.detail
    assert counter.part("display") == Part(state="ok")
    for number in range(106, 112):
        counter.serve(str(number))
        counter.lights(REFRESH_S)
        assert counter.board.text == str(number)
    assert (counter.part("display"), counter.part("light")) == (Part(state="ok"), part)
    board = counter.board
    assert isinstance(board, ModbusBoard)
    board.registers[0x200] = 0
    counter.lights(2 * REFRESH_S)
    assert counter.part("light") == Part(state="ok")
    assert board.registers[0x200] == 10
    counter.stop()


def test_a_refused_light_is_sent_again_with_the_repetitions_only(tmp_path: Path) -> None:
    counter = Counter(ModbusBoard(3), 'driver = "modbus"\n' + registers("02 00 00 64", "02 00 00 0a"), tmp_path)
    counter.lights(3.0)
    before = len(counter.line.spoken)
    counter.lights(3 * REFRESH_S)
    ours = [each for each in list(counter.line.spoken)[before:] if each.speaker is None]
    assert 2 <= len(ours) <= 3 * 2
    counter.stop()


def test_a_light_that_nobody_answers_is_no_fault_of_the_board(tmp_path: Path) -> None:
    """A board that takes it and says yes only to texts; here: a frame to all stations, which none answers."""
    text = 'driver = "modbus"\n' + registers("00 10 00 64", "00 10 00 0a", address="00")
    counter = Counter(ModbusBoard(3), text, tmp_path)
    counter.serve("105")
    counter.lights(4 * REFRESH_S)
    assert (counter.part("display"), counter.part("light")) == (Part(state="ok"), None)
    counter.serve("106")
    counter.lights(0.3)
    assert counter.board.text == "106"
    counter.stop()


def test_a_board_whose_light_alone_is_wanted_is_not_dead_when_it_says_nothing_to_it(tmp_path: Path) -> None:
    text = 'driver = "modbus"\n' + registers("00 10 00 64", "00 10 00 0a", address="00")
    counter = Counter(ModbusBoard(3), text, tmp_path)
    counter.lights(6 * REFRESH_S)
    assert [counter.part(name) for name in ("display", "light", "keypad")] == [None] * 3
    assert len(counter.line.spoken) == 7, "once for each hour, then with the repetitions only"
    begin = counter.clock.monotonic()
    counter.serve("105")
    counter.lights(0.3)
    assert counter.board.history[-1].at - begin < 0.25
    counter.stop()


def test_a_light_that_is_never_answered_costs_a_number_no_wait_for_its_answer(tmp_path: Path) -> None:
    text = 'driver = "modbus"\n[display.modbus]\nanswer_ms = 500\n'
    counter = Counter(ModbusBoard(3), text + registers("00 10 00 64", "00 10 00 0a", address="00"), tmp_path)
    counter.serve("105")
    counter.lights(30 * REFRESH_S)
    for number in (106, 107):
        at = counter.said(LIGHT_OF_ALL)
        while counter.said(LIGHT_OF_ALL) == at:
            counter.lights(0.01)
        begin = counter.clock.monotonic()
        counter.serve(str(number))
        counter.lights(0.2)
        assert (counter.board.text, counter.board.history[-1].at - begin < 0.1) == (str(number), True)
    assert counter.part("display") == Part(state="ok")
    counter.stop()


@pytest.mark.parametrize(
    ("known", "waits"),
    [(Answers(told=True), False), (Answers(told=True, missed=5), True), (Answers(missed=1), True)],
    ids=["it answers else", "it has no power", "it never answered"],
)
def test_only_of_a_board_that_answers_else_the_light_is_not_waited_for(known: Answers, waits: bool) -> None:
    light = Place(0, "light")
    sent = {light: Sent(DAY, LIGHT, 1.0, Needs(0.3, 0.1))}
    state = LineState(Bus(9600, sent=sent), up=True, answers={light.device: known})
    for n in range(POLL_RETRIES + 1):
        assert state.bus.sent[light].needs.answer_s
        state, part = unheard(state, light, float(n))
        assert part is None
    assert state.bus.sent[light].needs == Needs(0.3, 0.1 if waits else 0.0)
    assert state.answers[light.device] == known


def test_a_refusal_is_over_when_nothing_will_be_heard_of_that_frame_any_more() -> None:
    light = Place(0, "light")
    sent = {light: Sent(DAY, LIGHT, 1.0, Needs(0.3, 0.1))}
    known = {light.device: Answers(told=True)}
    state, told = LineState(Bus(9600, sent=sent), up=True, answers=known, stubborn=frozenset((0,))), list[Part | None]()
    for n in range(POLL_RETRIES + 2):
        state, part = unheard(state, light, float(n))
        told.append(part)
    assert told == [*[None] * POLL_RETRIES, Part(state="ok"), None]


@pytest.mark.parametrize("refused", [False, True])
def test_a_dead_board_that_answers_to_its_light_is_alive_and_is_sent_its_number_at_once(refused: bool) -> None:
    light, display = Place(0, "light"), Place(0, "display")
    sent = {place: Sent(frame, LIGHT, 1.0, SLOW) for place, frame in ((light, DAY), (display, b"n"))}
    bus = Bus(9600, sent=sent, dead=frozenset((display.device,)))
    known = Answers(DAY, 9.0, b"?", missed=5, told=True)
    state, _ = ended(LineState(bus, up=True, asking=light, answers={display.device: known}), light, refused, 8.0, 8.0)
    assert (set(state.bus.waiting), state.bus.dead, state.asking) == ({display}, frozenset(), None)
    assert state.answers[display.device] == Answers(missed=5, told=True), "its numbers have not been taken yet"


def test_a_board_that_was_dead_has_its_number_and_its_light_again(tmp_path: Path) -> None:
    text = 'driver = "modbus"\n' + registers("00 10 00 64", "00 10 00 0a")
    counter = Counter(ModbusBoard(3), text, tmp_path)
    counter.serve("105")
    counter.lights(3.0)
    counter.board.die()
    counter.serve("106")
    counter.lights(REFRESH_S)
    part = counter.part("display")
    assert part is not None and part.code == "no_answer"
    counter.board.revive()
    counter.lights(REFRESH_S)
    board = counter.board
    assert isinstance(board, ModbusBoard)
    assert (board.text, board.registers[0x10], counter.part("display")) == ("106", 10, Part(state="ok"))
    counter.stop()


# A program in real time


def test_a_program_on_a_pty_dims_its_board_when_the_hour_comes(tmp_path: Path) -> None:
    """Its hub says that it is 17:59:58."""
    board, clock = template_board(), SystemClock()
    wire = PtyLine((board,))
    wire.start()
    text = HEAD.format(folder=tmp_path, port=wire.path) + TEMPLATE + ESCAPED
    logic, hardware = build(loads(text, "counter-1.toml", CounterFile, "en"), clock)
    agent = Agent(ME, "0", logic, hardware, Spool(tmp_path / "spool"), clock, lambda: 0.5)
    agent.start(MemoryLink(MemoryBroker(clock), agent.exchange.subscriptions(), agent.exchange.will()))
    agent.inbox.put(HubHeard(EVENING_MS))
    heard, stopping = clock.monotonic(), threading.Event()

    def serve() -> None:
        while agent.pump(0.05) and not stopping.is_set():
            pass
        agent.stop()

    thread = threading.Thread(target=serve, name="counter agent")
    thread.start()
    try:
        assert wire.wait_until(lambda line: any(each.data == DAY for each in line.spoken), 5.0)
        assert board.light == 100
        assert wire.wait_until(lambda line: board.light == 15, 10.0)
        assert clock.monotonic() - heard >= 2.0
    finally:
        stopping.set()
        thread.join()
        wire.stop()
