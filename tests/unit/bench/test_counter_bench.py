"""Where the benchmark of a counter begins to measure."""

from counter_display.virtual import Spoken
from motcua.bench.counter import told

NEWS = [b"\x3d\x04\x02\x00\x01..", b"\x3d\x04\x02\x00\x02.."]
LAMP = b"\x3d\x05\x00\x00\xff\x00.."


def said(*each: tuple[float, bytes]) -> list[Spoken]:
    return [Spoken(None, at - 0.009, at, data) for at, data in each]


def test_of_answers_the_first_that_tells_of_the_key_counts_and_no_later_one() -> None:
    heard = said((1.0, NEWS[0]), (1.1, LAMP), (2.0, NEWS[0]), (2.1, NEWS[1]), (2.2, LAMP), (2.3, NEWS[1]))
    assert told("modbus", heard, 1.5).end == 2.1


def test_what_a_box_says_unasked_is_its_key() -> None:
    heard = said((1.0, b"\x01\x3d\x31\x07"), (2.0, b"\x01\x3d\x31\x07"))
    assert told("qsystem", heard, 1.5).end == 2.0
