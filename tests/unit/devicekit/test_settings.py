"""Settings files: every error of a file at once, each on its own line, in two languages."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Meta

from devicekit.errors import SettingsError
from devicekit.settings import File, Id, Locate, Name, Problem, Secret, Settings, json_schema, load, loads
from devicekit.settings_show import effective
from devicekit.settings_words import Language, settings_texts


class Tcp(Settings, frozen=True, kw_only=True, tag_field="driver", tag="tcp"):
    address: Name


class Serial(Settings, frozen=True, kw_only=True, tag_field="driver", tag="serial"):
    baud: Literal[9600, 19200] = 9600


class Button(Settings, frozen=True, kw_only=True):
    service: Id
    pin: Annotated[int, Meta(ge=0, le=27)]


class Box(Settings, frozen=True, kw_only=True):
    id: Id
    name: Name = "máy lấy số"
    secret: Secret | None = None
    tags: tuple[Id, ...] = ()
    notes: File = "notes.txt"


class Book(Settings, frozen=True, kw_only=True):
    pages: File = "pages.txt"


class Sample(Settings, frozen=True, kw_only=True):
    box: Box
    printer: Tcp | Serial
    button: Annotated[tuple[Button, ...], Meta(min_length=1)]
    limits: dict[Id, int] = {}
    book: Book = Book()


def problems(value: Sample, locate: Locate) -> Iterable[Problem]:
    seen: dict[int, tuple[str | int, ...]] = {}
    for index, button in enumerate(value.button):
        path = ("button", index, "pin")
        if button.pin in seen:
            other = seen[button.pin]
            values = {"key": "pin", "value": button.pin, "line": locate(other)}
            yield Problem(path, "site.duplicate", values, also=(other,))
        seen.setdefault(button.pin, path)


GOOD = """\
[box]
id = "kiosk-1"

[printer]
driver = "tcp"
address = "10.0.0.9:9100"

[[button]]
service = "land"
pin = 4

[[button]]
service = "civil"
pin = 5
"""


def errors_of(text: str, language: Language = "en") -> list[tuple[int, str]]:
    with pytest.raises(SettingsError) as raised:
        loads(text, "site.toml", Sample, language)
    found = [each.removeprefix("site.toml:").partition(": ") for each in raised.value.problems]
    return [(int(line), sentence) for line, _, sentence in found]


def test_a_right_file_gives_the_typed_value_with_defaults() -> None:
    value = loads(GOOD, "site.toml", Sample)
    assert value.box == Box(id="kiosk-1", notes=str(Path("notes.txt").absolute()))
    assert value.printer == Tcp(address="10.0.0.9:9100")
    assert [button.pin for button in value.button] == [4, 5]


SEVEN = """\
[box]
id = "Kiosk 1"
nmae = "cửa chính"
tags = ["a",
        "B!"]

[printer]
driver = "serail"

[[button]]
service = "land
pin = 4

[[button]]
pin = 44

