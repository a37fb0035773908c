"""The living floor in a browser: a whole visit, each mischief and its recovery, by page and far ends.

One demo and one tab for all; the tests leave it well. Its pictures are those of the documents (make pictures).
"""

import re
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
import requests
from axe_playwright_python.sync_playwright import Axe
from camera import Camera
from conftest import wait_until
from far_end import number_on, words_on
from floor_page import AGENCY, COUNTER, KIOSK, OFFICER, PAPER, Visitor, open_browser, running_demo
from playwright.sync_api import Browser
from tour_judges import JUDGES

FIRST_LOAD = 300_000
SOURCES = "(all) => all.map((each) => each.getAttribute('src'))"


@pytest.fixture(autouse=True)
def nothing_left_behind() -> None:
    """Programs come and go here; what is left is counted after the demo (url)."""


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    threads, children = set(threading.enumerate()), set(psutil.Process().children(recursive=True))
    # Unix sockets lie in it: its name is short.
    with tempfile.TemporaryDirectory(prefix="p-") as folder:
        with running_demo(Path(folder)) as url:
            yield url
        assert not list(Path(folder).glob("motcua-*"))
    wait_until(lambda: set(threading.enumerate()) <= threads, "every thread to end")
    wait_until(lambda: set(psutil.Process().children(recursive=True)) <= children, "every program to end")


@pytest.fixture(scope="module")
def browser(url: str) -> Iterator[Browser]:
    with open_browser() as browser:
        yield browser


@pytest.fixture(scope="module")
def tab(browser: Browser, url: str) -> Iterator[Visitor]:
    visitor = Visitor(browser, url)
    visitor.enter()
    yield visitor
    visitor.leave()


@pytest.fixture
def visitor(tab: Visitor) -> Iterator[Visitor]:
    yield tab
    assert tab.complaints == []


@pytest.fixture
def mischief(visitor: Visitor) -> Iterator[Visitor]:
    """Whatever a test left broken is mended for the next one."""
    yield visitor
    visitor.act("paper", device=KIOSK, state="full")
    visitor.act("line", device=COUNTER, plugged=True)
    visitor.act("broker", up=True)
    visitor.act("onestop", away=False)
    visitor.wait(lambda: visitor.lamps() == "oooo", "everything to be well")


@pytest.fixture(scope="module")
def camera() -> Camera:
    return Camera()


def take(visitor: Visitor, service: str) -> str:
    """Presses a button when its lamp burns, and tells the number of the paper."""
    papers = visitor.page.locator(f"{PAPER}, .kiosk .small-paper img").evaluate_all(SOURCES)
    visitor.wait(lambda: visitor.page.locator(f'[data-service="{service}"].lit').count(), f"the lamp of {service}")
    visitor.page.click(f'[data-service="{service}"]')
    visitor.wait(
        lambda: visitor.page.locator(PAPER).count() and visitor.page.get_attribute(PAPER, "src") not in papers,
        "a paper",
    )
    return number_on(visitor.dots(PAPER))


def test_the_tour_plays_a_whole_visit_and_each_step_arrives_at_its_far_ends(visitor: Visitor, camera: Camera) -> None:
    visitor.page.click("#sound")
    visitor.page.click("#tour-open")
    number = "A001"
    for step, judge in enumerate(JUDGES, 1):
        visitor.tour_step(step)
        judge(visitor, number, camera)
        visitor.page.click("#tour-next")
    assert "Hết" in visitor.text("#tour-title")
    visitor.page.click("#tour-next")
    assert not visitor.page.locator("#tour").is_visible()


@pytest.mark.long
def test_whose_finger_is_on_the_picture_of_a_screen_rates(visitor: Visitor, camera: Camera) -> None:
    take(visitor, "land")
    number = call(visitor)
    take(visitor, "justice")
    visitor.page.evaluate("scrollTo(0, 0)")
    visitor.page.wait_for_selector(".kiosk .tray:not(.printing)")
    camera.keep("floor.png", visitor.photo())
    camera.keep("counter.png", visitor.photo(f"#place-{COUNTER}"))
    for key, kind, claim in (("start", "Started", "stands"), ("finish", "Finished", "is gone")):
        visitor.key(lambda key=key: visitor.page.click(f"#place-{COUNTER} .key.{key}"), kind)
        visitor.wait(lambda claim=claim: how_it_is(visitor, number) == claim, f"{number} {claim}")
    visitor.wait_to_read(OFFICER, "hài lòng")
    camera.keep("rating.png", visitor.dots(OFFICER))
    rated = visitor.about("Rated")
    touch(visitor, OFFICER, 0.41, 0.68)
    visitor.wait(lambda: visitor.about("Rated") != rated, "the answer in the hub's log")
    assert visitor.about("Rated") == [*rated, number]
    visitor.wait_to_read(AGENCY, "chọn cơ quan")
    touch(visitor, AGENCY, 0.25, 0.43)
    visitor.wait_to_read(AGENCY, "nông nghiệp", "nhận kết quả")


