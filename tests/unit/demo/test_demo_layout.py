"""A demo of a real site.toml writes nothing of that centre: PINs and backups are its own."""

import stat
from pathlib import Path

import pytest

from devicekit.sample_files import sample
from hub.pin_file import hashed, read_pins, write_pins
from hub.settings import load_site
from motcua.__main__ import main
from motcua.demo.layout import Ports, centre, write

LOGIN = "\n[desk]\nlogin = true\n"
ELSEWHERE = LOGIN + 'pins = "kept/pins"\n'


def moved(site: Path, folder: Path) -> Path:
    """The site.toml of a run in that folder."""
    folder.mkdir()
    return write(centre(site, folder, Ports(1, 2), None), folder / "site.toml")


def described(folder: Path, more: str) -> Path:
    file = folder / "site.toml"
    file.write_text(sample("site.toml").read_text(encoding="utf-8") + more, encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("more", "real"),
    [("", "officer-pins"), (LOGIN, "officer-pins"), (ELSEWHERE, "kept/pins")],
    ids=["no table", "beside site.toml", "where it says"],
)
def test_the_demo_has_a_copy_of_the_pins_and_leaves_the_real_ones_alone(tmp_path: Path, more: str, real: str) -> None:
    site, pins, run = described(tmp_path, more), tmp_path / real, tmp_path / "run"
    pins.parent.mkdir(exist_ok=True)
    write_pins(pins, {"binh": hashed("4711")}, tmp_path)
    before = pins.read_bytes()
    at = moved(site, run)
    own = Path(load_site(at).settings.desk.pins)
    assert (own, own.read_bytes(), stat.S_IMODE(own.stat().st_mode)) == (run / "officer-pins", before, 0o600)
    assert main(["officer-pin", "binh", "--remove", "--site", str(at)]) == 0
    assert read_pins(own) == {}
    assert pins.read_bytes() == before


def test_a_centre_without_pins_gets_none_beside_its_settings(tmp_path: Path) -> None:
    at = moved(described(tmp_path, LOGIN), tmp_path / "run")
    assert load_site(at).settings.desk.pins == str(tmp_path / "run" / "officer-pins")
    assert not (tmp_path / "run" / "officer-pins").exists()


def test_a_demo_makes_no_backups_among_those_of_the_centre(tmp_path: Path) -> None:
    site = described(tmp_path, '\n[backup]\nfolder = "stick"\n')
    assert load_site(site).settings.backup.folder == str(tmp_path / "stick")
    assert load_site(moved(site, tmp_path / "run")).settings.backup.folder is None