[[button]]
service = "civil"
pin = 6
"""


def test_seven_planted_errors_give_seven_lines_with_the_seven_right_numbers() -> None:
    errors = errors_of(SEVEN)
    assert [line for line, _ in errors] == [2, 3, 5, 8, 11, 14, 15]


def test_one_more_error_between_two_keys_is_an_eighth_line() -> None:
    errors = errors_of(SEVEN.replace("pin = 6", "pin = 4"))
    assert errors[-1] == (19, 'pin "4" is used on line 12 already; it must be unique')
    assert len(errors) == 8


@pytest.mark.parametrize(
    ("change", "line", "sentence"),
    [
        (("pin = 4", "pn = 4"), 10, 'unknown key "pn". Did you mean "pin"? Allowed here: service, pin'),
        (("pin = 4", "pin = 4\nzzz = 1"), 11, 'unknown key "zzz". Allowed here: service, pin'),
        (("pin = 4\n", ""), 8, 'key "pin" is missing in [[button]]. It must be a whole number from 0 to 27'),
        (("pin = 4", 'pin = "4"'), 10, 'key "pin" is "4"; it must be a whole number from 0 to 27'),
        (("pin = 4", "pin = true"), 10, 'key "pin" is true; it must be a whole number from 0 to 27'),
        (('"tcp"', '"tpc"'), 5, 'key "driver" is "tpc"; it must be one of: "tcp", "serial". Did you mean "tcp"?'),
        (('driver = "tcp"\n', ""), 4, 'key "driver" is missing in [printer]. It must be one of: "tcp", "serial"'),
        (("[box]", "[[box]]"), 1, 'key "box" is [{"id":"kiosk-1"}]; it must be one table [name]'),
        (
            ("[box]", "[bxo]"),
            1,
            'unknown key "bxo". Did you mean "box"? Allowed here: box, printer, button, limits, book',
        ),
        (("[box]", "button = 1\n[box]"), 1, 'key "button" is 1; it must be tables [[name]]'),
        (("[box]", "limits = 1\n[box]"), 1, 'key "limits" is 1; it must be a table of keys'),
        (("[box]", "limits.A = 1\n[box]"), 1, 'key "A" is "A"; it must be an id of 1 to 32 lower-case letters a-z'),
        (("[box]\n", '[box]\ntags = "a"\n'), 2, 'key "tags" is "a"; it must be a list in [ ], each value an id'),
    ],
)
def test_an_error_names_the_line_what_is_allowed_and_the_nearest(
    change: tuple[str, str], line: int, sentence: str
) -> None:
    text = GOOD if change[0] in GOOD else GOOD + change[0]
    if change[1].startswith("button ="):
        text = text[: text.index("[[button]]")]
    errors = errors_of(text.replace(*change, 1))
    assert len(errors) == 1
    assert errors[0][0] == line
    assert errors[0][1].startswith(sentence)


def test_a_list_with_too_few_values_is_an_error() -> None:
    text = "button = []\n" + GOOD[: GOOD.index("[[button]]")]
    assert errors_of(text) == [(1, 'key "button" must have at least 1 values')]


def test_a_missing_table_is_named_on_the_first_line() -> None:
    assert errors_of("limits = {}\n" + GOOD.replace('[box]\nid = "kiosk-1"', "")) == [
        (1, "table [box] is missing in this file")
    ]


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (("pin = 4", "pin = 4\npin = 6"), 11),
        (("[printer]", "[printer"), 4),
        (('address = "10.0.0.9:9100"', "address = 10.0.0.9:9100"), 6),
        (('"kiosk-1"', '"kiosk-1"\ntags = ["a",\n"b"\nname = "x"'), 3),
        (("pin = 5", 'pin = 5\nservice """'), 15),
    ],
)
def test_a_fault_of_syntax_is_one_error_and_the_rest_is_still_read(change: tuple[str, str], line: int) -> None:
    text = GOOD.replace(*change, 1) + "\n[[button]]\nservice = 3\npin = 9\n"
    after = text.split("\n").index("service = 3") + 1
    assert [at for at, _ in errors_of(text)] == [line, after]


def test_errors_are_said_in_vietnamese() -> None:
    text = GOOD.replace("pin = 4", "pn = 4")
    assert errors_of(text, "vi")[0][1] == 'không có mục "pn". Có phải "pin"? Ở đây được dùng: service, pin'


def test_a_check_between_keys_is_silent_about_a_key_that_is_wrong_already() -> None:
    text = GOOD.replace("pin = 4", "pin = 99").replace("pin = 5", "pin = 99")
    assert [line for line, _ in errors_of(text)] == [10, 14]


def test_a_secret_is_shown_neither_in_an_error_nor_in_the_effective_settings() -> None:
    wrong = GOOD.replace('"kiosk-1"', '"kiosk-1"\nsecret = 12345')
    assert "12345" not in errors_of(wrong)[0][1]
    shown = effective(loads(GOOD.replace('"kiosk-1"', '"kiosk-1"\nsecret = "opensesame"'), "site.toml", Sample))
    assert 'secret = "***"' in shown
    assert "opensesame" not in shown


