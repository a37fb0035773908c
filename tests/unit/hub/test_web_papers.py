"""Papers asked for over the API and by the commands that use it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fee_house import FEES
from msgspec.structs import replace
from web_house import Asking, Web, play_visit, reason

from devicekit.orders import PrintDay, PrintGuidance, PrintWhy
from devicekit.sample_files import sample
from hub.plan import ProcedurePlan
from motcua.__main__ import main

BIRTH = ProcedurePlan(code="1.001193", name="Đăng ký khai sinh", service="civil", papers=("Giấy chứng sinh",))
HOUSE = replace(FEES, procedures=(BIRTH,))


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Web]:
    started = Web(tmp_path, plan=HOUSE)
    yield started
    started.close()


def orders(web: Web) -> list[object]:
    """What printers were told, in order."""
    return [each.body for each in web.service.ledger.pending.values() if each.device.startswith("printer")]


def test_guidance_is_printed_at_the_counter_or_where_the_desk_says(web: Web) -> None:
    listed = web.client.get("/api/v1/procedures").json()["procedures"]
    assert listed == [{"code": "1.001193", "name": "Đăng ký khai sinh", "service": "civil"}]
    ask = Asking(web)
    at_counter = ask("counters/counter-1/guidance", procedure="1.001193").json()
    assert at_counter == {"request": "request-0001", "number": "", "printer": "printer-1"}
    assert ask("guidance", procedure="1.001193", printer="kiosk-1").json()["printer"] == "kiosk-1"
    (paper,) = orders(web)
    assert isinstance(paper, PrintGuidance)
    assert (paper.procedure, paper.papers) == ("Đăng ký khai sinh", ("Giấy chứng sinh",))
    assert reason(ask("guidance", procedure="9.9")) == (404, "unknown_procedure")
    assert reason(ask("guidance", procedure="1.001193", printer="none")) == (404, "unknown_printer")
    assert reason(ask("counters/counter-9/guidance", procedure="1.001193")) == (404, "unknown_counter")


def test_a_repeated_request_prints_one_paper(web: Web) -> None:
    same = [web.post("guidance", request="request-1", procedure="1.001193").json() for _ in range(3)]
    assert same == [same[0]] * 3
    assert len(orders(web)) == 1


def test_the_explanation_is_printed_in_the_centres_language(web: Web) -> None:
    play_visit(web)
    ask = Asking(web)
    given = ask("tickets/A001/why", counter="counter-1").json()
    assert (given["number"], given["printer"]) == ("A001", "printer-1")
    paper = next(each for each in orders(web) if isinstance(each, PrintWhy))
    assert paper.sentences[0].startswith("Số A001 được Quầy số 1 gọi lúc")
    assert web.client.get("/api/v1/tickets/A001/why").json()["vi"][0] == paper.sentences[0]
    assert reason(ask("tickets/A777/why")) == (404, "unknown_ticket")
    assert reason(ask("tickets/A001/why", counter="counter-9")) == (404, "unknown_counter")
    assert reason(ask("tickets/A001/why", day="2020-01-01")) == (404, "unknown_ticket")
    told = web.client.get("/api/v1/tickets/A001/trace").json()["vi"]
    assert [line for line in told if "in phiếu giải trình thứ tự gọi số A001 tại printer-1" in line]


def test_the_days_report_is_printed(web: Web) -> None:
    play_visit(web)
    assert Asking(web)("day/report").json()["printer"] == "printer-1"
    report = next(each for each in orders(web) if isinstance(each, PrintDay))
    assert (report.issued, report.finished, report.closed) == (1, 1, False)


def site_of(web: Web, folder: Path) -> str:
    text = sample("site.toml").read_text(encoding="utf-8").replace("/var/lib/motcua", str(folder))
    file = folder / "site.toml"
    file.write_text(text.replace("127.0.0.1:8080", web.server.url.removeprefix("http://")), encoding="utf-8")
    return str(file)


def test_the_commands_let_the_hub_print(web: Web, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    play_visit(web)
    site = site_of(web, tmp_path)
    assert main(["why", "A001", "--site", site, "--print"]) == 0
    assert capsys.readouterr().out.endswith("Đã gửi đến printer-1\n")
    assert main(["day-report", "--site", site]) == 0
    assert capsys.readouterr().out == "Đã gửi đến printer-1\n"
    assert [type(each) for each in orders(web)][-2:] == [PrintWhy, PrintDay]
    assert main(["why", "A001", "--site", site, "--print", "printer-9"]) == 1
    assert "Không có máy in này" in capsys.readouterr().out
    assert main(["day-report", "--site", site, "--printer", "printer-9"]) == 1
    assert "printer-1" in capsys.readouterr().out


def test_without_a_hub_the_command_says_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "site.toml"
    text = sample("site.toml").read_text(encoding="utf-8").replace("127.0.0.1:8080", "127.0.0.1:9")
    file.write_text(text, encoding="utf-8")
    assert main(["day-report", "--site", str(file)]) == 2
    assert "systemctl start motcua-hub" in capsys.readouterr().err
