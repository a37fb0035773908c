"""A scan on a rating screen: which code goes with which vote, when it is forgotten, and what is said to the rest."""

from pathlib import Path
from queue import SimpleQueue
from typing import Any

import pytest
from msgspec import json
from rating_values import CODE, COUNTER, HALL, LOGIC, STARTED, asked

from devicekit.clock import SystemClock
from devicekit.device_settings import Device
from devicekit.messages import AgencyRated, Part
from devicekit.scanner.device import ScanDropped, Scanned, ScannerSeen
from devicekit.scanner.settings import ScannerTable
from devicekit.scanner.virtual import PtyScanner
from devicekit.steps import Emit, Health, Note, SetTimer, StateSet, StepRefused, StopTimer, TimerDue
from devicekit.touch.settings import ScreenTable
from devicekit.touch.virtual import SocketGlass
from kiosk_rating.agent import build
from kiosk_rating.device import Pressed
from kiosk_rating.settings import RatingFile

HERE, AWAY = ScannerSeen(Part(state="ok")), ScannerSeen(Part(state="failed", code="no_scanner", detail="gone"))
OTHER = "H34.12-240101-0001"
NAME, NUMBER = "Nguyễn Văn Mẫu", "062090000018"
ID_CARD = Scanned(f"{NUMBER}|233123456|{NAME}|03091990|Nam|Thôn Kon Rbang|17122021")
HEALTH_CARD = Scanned(f"HS4511234567890|{NAME.encode().hex()}|03/09/1990|1|51 - 001|$")
TICKET = Scanned("MC1.kontum.20261125.A012")
IN_PICTURE = ("agency:agency-1", "yes", "points:2", "points:1", "points:0", "points:2")


class Screen:
    """One screen in the hall with its scanner, event by event."""

    def __init__(self, *events: object) -> None:
        self.state, self.effects, self.all = LOGIC.start(), [], []
        for event in (STARTED, StateSet(HALL), *events):
            self(event)

    def __call__(self, *events: object) -> "Screen":
        for event in events:
            self.state, effects = LOGIC.step(self.state, event, 1.0)
            self.effects: list[Any] = list(effects)
            self.all: list[Any] = [*self.all, *effects]
        return self

    def press(self, *targets: str) -> "Screen":
        for target in targets:
            assert self.state.page is not None
            self(Pressed(self.state.page.name, target))
        return self

    @property
    def title(self) -> str:
        assert self.state.page is not None
        return self.state.page.title.text

    @property
    def note(self) -> str:
        assert self.state.page is not None
        return self.state.page.note.text

    def dossiers(self) -> list[str]:
        votes = [effect.body for effect in self.all if isinstance(effect, Emit)]
        return [vote.dossier for vote in votes if isinstance(vote, AgencyRated)]


def test_without_a_scanner_nobody_is_asked_to_scan() -> None:
    screen = Screen()
    assert (screen.title, screen.note) == ("Mời chọn cơ quan", "")


def test_with_a_scanner_people_are_told_that_they_can_scan_and_how() -> None:
    screen = Screen(HERE)
    assert screen.title == "Mời chọn cơ quan, hoặc quét mã trên giấy tiếp nhận hồ sơ"
    assert screen.note == "Đưa mã QR vào đầu đọc, cách khoảng 10 cm"


def test_a_scanner_that_is_away_stops_nothing_and_is_in_status() -> None:
    screen = Screen(HERE, AWAY)
    assert screen.effects[:1] == [Health("scanner", AWAY.part)]
    assert (screen.title, screen.note) == ("Mời chọn cơ quan", "")
    assert screen.press(*IN_PICTURE).dossiers() == [""]


@pytest.mark.parametrize("before", range(len(IN_PICTURE)))
@pytest.mark.parametrize("text", [CODE, f"https://onestop.example.vn/tra-cuu?SGT={NUMBER}&MHS={CODE}"])
def test_a_code_scanned_at_any_time_before_the_last_answer_goes_with_the_vote(before: int, text: str) -> None:
    screen = Screen(HERE).press(*IN_PICTURE[:before])(Scanned(text))
    assert screen.note == f"Đã nhận mã số hồ sơ {CODE}"
    assert screen.press(*IN_PICTURE[before:]).dossiers() == [CODE]


def test_a_scan_chooses_no_agency() -> None:
    screen = Screen(HERE, Scanned(CODE))
    assert screen.title == "Mời chọn cơ quan"
    assert screen.state.survey is None


def test_the_last_code_counts() -> None:
    assert Screen(HERE, Scanned(CODE), Scanned(OTHER)).press(*IN_PICTURE).dossiers() == [OTHER]


def test_going_back_to_choose_another_agency_keeps_the_code() -> None:
    screen = Screen(HERE, Scanned(CODE)).press("agency:agency-2", "back")
    assert screen.press(*IN_PICTURE).dossiers() == [CODE]


FORGOTTEN = {
    "after the vote": lambda screen: screen.press(*IN_PICTURE)(TimerDue("close")),
    "by who has no result yet": lambda screen: screen.press("agency:agency-1", "no")(TimerDue("close")),
    "by who walked away": lambda screen: screen(TimerDue("idle")),
    "by who walked away from the questions": lambda screen: screen.press(*IN_PICTURE[:3])(TimerDue("idle")),
    "when the hub sets the screen anew": lambda screen: screen(StateSet(COUNTER), StateSet(HALL)),
}