def test_a_byte_order_mark_and_windows_line_ends_are_read(tmp_path: Path) -> None:
    file = tmp_path / "site.toml"
    file.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert load(file, Sample).button[1].service == "civil"


def test_a_character_that_is_not_utf8_names_its_line(tmp_path: Path) -> None:
    file = tmp_path / "site.toml"
    file.write_bytes(b'[box]\nid = "a"\nname = "m\xe1y"\n')
    with pytest.raises(SettingsError, match=r"site\.toml:3: a character is not UTF-8"):
        load(file, Sample, "en")


def test_a_file_that_is_not_there_says_the_next_step(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="this is a folder, not a file"):
        load(tmp_path, Sample, "en")
    with pytest.raises(SettingsError, match="samples are in the folder config"):
        load(tmp_path / "none.toml", Sample, "en")


def test_file_names_are_taken_from_the_folder_of_the_settings_file(tmp_path: Path) -> None:
    file = tmp_path / "site.toml"
    file.write_text(GOOD.replace('"kiosk-1"', '"kiosk-1"\nnotes = "sub/n.txt"'))
    assert load(file, Sample).box.notes == str(tmp_path / "sub" / "n.txt")
    assert load(file, Sample).book.pages == str(tmp_path / "pages.txt"), "also in a table that is left out"


words = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Zl", "Zp"]), min_size=1, max_size=20)
ids = st.from_regex(r"[a-z0-9-]{1,32}", fullmatch=True)


@given(
    st.builds(
        Sample,
        box=st.builds(
            Box,
            id=ids,
            name=words,
            secret=st.none(),
            tags=st.lists(ids).map(tuple),
            notes=words.map(lambda name: "/" + name.lstrip("/") + "x"),
        ),
        printer=st.builds(Tcp, address=words) | st.builds(Serial, baud=st.sampled_from((9600, 19200))),
        button=st.lists(st.builds(Button, service=ids, pin=st.integers(0, 27)), min_size=1, max_size=3)
        .map(tuple)
        .filter(lambda buttons: len({button.pin for button in buttons}) == len(buttons)),
        limits=st.dictionaries(ids, st.integers(-(2**63), 2**63 - 1)),
        book=st.builds(Book, pages=words.map(lambda name: "/" + name.lstrip("/") + "x")),
    )
)
def test_effective_settings_load_to_the_same_value(value: Sample) -> None:
    again = loads(effective(value), "/site.toml", Sample)
    assert effective(again) == effective(value)
    assert again.button == value.button
    assert again.box.name == value.box.name
    assert again.limits == value.limits


# What a hand can do to a file: a line lost, doubled, swapped, cut, or with any text in it.
@given(st.data())
def test_whatever_a_file_holds_it_loads_or_every_error_names_a_line_of_it(data: st.DataObject) -> None:
    rows = GOOD.split("\n")
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(rows) - 1))
        rows[at : at + 1] = data.draw(
            st.sampled_from(([], [rows[at]] * 2, [rows[at][:-2]], [rows[at], rows[0]], ["x = [", rows[at]], ['"""']))
            | st.text(max_size=12).map(lambda text: [text.replace("\n", "").replace("\r", "")])
        )
    text = "\n".join(rows)
    try:
        loads(text, "site.toml", Sample)
    except SettingsError as error:
        lines = [int(each.removeprefix("site.toml:").partition(":")[0]) for each in error.problems]
        assert lines
        assert all(1 <= line <= len(rows) for line in lines)


def test_the_json_schema_knows_every_key_and_refuses_others() -> None:
    schema = json_schema(Sample)
    assert set(schema["$defs"]["Box"]["properties"]) == {"id", "name", "secret", "tags", "notes"}
    assert all(each["additionalProperties"] is False for each in schema["$defs"].values())


def test_both_languages_say_the_same_things_with_the_same_blanks() -> None:
    vi, en = settings_texts("vi"), settings_texts("en")
    assert vi.keys() == en.keys()
    assert [key for key in sorted(vi.keys()) if vi.placeholders(key) != en.placeholders(key)] == []
