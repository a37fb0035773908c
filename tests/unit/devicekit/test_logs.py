"""The log: whatever a value holds, one event is one line, and the line says what it says."""

import io
import json
import logging
import threading
import unicodedata
from collections.abc import Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from devicekit.logs import JsonLines, PlainLines, Style, setup, visible

# Every character there is, lone surrogates included, the dangerous ones more often.
NASTY = "\n\r\x0b\x0c\x1b\x07\x00\x7f\x85\u2028\u2029\u202e\u2066\u200b\ufeff\ud800\udfff\ue000"
ANY = st.text(st.one_of(st.sampled_from(NASTY), st.characters(exclude_categories=[])), max_size=60)
HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def record(text: str, ids: dict[str, object] | None = None, error: BaseException | None = None) -> logging.LogRecord:
    exc_info = None if error is None else (type(error), error, error.__traceback__)
    made = logging.LogRecord("motcua.agent", logging.WARNING, "x.py", 1, "%s", (text,), exc_info)
    if ids is not None:
        made.ids = ids
    return made


def raised(text: str) -> ValueError:
    try:
        raise ValueError(text)
    except ValueError as error:
        return error


@given(ANY, ANY, ANY)
@example(NASTY, NASTY, NASTY)
def test_any_text_is_exactly_one_json_line_that_reads_back(text: str, value: str, why: str) -> None:
    line = JsonLines("kiosk").format(record(text, {"press": value}, raised(why)))
    assert line.isascii()
    assert line.isprintable()
    read = json.loads(line)
    assert read["text"] == json.loads(json.dumps(text))
    assert read["press"] == json.loads(json.dumps(value))
    assert (read["level"], read["program"], read["from"]) == ("warning", "kiosk", "motcua.agent")
    assert "ValueError" in read["error"]


@given(ANY, ANY, ANY)
@example(NASTY, NASTY, NASTY)
def test_any_text_is_exactly_one_plain_line_that_no_terminal_obeys(text: str, value: str, why: str) -> None:
    line = PlainLines("kiosk").format(record(text, {"press": value}, raised(why)))
    assert not {unicodedata.category(char) for char in line} & HIDDEN
    assert len(line.splitlines()) == 1
    line.encode("utf-8")


@given(ANY)
def test_visible_text_loses_nothing_that_can_be_seen(text: str) -> None:
    shown = visible(text)
    assert [c for c in text if unicodedata.category(c) not in HIDDEN and c.isalpha() and not c.isascii()] == [
        c for c in shown if not c.isascii() and c.isalpha()
    ]
    assert visible(shown) == shown


def test_vietnamese_stays_readable_and_a_forged_line_is_spelled_out() -> None:
    assert visible("Số A012: mời đến quầy 3") == "Số A012: mời đến quầy 3"
    forged = "ok\n12:00:00 info    hub: door opened\x1b[2J"
    assert visible(forged) == r"ok\n12:00:00 info    hub: door opened\x1b[2J"


@pytest.mark.parametrize("name", ["text", "level", "program", "from", "at", "error"])
def test_an_id_can_not_take_the_place_of_what_the_line_says_of_itself(name: str) -> None:
    honest = json.loads(JsonLines("kiosk").format(record("paper out", error=raised("x"))))
    line = json.loads(JsonLines("kiosk").format(record("paper out", {name: "forged"}, raised("x"))))
    assert line[name] == honest[name] or name == "at"
    assert line[name] != "forged"


def test_ids_that_are_no_dict_are_left_away() -> None:
    odd = record("hello")
    odd.ids = "press=1"
    assert "press" not in json.loads(JsonLines("kiosk").format(odd))
    assert PlainLines("kiosk").format(odd).endswith("kiosk: hello")


@pytest.fixture
def root() -> Iterator[logging.Logger]:
    """The root logger, as it was before."""
    root = logging.getLogger()
    before = (root.handlers[:], root.level)
    quiet = {
        name: logging.getLogger(name).level for name in ("uvicorn", "paho", "amqtt", "transitions", "PIL", "escpos")
    }
    yield root
    root.handlers[:], level = before
    root.setLevel(level)
    for name, was in quiet.items():
        logging.getLogger(name).setLevel(was)


def test_a_program_has_one_log_json_where_nobody_reads_along(root: logging.Logger) -> None:
    first, second = io.StringIO(), io.StringIO()
    setup("kiosk", stream=first)
    setup("kiosk", stream=second)
    logging.getLogger("motcua.agent").info("hello\nworld", extra={"ids": {"press": "p1", "n": 3}})
    logging.getLogger("motcua.agent").debug("not said")
    logging.getLogger("paho").info("PINGREQ")
    assert first.getvalue() == ""
    (line,) = second.getvalue().splitlines()
    read = json.loads(line)
    assert (read["text"], read["press"], read["n"]) == ("hello\nworld", "p1", "3")


def test_plain_text_is_chosen_by_name_too(root: logging.Logger) -> None:
    stream = io.StringIO()
    setup("kiosk", "plain", stream, "DEBUG")
    logging.getLogger("motcua.agent").debug("hello\nworld", extra={"ids": {"press": "p1"}})
    assert stream.getvalue().endswith("debug   kiosk: hello\\nworld press=p1\n")
    assert stream.getvalue().count("\n") == 1


@pytest.mark.parametrize("style", ["plain", "json"])
def test_a_program_that_is_several_devices_says_which_of_them_speaks(root: logging.Logger, style: Style) -> None:
    stream = io.StringIO()
    setup("counters", style, stream, devices=("counter-1", "counter-2"))
    for name in ("counter-2", "reader /dev/line"):
        thread = threading.Thread(target=logging.getLogger("motcua.agent").info, args=("hello",), name=name)
        thread.start()
        thread.join()
    first, second = stream.getvalue().splitlines()
    assert ("counter-2" in first, "counters" in first, "counters" in second) == (True, False, True)
