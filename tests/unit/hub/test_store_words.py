"""What is said of the store and its commands: in Vietnamese and in English, with the place and the next step."""

import re
import subprocess
import sys
from pathlib import Path

import apsw
import pytest
from hub_house import PLAN
from store_day import Morning

from devicekit.sample_files import sample
from devicekit.text_files import load_texts, sentence
from hub.backup import write_backup
from hub.errors import StoreBroken, StoreRefused, WebError
from motcua.__main__ import main

ROOT = Path(__file__).parents[3]
VIETNAMESE = re.compile(r"[ạảấầẩẫậắằẳẵặẹẻẽếềểễệịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹđ]")


@pytest.fixture(name="site")
def site_fixture(tmp_path: Path) -> Path:
    """A centre whose store has a morning in it, stopped."""
    data = tmp_path / "data"
    data.mkdir()
    text = re.sub(r"(?m)^password_file = .*", "", sample("site.toml").read_text(encoding="utf-8"))
    file = tmp_path / "site.toml"
    file.write_text(text.replace("/var/lib/motcua", str(data)), encoding="utf-8")
    morning = Morning(data / "hub.db", 3)
    morning.open()
    morning.work(20)
    morning.close()
    return file


def both(text: str) -> tuple[str, str]:
    """The two lines that were said, Vietnamese first."""
    vi, en = text.splitlines()
    assert VIETNAMESE.search(vi.lower()) and not VIETNAMESE.search(en.lower()), text
    return vi, en


def test_every_sentence_about_the_store_is_there_and_is_said_somewhere() -> None:
    source = "".join(
        file.read_text(encoding="utf-8") for folder in ("hub", "motcua") for file in (ROOT / folder).rglob("*.py")
    )
    said = set(re.findall(r"""(?:sentence|in_both)\(["']((?:store|start|import|site)\.\w+)["']""", source))
    about = re.compile(r"(?:store|start|import|site)\.")
    assert set(filter(about.match, load_texts("vi").keys())) == said


def test_people_are_told_in_both_languages_and_logs_in_one() -> None:
    for kind in (StoreRefused, StoreBroken, WebError):
        error = kind(sentence("store.in_use", path="hub.db", process=7))
        assert str(error) == "hub.db is in use by another hub (process 7); stop that one first"
        assert error.told == f"hub.db đang được hub khác sử dụng (tiến trình 7); dừng hub đó trước\n{error}"


def test_a_sentence_within_a_sentence_is_in_the_language_of_that() -> None:
    lost = sentence("store.lost", path="p", seq=2, found=sentence("store.lost_end", last=1), log="l", mark="m")
    assert "nhật ký kết thúc ở sự kiện 1" in lost.vi
    assert "it ends with fact 1" in lost.en


@pytest.mark.parametrize("words", [["backup", "{}", "-o", "{}.copy"], ["export", "{}"]], ids=["backup", "export"])
def test_a_text_file_is_said_to_be_no_database(
    words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("this is a letter" * 500, encoding="utf-8")
    assert main([word.format(letter) for word in words]) == 2
    vi, en = both(capsys.readouterr().err)
    assert vi.startswith(f"{letter} không phải tệp SQLite: ghi nhầm tên tệp, hoặc tệp đã hỏng; ")
    assert en.startswith(f"{letter} is not a database of SQLite: another file was named, or it is damaged; ")
    assert vi.endswith("motcua restore") and en.endswith("motcua restore")
    assert list(tmp_path.iterdir()) == [letter]


def test_what_was_done_is_said_in_both_languages(
    site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store, backup = tmp_path / "data" / "hub.db", tmp_path / "b.db"
    assert main(["backup", str(store), "-o", str(backup)]) == 0
    vi, en = both(capsys.readouterr().out)
    assert vi.startswith(f"{backup}: {PLAN.site}, số sự kiện: ")
    assert en.startswith(f"{backup}: {PLAN.site}, facts: ")
    assert main(["restore", str(backup), "--site", str(site), "--skip", "1"]) == 0
    aside_vi, aside_en, *done = capsys.readouterr().out.splitlines()
    assert re.fullmatch(r"kho dữ liệu cũ: .*/hub\.db -> .*/hub\.db\.before-[0-9-]+", aside_vi)
    assert aside_en.startswith("the store that was there: ")
    vi, en = both("\n".join(done))
    assert vi.endswith("; mỗi dãy số bỏ qua: 1 số")
    assert en.endswith("; every series leaves out so many numbers: 1")


def test_a_backup_of_another_centre_is_refused_in_both_languages(
    site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    backup = write_backup(tmp_path / "data" / "hub.db", tmp_path / "b.db").file
    db = apsw.Connection(str(backup))
    db.execute("UPDATE meta SET value = 'quangngai' WHERE key = 'site'")
    db.close()
    assert main(["restore", str(backup), "--site", str(site)]) == 2
    vi, en = both(capsys.readouterr().err)
    assert f"là của trung tâm 'quangngai', không phải '{PLAN.site}'; dùng bản sao lưu của trung tâm này" in vi
    assert f"is of site 'quangngai', not '{PLAN.site}'; take a backup of this centre" in en


def test_a_damaged_export_is_said_in_both_languages_with_the_line_and_the_next_step(
    site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "log.jsonl"
    file.write_text("[]\n", encoding="utf-8")
    assert main(["import", str(file), "--db", str(tmp_path / "new.db"), "--site", str(site)]) == 2
    vi, en = both(capsys.readouterr().err)
    assert vi.startswith(f"{file}:1: không phải một dòng của bản xuất (dòng có 1 ô, không phải seq, ")
    assert en.startswith(f"{file}:1: no line of an export (its cells (1) are not seq, ")
    assert vi.endswith("xuất lại bằng motcua export --all")
    assert en.endswith("nothing was written; export it again with --all")


def test_a_hub_that_can_not_start_tells_people_in_both_languages_and_its_log_in_one(site: Path, tmp_path: Path) -> None:
    (tmp_path / "data" / "hub.db").write_bytes(b"this is a letter" * 500)
    command = [sys.executable, "-m", "hub", str(site), "--log", "plain"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    vi, log, vi_next, log_next = done.stderr.splitlines()
    assert "không phải tệp SQLite" in vi
    assert re.search(r"error +hub[\w-]*: .* is not a database of SQLite", log)
    assert vi_next.startswith("chưa biết bản sao lưu nào tốt ([backup] folder trong site.toml)")
    assert "no good backup is known" in log_next
