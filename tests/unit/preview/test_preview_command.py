"""The pictures of papers: from the bytes that a printer would get, for every profile, with a word on each choice."""

from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from devicekit.sample_files import sample
from motcua.__main__ import main
from printer.layout_files import PAPERS
from printer.profiles import own_profiles

WITH_QR = {"ticket", "accepted", "supplement", "refused", "guidance", "selftest"}


@pytest.mark.parametrize("paper", PAPERS)
def test_every_paper_is_a_picture_whose_code_is_read(
    paper: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / f"{paper}.png"
    assert main(["preview", paper, "-o", str(file), "--site", str(sample("site.toml"))]) == 0
    assert str(file) in capsys.readouterr().out
    with Image.open(file) as picture:
        codes = [code.text for code in zxingcpp.read_barcodes(picture) if code.format == zxingcpp.BarcodeFormat.QRCode]
        assert round(picture.info["dpi"][0]) == 203
    assert bool(codes) == (paper in WITH_QR)


def test_all_profiles_go_into_a_folder(tmp_path: Path) -> None:
    assert main(["preview", "ticket", "--all-profiles", "-o", str(tmp_path / "out")]) == 0
    assert {file.name for file in (tmp_path / "out").iterdir()} == {f"ticket-{name}.png" for name in own_profiles()}


def test_all_profiles_in_one_picture_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["preview", "ticket", "--all-profiles", "-o", str(tmp_path / "one.png")]) == 2
    assert "out/" in capsys.readouterr().err


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("profile", own_profiles())
def test_each_choice_has_its_reason(
    profile: str, language: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["preview", "selftest", "--profile", profile, "--explain", "--language", language]
    assert main([*words, "-o", str(tmp_path / "x.png")]) == 0
    said = capsys.readouterr().out
    assert "A012" in said
    assert len(said.splitlines()) > 15


def test_a_kiosks_own_file_decides_name_layout_and_printer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "layouts").mkdir()
    (tmp_path / "layouts" / "ticket.toml").write_text(
        '[layout]\npaper = "ticket"\n[[row]]\ntype = "text"\nwords = "{site} {number}"\n', encoding="utf-8"
    )
    kiosk = sample("kiosk-1.toml").read_text(encoding="utf-8")
    kiosk = kiosk.replace("[ticket]\n", '[ticket]\nlayouts = "layouts"\n').replace('"TM-T20II"', '"tcvn3-58"')
    (tmp_path / "kiosk-1.toml").write_text(kiosk, encoding="utf-8")
    words = ["preview", "ticket", "--site", str(tmp_path / "kiosk-1.toml"), "--explain"]
    assert main([*words, "-o", str(tmp_path / "x.png")]) == 0
    said = capsys.readouterr().out
    assert "tcvn3-58" in said
    assert "Trung tâm Phục vụ hành chính công tỉnh Kon Tum A012" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--profile", "tcvn3-8O"], "tcvn3-80"),
        (["--site", "nowhere.toml"], "nowhere.toml:1"),
        (["--site", str(sample("counter-1.toml"))], "counter-1.toml"),
        (["-o", "/proc/none/x.png"], "/proc/none"),
    ],
)
def test_what_can_not_be_shown_is_said_with_the_next_step(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["preview", "ticket", *words]) == 2
    assert said in capsys.readouterr().err


def test_a_layout_that_is_wrong_is_named_with_its_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "layouts").mkdir()
    (tmp_path / "layouts" / "ticket.toml").write_text(
        '[layout]\npaper = "ticket"\n[[row]]\ntype = "text"\nkey = "ticket.titel"\n', encoding="utf-8"
    )
    kiosk = sample("kiosk-1.toml").read_text(encoding="utf-8").replace("[ticket]\n", '[ticket]\nlayouts = "layouts"\n')
    (tmp_path / "kiosk-1.toml").write_text(kiosk, encoding="utf-8")
    assert main(["preview", "ticket", "--site", str(tmp_path / "kiosk-1.toml")]) == 2
    said = capsys.readouterr().err
    assert "ticket.toml:5" in said
    assert '"ticket.title"' in said
