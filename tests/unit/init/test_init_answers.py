"""Flags of `motcua init`: what is missing or wrong is said at once, in the words of the settings errors."""

import pytest
from init_answers import NAME, answers

from devicekit.errors import SettingsError
from motcua.init.defaults import id_of
from motcua.init.flags import from_flags


def said_of(**flags: str) -> list[str]:
    with pytest.raises(SettingsError) as raised:
        answers(**{"language": "en", **flags})
    return list(raised.value.problems)


@pytest.mark.parametrize(
    ("flags", "sentence"),
    [
        ({"id": "Ia Chim"}, '--id: key "id" is "Ia Chim"; it must be an id of 1 to 32 lower-case letters'),
        ({"name": ""}, '--name: key "name" is ""; it must be text in quotes, 1 to 200 characters'),
        ({"name": "a\nb"}, '--name: key "name" holds the hidden character U+000A as character 2'),
        ({"hotline": "call me"}, '--hotline: key "hotline" is "call me"; it must be a phone number'),
        ({"host": "192.168.1"}, '--host: key "host" is "192.168.1"; it must be an IP address'),
        ({"counters": "0"}, '--counters: key "counters" is 0; it must be a whole number from 1 to 99'),
        ({"counters": "four"}, '--counters: key "counters" is "four"; it must be a whole number from 1 to 99'),
        ({"kiosks": "7"}, '--kiosks: key "kiosks" is 7; it must be a whole number from 1 to 6'),
        ({"ratings": "coutners"}, 'it must be one of: "all", "counters", "hall", "none". Did you mean "counters"?'),
        ({"services": "lnad"}, '--services: there is no service "lnad". Known: civil, certify, land'),
        ({"services": ""}, '--services: key "services" must have at least 1 values'),
        ({"services": "land,land"}, '--services: service "land" is named twice'),
        ({"services": "Tax:Thuế"}, '--services: key "id" is "Tax"; it must be an id'),
        ({"services": "tax:"}, '--services: key "name" is ""; it must be text in quotes, 1 to 80 characters'),
        ({"services": ",".join(f"s{n}:x" for n in range(12))}, "there are 12 services. A kiosk has at most 11 buttons"),
        ({"printer_address": "0260 3"}, '--printer-address: driver = "tcp" needs host:port'),
        ({"printer_address": "a,b", "kiosks": "3"}, "there are 2 printer addresses for 3 kiosks"),
        ({"printer_address": "printer.lan", "kiosks": "2"}, "there are 1 printer addresses for 2 kiosks"),
        ({"fee": "c", "counters": "1"}, "--fee: fees have a counter of their own"),
        ({"fee": "c", "services": "land,post:Bưu chính"}, '--fee: service "post" is named twice'),
        (
            {"slip_printers": "5"},
            "--slip-printers: there are 5 slip printers. Each counter has at most one: no",
        ),
    ],
)
def test_a_wrong_flag_is_one_sentence_that_names_it(flags: dict[str, str], sentence: str) -> None:
    (said,) = said_of(**flags)
    assert sentence in said


def test_all_wrong_flags_are_said_at_once() -> None:
    assert [said.partition(":")[0] for said in said_of(kiosks="0", id="X", counters="x")] == [
        "--id",
        "--counters",
        "--kiosks",
    ]


def test_a_flag_without_which_nothing_can_be_written_is_named() -> None:
    with pytest.raises(SettingsError, match=r"^[^\n]*--name, --id[^\n]*--name, --id[^\n]*$"):
        from_flags({})


def test_a_name_in_another_unicode_form_is_written_as_the_house_does() -> None:
    assert answers(name="Xa\u0303 Ia Chim").name == "Xã Ia Chim"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (NAME, "ia-chim"),
        ("Trung tâm Phục vụ hành chính công tỉnh Quảng Ngãi", "quang-ngai"),
        ("Trung tâm Phục vụ hành chính công cấp xã Đăk Hà", "dak-ha"),
        ("Trung tâm Phục vụ hành chính công", "trung-tam-phuc-vu-hanh-chinh-con"),
        ("Phường Xã Đàn", "xa-dan"),
        ("公", "motcua"),
    ],
)
def test_an_id_is_made_of_what_is_peculiar_to_the_name(name: str, expected: str) -> None:
    assert id_of(name) == expected
