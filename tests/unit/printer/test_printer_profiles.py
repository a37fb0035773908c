import json
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest

from devicekit.settings_words import sayer
from printer.ability import Ability
from printer.head import Head
from printer.profiles import ability_of, head_of, known_profiles, own_profiles, profile_problems
from printer.settings import PrinterSettings

IMPORTER = """
import json, logging, os, sys, tempfile
from printer.profiles import head_of
from printer.settings import PrinterSettings
head = head_of(PrinterSettings(driver="tcp", address="x"))
left = os.listdir(tempfile.gettempdir())
print(json.dumps([head, len(logging.getLogger().handlers), left, "escpos.capabilities" in sys.modules]))
"""


def settings(**changes: object) -> PrinterSettings:
    return PrinterSettings(driver="tcp", address="x", **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("profile", "head"),
    [
        ("TM-T20II", Head(576, 203, "part")),
        ("TM-T88V", Head(512, 180, "part")),
        ("POS-5890", Head(384, 203, "none")),
    ],
)
def test_profiles_tell_width_resolution_and_cutter(profile: str, head: Head) -> None:
    assert head_of(settings(profile=profile)) == head


def test_settings_override_the_profile() -> None:
    assert head_of(settings(profile="POS-5890", dots=390, dpi=180, cut="full")) == Head(384, 180, "full")


def test_a_profile_that_does_not_know_its_width_asks_for_it() -> None:
    with pytest.raises(ValueError, match="'default' does not know its width: set dots"):
        head_of(settings(profile="default"))
    assert head_of(settings(profile="default", dots=576)).dots == 576


def test_an_unknown_profile_names_the_nearest() -> None:
    with pytest.raises(ValueError, match="no printer profile 'TM-T88'; did you mean 'TM-T88"):
        head_of(settings(profile="TM-T88"))


def test_every_profile_of_the_library_can_be_used_with_its_own_or_a_given_width() -> None:
    for profile in json.loads(files("escpos").joinpath("capabilities.json").read_bytes())["profiles"]:
        assert head_of(settings(profile=profile, dots=576)).dots == 576


def test_the_library_leaves_logging_and_temporary_folder_as_they_were(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", IMPORTER],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        env={"TMPDIR": str(tmp_path)},
    )
    assert json.loads(done.stdout) == [[576, 203, "part", "GS v 0"], 0, [], False]
    assert done.stderr == ""


# What is declared, and what only the profile of the library says


def able(**changes: object) -> Ability:
    return ability_of(settings(**changes))


def test_that_a_printer_has_a_page_does_not_say_that_its_letters_are_right() -> None:
    assert able(profile="TM-T20II").letters == "raster"
    assert able(profile="TM-T20II", tcvn3=True).letters == "tcvn3"
    assert able(profile="tcvn3-80").tcvn3 == (30, 31)
    assert able(profile="tcvn3-80", tcvn3=False).letters == "raster"


def test_the_self_test_slip_overrides_the_page_numbers() -> None:
    pages = {"TCVN-3-1": 49, "TCVN-3-2": 50}
    assert able(profile="P822D", tcvn3=True, pages=pages).tcvn3 == (49, 50)
    assert able(profile="NT-5890K", composes=True).cp1258 == 27


def test_a_printer_that_draws_nothing_gets_letters_without_marks() -> None:
    assert able(profile="TM-U220").letters == "ascii"
    assert able(profile="TM-U220", raster=True).letters == "raster"


def test_drawn_letters_may_be_ordered_from_a_printer_that_has_its_own() -> None:
    assert able(profile="tcvn3-80", letters="raster").letters == "raster"


@pytest.mark.parametrize("profile", [*own_profiles(), "TM-T88V", "POS-5890", "Sunmi-V2"])
def test_every_line_of_letters_fits_the_head(profile: str) -> None:
    found = able(profile=profile)
    assert 20 <= found.columns <= found.head.dots // 12


@pytest.mark.parametrize(
    ("changes", "path", "text", "near"),
    [
        ({"profile": "tcvn3-8O"}, ("profile",), "printer.profile_near", "tcvn3-80"),
        ({"pages": {"TCVN3": 30}}, ("pages", "TCVN3"), "printer.page_near", "TCVN-3-"),
        ({"pages": {"CP1285": 52}}, ("pages", "CP1285"), "printer.page_near", "CP1258"),
        ({"profile": "P822D", "tcvn3": True}, ("tcvn3",), "printer.no_pages", ""),
        ({"profile": "P822D", "composes": True}, ("composes",), "printer.no_pages", ""),
        ({"letters": "tcvn3"}, ("letters",), "printer.not_declared", ""),
        ({"letters": "cp1258"}, ("letters",), "printer.not_declared", ""),
    ],
)
def test_what_is_not_there_is_said_with_the_nearest(
    changes: dict[str, object], path: tuple[str, ...], text: str, near: str
) -> None:
    found = list(profile_problems(settings(**changes), ()))
    assert [(problem.path, problem.text) for problem in found] == [(path, text)]
    assert str(found[0].values.get("near", "")).startswith(near)
    for language in ("vi", "en"):
        assert sayer(language)(text, **found[0].values)
    if text != "printer.profile_near":
        with pytest.raises(ValueError, match="printer profile"):
            able(**changes)


def test_a_profile_of_ours_may_be_named_like_none_of_the_library() -> None:
    names = known_profiles()
    assert len(names) == len(set(names))
    assert all(able(profile=name).head.dots >= 384 for name in own_profiles())