@pytest.mark.parametrize("leave", FORGOTTEN.values(), ids=FORGOTTEN)
def test_the_code_is_forgotten_when_the_page_goes_back_to_the_start(leave: Any) -> None:
    screen = Screen(HERE, Scanned(CODE))
    leave(screen)
    assert CODE not in repr(screen.state)
    assert screen.state.page == Screen(HERE).state.page
    assert screen.press(*IN_PICTURE).dossiers()[-1] == ""


def test_who_scans_and_walks_away_is_waited_for_as_long_as_who_has_begun() -> None:
    assert SetTimer("idle", 40.0) in Screen(HERE, Scanned(CODE)).effects
    assert StopTimer("idle") in Screen(HERE, ID_CARD).effects


WRONG = [
    (ID_CARD, "Không cần thẻ căn cước. Mời Ông/Bà quét giấy tiếp nhận hồ sơ"),
    (HEALTH_CARD, "Đây là thẻ bảo hiểm y tế. Mời Ông/Bà quét giấy tiếp nhận hồ sơ"),
    (TICKET, "Chưa đọc được mã. Mời Ông/Bà quét lại giấy tiếp nhận hồ sơ"),
    (Scanned("https://zalo.me/1"), "Chưa đọc được mã. Mời Ông/Bà quét lại giấy tiếp nhận hồ sơ"),
    (ScanDropped("too long"), "Chưa đọc được mã. Mời Ông/Bà quét lại giấy tiếp nhận hồ sơ"),
]


@pytest.mark.parametrize(("scan", "line"), WRONG, ids=["id", "health", "ticket", "address", "dropped"])
def test_anything_else_is_said_for_some_seconds(scan: object, line: str) -> None:
    screen = Screen(HERE, scan)
    assert screen.note == line
    assert SetTimer("scan", 7.0) in screen.effects
    assert screen(TimerDue("scan")).state.page == Screen(HERE).state.page


@pytest.mark.parametrize("scan", [scan for scan, _ in WRONG], ids=["id", "health", "ticket", "address", "dropped"])
def test_anything_else_does_not_take_the_code_away(scan: object) -> None:
    screen = Screen(HERE, Scanned(CODE), scan, TimerDue("scan"))
    assert screen.note == f"Đã nhận mã số hồ sơ {CODE}"
    assert screen.press(*IN_PICTURE).dossiers() == [CODE]


@pytest.mark.parametrize("card", [ID_CARD, HEALTH_CARD], ids=["id", "health"])
def test_nothing_of_a_card_is_in_state_page_vote_or_log(card: Scanned) -> None:
    screen = Screen(HERE, card)
    page = screen.state.page
    screen.press(*IN_PICTURE)
    votes = [json.encode(effect.body).decode() for effect in screen.all if isinstance(effect, Emit)]
    seen = repr((page, screen.state, screen.all, votes, card, StepRefused(card, "disk")))
    for secret in (NAME, "Nguyễn", NUMBER, "233123456", NAME.encode().hex(), "HS4511234567890", "Kon Rbang"):
        assert secret not in seen
    assert not [effect for effect in screen.all if isinstance(effect, Note)]


def test_what_was_dropped_is_in_the_log() -> None:
    assert [note.text for note in Screen(HERE, ScanDropped("a long scan")).effects if isinstance(note, Note)] == [
        "a long scan; dropped"
    ]


@pytest.mark.parametrize("scan", [Scanned(CODE), ID_CARD])
def test_a_scan_while_somebody_is_thanked_means_nothing(scan: Scanned) -> None:
    screen = Screen(HERE).press(*IN_PICTURE)(scan)
    assert (screen.state.dossier, screen.state.misread) == ("", "")
    assert screen(TimerDue("close")).state.page == Screen(HERE).state.page


@pytest.mark.parametrize("scan", [Scanned(CODE), ID_CARD, ScanDropped("too long")])
def test_at_a_counter_a_scan_means_nothing(scan: object) -> None:
    screen = Screen(HERE, StateSet(COUNTER), asked())
    page = screen.state.page
    screen(scan)
    assert screen.state.page == page
    assert screen.state.dossier == ""


def test_a_full_disk_keeps_no_scanner_from_being_known() -> None:
    screen = Screen(StepRefused(HERE, "disk"))
    assert screen.state.scanner
    assert screen.effects[:1] == [Health("scanner", HERE.part)]


def test_the_program_of_a_settings_file_with_a_scanner_hears_it(tmp_path: Path) -> None:
    far, glass, inbox = PtyScanner(tmp_path / "usb-Scanner"), SocketGlass(tmp_path / "glass"), SimpleQueue[object]()
    far.plug()
    glass.start()
    settings = RatingFile(
        device=Device(id="rating-hall", site="kontum", state=str(tmp_path)),
        screen=ScreenTable(driver="socket", address=str(glass.path)),
        scanner=ScannerTable(port=str(far.path)),
    )
    _, hardware = build(settings, SystemClock())
    hardware.start(inbox)
    events = {type(event): event for event in (inbox.get(timeout=10), inbox.get(timeout=10))}
    assert events[ScannerSeen].part.state == "ok"
    far.read(CODE)
    assert inbox.get(timeout=10) == Scanned(CODE)
    hardware.stop()
    far.unplug()
    glass.stop()
