"""`motcua doctor printer` beside a printer that is well, in trouble, rubbish, another one, or not there."""

from collections.abc import Iterator
from pathlib import Path
from socketserver import BaseRequestHandler, ThreadingTCPServer
from threading import Thread

import pytest

from motcua.__main__ import main
from printer.papers import ALPHABET
from printer.virtual import VirtualPrinter, VirtualTcpPrinter
from printer.virtual_model import MODELS, SILENT
from printer.virtual_pages import epson_letters

FILE = """
[device]
id = "printer-1"
site = "kontum"
state = "{folder}"
[slip]
site = "Trung tâm Phục vụ hành chính công tỉnh Kon Tum"
[printer]
driver = "tcp"
address = "{address}"
answer_s = 0.1
profile = "{profile}"
"""
FAST = MODELS["epson"]._replace(rows_per_s=None)


@pytest.fixture
def far() -> VirtualPrinter:
    return VirtualPrinter(letters=epson_letters(), model=FAST)


@pytest.fixture
def server(far: VirtualPrinter) -> Iterator[VirtualTcpPrinter]:
    server = VirtualTcpPrinter(far)
    server.start()
    yield server
    server.stop()


def visit(address: str, folder: Path, profile: str = "TM-T20II", language: str = "en") -> int:
    file = folder / "printer-1.toml"
    file.write_text(FILE.format(folder=folder, address=address, profile=profile), encoding="utf-8")
    return main(["doctor", "printer", "--config", str(file), "--language", language])


def test_a_printer_that_is_well_prints_its_trial_page(
    server: VirtualTcpPrinter, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert visit(server.address, tmp_path) == 0
    said = capsys.readouterr().out
    for words in ("ready", "DLE EOT, GS r", "calls itself TM-T20II", "confirmed"):
        assert words in said
    (paper,) = server.printer.jobs
    assert paper.errors == ()


def test_the_trial_page_says_what_it_is_and_shows_every_letter(server: VirtualTcpPrinter, tmp_path: Path) -> None:
    assert visit(server.address, tmp_path, "tcvn3-80", "vi") == 0
    (paper,) = server.printer.jobs
    said = " ".join(" ".join(paper.text).split())
    assert said.startswith(
        "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG TỈNH KON TUM PHIẾU IN THỬ, KHÔNG CÓ GIÁ TRỊ Máy in: printer-1"
    )
    assert ALPHABET in said
    assert ALPHABET.upper() in said


def test_a_printer_without_paper_is_told_what_to_do(
    server: VirtualTcpPrinter, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server.printer.run_out()
    assert visit(server.address, tmp_path, language="vi") == 1
    said = capsys.readouterr().out
    assert "Hết giấy" in said
    assert "lắp cuộn giấy mới" in said
    assert server.printer.jobs == []


def test_rubbish_for_answers_names_the_speed_of_the_line(
    server: VirtualTcpPrinter, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server.printer.babble()
    assert visit(server.address, tmp_path) == 1
    assert "printer.baud" in capsys.readouterr().out


class Web(BaseRequestHandler):
    """Answers whatever comes as a web server does."""

    def handle(self) -> None:
        while self.request.recv(65_536):
            self.request.sendall(b"HTTP/1.1 400 Bad Request\r\nServer: nginx/1.22.1\r\n\r\n")


def test_a_web_server_on_its_port_is_not_taken_for_a_printer_without_paper(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with ThreadingTCPServer(("127.0.0.1", 0), Web) as server:
        host, port = server.server_address[:2]
        thread = Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        assert visit(f"{host!s}:{port}", tmp_path, language="vi") == 1
        server.shutdown()
        thread.join()
    said = capsys.readouterr().out
    assert "Hết giấy" not in said
    assert "kiểm tra đây có phải máy in ESC/POS" in said


def test_another_printer_than_the_file_says_is_named(
    server: VirtualTcpPrinter, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert visit(server.address, tmp_path, profile="P822D") == 1
    said = capsys.readouterr().out
    assert "calls itself TM-T20II, the file says P822D" in said
    assert "set printer.profile to the model that stands there" in said
    assert "confirmed" in said, "its trial page shows what is wrong"


def test_a_silent_printer_is_not_called_fine(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    server = VirtualTcpPrinter(VirtualPrinter(letters=epson_letters(), model=SILENT))
    server.start()
    assert visit(server.address, tmp_path) == 0
    server.stop()
    said = capsys.readouterr().out
    assert "answers no question" in said
    assert "does not confirm" in said
    assert "ready" not in said


def test_a_printer_that_is_not_there_names_its_address(
    server: VirtualTcpPrinter, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    address = server.address
    server.stop()
    assert visit(address, tmp_path) == 1
    assert address in capsys.readouterr().out


def test_a_file_without_printer_and_a_profile_that_is_none_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "counter-1.toml"
    file.write_text('[display]\ndriver = "qsystem"\n', encoding="utf-8")
    assert main(["doctor", "printer", "--config", str(file), "--language", "en"]) == 2
    assert "no printer in this file" in capsys.readouterr().err
    file = tmp_path / "printer-1.toml"
    file.write_text(FILE.format(folder=tmp_path, address="127.0.0.1:9", profile="TM-T20IV"), encoding="utf-8")
    assert main(["doctor", "printer", "--config", str(file), "--language", "en"]) == 2
    assert "TM-T20II" in capsys.readouterr().err