def call(visitor: Visitor) -> str:
    """The officer of counter 1 calls; the number, which the display shows."""
    number = visitor.key(lambda: visitor.page.click(f"#place-{COUNTER} .key.next"), "Called")
    visitor.wait(lambda: how_it_is(visitor, number) == "blinks", f"{number} to blink")
    return number


def how_it_is(visitor: Visitor, number: str) -> str:
    if visitor.digits(COUNTER) != number:
        return "is gone"
    return "blinks" if visitor.blinks(COUNTER) else "stands"


def touch(visitor: Visitor, img: str, across: float, down: float) -> None:
    """A finger on a picture, at these parts of its width and height."""
    visitor.page.locator(img).scroll_into_view_if_needed()
    box = visitor.page.locator(img).bounding_box()
    assert box is not None
    visitor.page.mouse.click(box["x"] + across * box["width"], box["y"] + down * box["height"])


def tab_to(visitor: Visitor, place: str) -> None:
    """Tab, until that has the focus."""
    for _ in range(80):
        visitor.page.keyboard.press("Tab")
        if visitor.page.evaluate("(place) => document.activeElement.matches(place)", place):
            return
    pytest.fail(f"no way to {place} with Tab")


def test_a_whole_visit_is_done_with_the_keyboard_alone(visitor: Visitor) -> None:
    visitor.enter()
    key = visitor.page.keyboard.press
    key("Tab")
    assert "skip" in str(visitor.page.evaluate("document.activeElement.className"))
    key("Enter")
    tab_to(visitor, "[data-service]")
    papers = visitor.page.get_attribute(PAPER, "src")
    key("1")
    visitor.wait(lambda: visitor.page.get_attribute(PAPER, "src") != papers, "the paper")
    tab_to(visitor, ".kiosk .paper")
    key("Enter")
    visitor.wait(lambda: visitor.page.locator("#paper-dialog[open]").count(), "the paper in the hand")
    key("Escape")
    tab_to(visitor, f"#place-{COUNTER} .key.next")
    for press, kind, claim in (("1", "Called", "blinks"), ("2", "Started", "stands"), ("4", "Finished", "is gone")):
        number = visitor.key(lambda press=press: key(press), kind)
        visitor.wait(lambda claim=claim, number=number: how_it_is(visitor, number) == claim, f"{number} {claim}")
    tab_to(visitor, "#place-rating-1 .glass")
    for arrow in ("ArrowLeft", "ArrowLeft", *["ArrowDown"] * 4):
        key(arrow)
    visitor.wait_to_read(OFFICER, "hài lòng")
    rated = visitor.about("Rated")
    key("Enter")
    visitor.wait(lambda: visitor.about("Rated") != rated, "the answer in the hub's log")
    assert visitor.about("Rated") == [*rated, number]


# Mischief: broken, seen to be broken, mended, and nothing lost


def broken(visitor: Visitor, name: str) -> bool:
    """Whether its switch is down, said in the row and told to who only hears."""
    down = visitor.page.get_attribute(f"#switch-{name}", "aria-pressed") == "true"
    return down and "Mọi thứ đang chạy bình thường" not in visitor.text("#watch")


def switch(visitor: Visitor, name: str, claim: Callable[[], object], what: str) -> None:
    """Presses a switch of the row and waits for what comes of it."""
    visitor.page.click(f"#switch-{name}")
    visitor.wait(claim, what)


def mend(visitor: Visitor, name: str) -> None:
    visitor.page.click(f"#switch-{name}")
    visitor.wait(lambda: visitor.page.get_attribute(f"#switch-{name}", "aria-pressed") == "false", f"{name} to be well")
    assert "Không mất" in visitor.text("#watch")


def test_without_paper_no_lamp_burns_and_no_number_is_given_until_there_is_some(mischief: Visitor) -> None:
    visitor = mischief
    given = visitor.numbers()
    # Out of service: dark, with a short flash now and then.
    switch(visitor, "paper", lambda: "o" not in visitor.lamps(), "the lamps to go out")
    assert broken(visitor, "paper")
    assert "hết" in visitor.text(".kiosk .kiosk-trouble")
    visitor.page.click('[data-service="justice"]')
    mend(visitor, "paper")
    number = take(visitor, "justice")
    assert visitor.numbers() == [*given, number]


