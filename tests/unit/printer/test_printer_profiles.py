import json
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest

from printer.head import Head
from printer.profiles import head_of
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
    assert json.loads(done.stdout) == [[576, 203, "part"], 0, [], False]
    assert done.stderr == ""