def test_an_unplugged_display_keeps_its_number_and_shows_the_right_one_when_it_is_back(mischief: Visitor) -> None:
    visitor = mischief
    take(visitor, "land")
    shown = call(visitor)
    counter = visitor.page.locator(f"#place-{COUNTER}.unplugged .gone:not([hidden])")
    switch(visitor, "line", counter.count, "the counter to be seen unplugged")
    assert broken(visitor, "line")
    hub = visitor.page.get_attribute("#hub-page", "href")
    done = requests.post(f"{hub}/api/v1/counters/{COUNTER}/finish", json={"request": "page-0001"}, timeout=10)
    assert done.status_code == 200
    assert visitor.digits(COUNTER) == shown
    mend(visitor, "line")
    visitor.wait(lambda: visitor.digits(COUNTER) != shown, f"{shown} to go, of which the display had not heard")


def test_without_broker_a_reserve_number_is_printed_and_joins_the_queue_later(mischief: Visitor) -> None:
    visitor = mischief
    given = visitor.numbers()
    switch(visitor, "broker", lambda: broken(visitor, "broker"), "the broker to be seen stopped")
    number = take(visitor, "business")
    assert number.startswith("H90")
    assert "số dự phòng" in words_on(visitor.dots(PAPER))
    assert visitor.numbers() == given
    mend(visitor, "broker")
    visitor.wait(lambda: visitor.numbers() == [*given, number], f"{number} in the hub's log")
    visitor.wait(lambda: re.search(r"Đăng ký kinh doanh\s*1", visitor.text("#waiting")), "it on the board")


def test_a_killed_hub_is_seen_on_the_board_and_comes_back_with_all_that_it_knew(
    mischief: Visitor, camera: Camera
) -> None:
    visitor = mischief
    given, board = visitor.numbers(), visitor.board()
    switch(visitor, "hub", lambda: visitor.page.locator("#stale").is_visible(), "the board to say how old it is")
    assert broken(visitor, "hub")
    camera.keep("mischief.png", visitor.photo("#mischief"))
    visitor.wait(lambda: not visitor.page.locator("#stale").is_visible(), "the hub to be back by itself")
    visitor.wait(lambda: "Không mất" in visitor.text("#watch"), "the row to say so")
    assert (visitor.numbers(), visitor.board()) == (given, board)


def test_with_the_one_stop_system_cut_off_the_centre_goes_on_and_tells_it_all_later(mischief: Visitor) -> None:
    visitor = mischief
    switch(visitor, "onestop", lambda: visitor.page.locator("#desk-away").is_visible(), "the desk to say so")
    assert broken(visitor, "onestop")
    records = visitor.text("#records")
    take(visitor, "social")
    visitor.key(lambda: visitor.page.click("#place-counter-3 .key.next"), "Called")
    visitor.wait(lambda: visitor.digits("counter-3"), "the call")
    assert visitor.text("#records") == records
    mend(visitor, "onestop")
    assert not visitor.page.locator("#desk-away").is_visible()
    visitor.wait(lambda: visitor.text("#records") != records, "the records to arrive")


# The page itself


def test_the_first_look_costs_little_and_is_whole(browser: Browser, url: str, camera: Camera) -> None:
    """All that is loaded, uncompressed: also pictures, the papers that hang there, and what is pushed."""
    visitor, got = Visitor(browser, url), list[int]()
    wire = visitor.page.context.new_cdp_session(visitor.page)
    wire.on("Network.dataReceived", lambda event: got.append(event["dataLength"]))
    wire.send("Network.enable")
    visitor.enter()
    visitor.wait(lambda: visitor.page.locator("#messages li").count(), "the messages")
    assert visitor.complaints == []
    visitor.leave()
    assert 100_000 < sum(got) < FIRST_LOAD


LOOKS = [("light", "vi", 1280), ("dark", "en", 390), ("dark", "vi", 1280), ("light", "en", 390)]
OPENED = ["", "#tour-open", "#messages .number", ".kiosk .small-paper"]


@pytest.mark.parametrize(
    ("scheme", "language", "width", "opened"),
    [
        # Each look and each opened part once; all pairs take longer.
        pytest.param(*look, opened, marks=() if n == m else pytest.mark.long)
        for n, look in enumerate(LOOKS)
        for m, opened in enumerate(OPENED)
    ],
)
def test_axe_finds_nothing_to_complain_of(
    visitor: Visitor, scheme: str, language: str, width: int, opened: str
) -> None:
    page = visitor.page
    if not page.locator(".kiosk .small-paper").count():
        take(visitor, "land")
        page.click(".kiosk .paper")
        page.click("#paper-dialog [data-close]")
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": width, "height": 900})
    page.click(f'[data-lang="{language}"]')
    if opened:
        page.locator(opened).first.click()
    found = Axe().run(page)
    sideways = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    page.keyboard.press("Escape")
    assert found.violations_count == 0, found.generate_report()
    assert sideways <= 0
