"""The hub's pages in a browser, against a real writer and web server."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from floor_page import open_browser
from playwright.sync_api import Page, Route, expect
from served_hub import served, written

from hub.engine import commands as c
from hub.ledger import Request
from hub.plan import CounterPlan, DevicePlan, HoursPlan, Plan, ServicePlan
from hub.service import Service
from hub.view import DeviceView, RefusedView

PLAN = Plan(
    site="kontum",
    services=(
        ServicePlan(id="land", name="Đất đai", name_en="Land", prefix="A"),
        ServicePlan(id="civil", name="Hộ tịch", name_en="Civil status", prefix="B"),
    ),
    counters=(
        CounterPlan(id="counter-1", number="1", services=("land",)),
        CounterPlan(id="counter-2", number="2", services=("land",)),
    ),
    devices=(
        DevicePlan(id="kiosk-1", kind="ticket", services=("land", "civil")),
        DevicePlan(id="announcer-1", kind="announcer"),
    ),
    hours=HoursPlan(hall=4),
)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with written(PLAN, tmp_path) as service:
        yield service


@pytest.fixture
def url(service: Service, tmp_path: Path) -> Iterator[str]:
    with served(service, tmp_path) as url:
        yield url


@pytest.fixture
def page(url: str) -> Iterator[Page]:
    for n in range(3):
        body = {"request": f"press-{n:04}", "service": "land"}
        httpx.post(f"{url}/api/v1/tickets", json=body).raise_for_status()
    with open_browser() as browser:
        page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
        page.goto(f"{url}/counter/counter-1")
        expect(page.locator("#waiting")).to_have_text("3")
        yield page


def test_an_officer_serves_by_key_and_a_press_whose_answer_was_lost_is_done_once(page: Page, url: str) -> None:
    number, state, said = page.locator("#number"), page.locator("#state"), page.locator("#said")
    start = page.locator('[data-verb="start"] button').first
    expect(start).to_have_attribute("aria-disabled", "true")
    lost = list[str]()

    def lose(route: Route) -> None:
        """The hub does it; the page hears nothing."""
        lost.append(str(route.request.post_data))
        if len(lost) == 1:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route("**/counters/counter-1/next", lose)
    page.keyboard.press("q")
    expect(said).to_contain_text("Mất kết nối")
    page.keyboard.press("q")
    expect(said).to_contain_text("Đã nhận")
    assert len(lost) == 2
    assert lost[0] == lost[1]
    expect(number).to_have_text("A001")
    expect(page.locator("#waiting")).to_have_text("2")
    page.keyboard.press("e")
    expect(state).to_have_text("đang phục vụ")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    page.select_option('[name="result"]', "1")
    page.click('[data-verb="finish"] button')
    expect(number).to_have_text("–")
    page.select_option('[data-verb="pause"] [name="reason"]', "2")
    page.click('[data-verb="pause"] button')
    expect(state).to_have_text("tạm dừng")
    page.locator('[data-verb="pause"] button').press("q")
    expect(said).to_contain_text("không hợp với tình trạng")


def test_another_button_that_is_pressed_while_one_is_sent_is_told_with_the_answer(page: Page) -> None:
    """And the same one twice is once."""
    held = list[Route]()
    said, late = page.locator("#said"), "Nút bấm trong lúc đang gửi không được gửi đi, mời bấm lại"
    page.route("**/counters/counter-1/*", lambda route: held.append(route))

    def answered() -> None:
        expect(said).to_have_text("Đang gửi …")
        (route,) = held
        held.clear()
        route.continue_()

    page.keyboard.press("q")
    page.keyboard.press("q")
    answered()
    expect(said).to_have_text("Đã nhận A001")
    page.keyboard.press("e")
    page.keyboard.press("z")
    answered()
    expect(said).to_have_text(f"Đã nhận A001 · {late}")
    # The same button with another result is another press.
    for result in ("1", "2"):
        page.select_option('[data-verb="finish"] [name="result"]', result)
        page.click('[data-verb="finish"] button', force=True)
    answered()
    expect(said).to_have_text(f"Đã nhận A001 · {late}")


def test_a_press_that_needs_the_token_shows_the_login_and_is_not_sent_again_with_the_old_one(page: Page) -> None:
    """The token was changed while the page was open."""
    sent = list[str]()

    def refuse(route: Route) -> None:
        sent.append(str(route.request.post_data))
        route.fulfill(status=401, json={"reason": "unauthorized", "vi": "Cần mật khẩu", "en": "A token is needed"})

    page.route("**/counters/counter-1/next", refuse)
    page.keyboard.press("q")
    expect(page.locator("#login")).to_be_visible()
    expect(page.locator("#said")).to_contain_text("Cần mật khẩu")
    page.unroute("**/counters/counter-1/next")
    page.fill("#token", "the new one")
    page.click("#login button")
    expect(page.locator("#number")).to_have_text("A001")
    assert len(sent) == 1


def test_the_hall_page_says_when_numbers_are_given_again(page: Page, url: str) -> None:
    """The hub's view as it is, but at another time of the day."""
    view = httpx.get(f"{url}/api/v1/state").json()
    after = {"open": False, "closed": "after", "part": "morning", "again_ms": 1_795_674_600_000}
    view["services"] = [{**view["services"][0], **after}]
    view["hours"]["evacuating_ms"] = view["at_ms"]
    page.route("**/api/v1/live", lambda route: route.fulfill(body=f"data: {json.dumps(view)}\n\n"))
    complaints = list[str]()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(url)
    expect(page.locator("#services")).to_contain_text("Đã hết giờ cấp số buổi sáng. Cấp số lại lúc 13:30")
    assert complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_help_desks_page_is_fit_for_a_screen_reader(page: Page, url: str, scheme: Literal["light", "dark"]) -> None:
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{url}/desk")
    expect(page.locator("#hours")).to_contain_text("Đất đai")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_the_help_desk_issues_a_number_changes_its_service_and_voids_it(page: Page, url: str) -> None:
    page.goto(f"{url}/desk")
    said = page.locator("#said")
    page.select_option('[data-verb="take"] [name="service"]', "land")
    page.click('[data-verb="take"] button')
    expect(said).to_contain_text("Đã nhận A004")
    page.fill('[data-verb="service"] [data-at]', "A004")
    page.select_option('[data-verb="service"] [name="service"]', "civil")
    page.click('[data-verb="service"] button')
    expect(said).to_contain_text("Đã nhận A004")
    assert httpx.get(f"{url}/api/v1/tickets/A004").json()["service"] == "civil"
    page.fill('[data-verb="void"] [data-at]', "A004")
    page.select_option('[data-verb="void"] [name="reason"]', "mistake")
    page.click('[data-verb="void"] button')
    expect(page.locator("#hours tr").nth(1)).to_contain_text("0")
    expect(said).to_contain_text("Đã nhận A004")
    assert httpx.get(f"{url}/api/v1/tickets/A004").json()["state"] == "voided"


def test_the_help_desk_sees_a_kiosk_that_calls_and_says_that_somebody_comes(
    page: Page, url: str, service: Service
) -> None:
    page.goto(f"{url}/desk")
    section = page.locator("#help")
    expect(page.locator("#hours")).to_contain_text("Đất đai")
    expect(section).to_be_hidden()
    service.submit(Request("kiosk-1", "", c.AskHelp(kiosk="kiosk-1"), b""), lambda _: None)
    expect(page.locator("#banner")).to_contain_text("gọi người hướng dẫn: kiosk-1")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    section.locator("button").click()
    expect(section).to_be_hidden()
    expect(page.locator("#banner")).to_be_hidden()
    assert service.view.alarms == ()


def test_the_help_desk_reads_why_a_kiosk_gave_no_number_and_puts_the_held_one_where_it_is_printed_again(
    page: Page, url: str, service: Service
) -> None:
    section, lines = page.locator("#refused"), page.locator("#presses li")
    page.goto(f"{url}/desk")
    expect(page.locator("#hours")).to_contain_text("Đất đai")
    expect(section).to_be_hidden()
    # 08:31 in Vietnam.
    holds = RefusedView(
        at_ms=1_795_656_660_000, kiosk="kiosk-1", asked="ticket", service="land", reason="already_has_ticket",
        numbers=("A002",),
    )  # fmt: skip
    strange = RefusedView(
        at_ms=holds.at_ms, kiosk="kiosk-1", asked="reserve", service="civil", reason="press_reused", numbers=("B901",)
    )
    show(service, holds, strange)
    expect(lines).to_have_count(2)
    expect(lines.nth(0)).to_contain_text(
        "Máy lấy số kiosk-1, 08:31: chưa cấp số Đất đai – người này đang giữ A002 "
        "Kiosk kiosk-1, 08:31: no number for Land – this person holds A002 already_has_ticket"
    )
    expect(lines.nth(1)).to_contain_text("số dự phòng B901 của Hộ tịch không vào được hàng chờ – xem nhật ký của hub")
    expect(lines.nth(1).locator("button")).to_have_count(0)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    section.get_by_role("button", name="A002").click()
    expect(page.locator('[data-verb="void"] [data-at]')).to_have_value("A002")
    expect(page.locator('[data-verb="reprint"] [data-at]')).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_contain_text("Đã nhận A002")
    show(service)
    expect(section).to_be_hidden()


def show(service: Service, *refused: RefusedView) -> None:
    """As the bridge does, in the writer's thread: its turn is the answer to a request."""

    def turn(_: object) -> None:
        service.show_devices((DeviceView(id="kiosk-1", kind="ticket", online=True),))
        service.show_refused(refused)

    service.submit(Request("", "", c.NoteAnswered(), b""), turn)


def test_who_checks_in_too_late_and_what_undo_can_not_unsay_are_told(page: Page, url: str) -> None:
    page.keyboard.press("q")
    expect(page.locator("#number")).to_have_text("A001")
    expect(page.locator("#said")).to_contain_text("Đã nhận A001")
    page.keyboard.press("z")
    expect(page.locator("#said")).to_contain_text("Loa đã gọi số A001")
    late = {"request": "x", "number": "A009", "late": True}
    page.route("**/check-in", lambda route: route.fulfill(json=late))
    page.goto(f"{url}/desk")
    page.fill('[data-verb="check-in"] input[data-at]', "DVC-0001")
    page.locator('[data-verb="check-in"]').nth(1).locator("button").click()
    expect(page.locator("#said")).to_contain_text("A009 · Đã quá giờ hẹn")


def test_that_the_hall_is_full_is_on_the_pages(page: Page, url: str) -> None:
    page.goto(url)
    banner = page.locator("#banner")
    expect(page.locator("#services")).to_contain_text("Đất đai")
    expect(banner).to_be_hidden()
    httpx.post(f"{url}/api/v1/tickets", json={"request": "press-full", "service": "land"}).raise_for_status()
    expect(banner).to_have_text("Phòng chờ đã đủ người. Mời Ông/Bà chờ bên ngoài, số vẫn được giữ")
    page.goto(f"{url}/desk")
    expect(banner).to_contain_text("Phòng chờ đã đủ người")


def test_what_is_wrong_is_told_in_words_with_the_devices_name_and_the_code(page: Page, url: str) -> None:
    view = httpx.get(f"{url}/api/v1/state").json()
    here = {"online": True, "reason": "", "version": "", "session": "", "heard_ms": 0}
    paper = {"printer": {"state": "failed", "code": "paper_out", "detail": ""}}
    new = {"player": {"state": "degraded", "code": "news", "detail": "<b>"}}
    view["devices"] = [
        {**here, "id": "printer-1", "kind": "printer", "parts": paper},
        {**here, "id": "announcer-1", "kind": "announcer", "parts": new},
        {**here, "id": "kiosk-1", "kind": "ticket", "parts": {}, "online": False, "reason": "connection lost"},
    ]
    view["counters"][0]["devices"] = ["printer-1"]
    view["parts"] = {"backup": {"state": "failed", "code": "no_folder", "detail": ""}}
    view["alarms"] = ["used_up:civil", "not_known_yet"]
    page.route("**/api/v1/live", lambda route: route.fulfill(body=f"data: {json.dumps(view)}\n\n"))
    page.goto(f"{url}/counter/counter-1")
    empty = "Máy in printer-1: Hết giấy Printer printer-1: Out of paper printer: paper_out"
    expect(page.locator("#faults")).to_have_text(empty)
    for at, table in (("/desk", "#faults"), ("/", "#devices")):
        page.goto(f"{url}{at}")
        rows = page.locator(f"{table} tr")
        expect(rows.filter(has_text="printer-1")).to_contain_text(empty)
        expect(rows.filter(has_text="used_up:civil")).to_contain_text("Lĩnh vực Hộ tịch hôm nay đã hết số")
        expect(rows.filter(has_text="used_up:civil")).to_contain_text("Civil status has no more numbers today")
        expect(rows.filter(has_text="not_known_yet")).to_contain_text("Hub báo sự cố, xem nhật ký của hub")
        expect(rows.filter(has_text="no_folder")).to_contain_text("Trạm gốc (hub): không có thư mục sao lưu")
        expect(rows.filter(has_text="news")).to_contain_text("Loa gọi số announcer-1: báo sự cố ở player")
        expect(rows.filter(has_text="news")).to_contain_text("player: news (<b>)")
        expect(rows.filter(has_text="kiosk-1")).to_contain_text("Máy lấy số kiosk-1: không kết nối")
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()


def test_a_press_that_nobody_answers_is_given_up_and_calls_nobody_later(page: Page) -> None:
    sent = list[str]()

    def lose(route: Route) -> None:
        sent.append(str(route.request.post_data))
        route.abort()

    page.clock.install()
    page.route("**/counters/counter-1/next", lose)
    page.keyboard.press("q")
    said = page.locator("#said")
    expect(said).to_contain_text("Mất kết nối")
    for _ in range(9):
        page.clock.run_for(2000)
    expect(said).to_contain_text("không gửi nữa")
    tries = len(sent)
    assert len(set(sent)) == 1
    page.unroute("**/counters/counter-1/next")
    page.clock.run_for(60_000)
    assert len(sent) == tries
    expect(page.locator("#number")).to_have_text("–")
    page.keyboard.press("q")
    expect(page.locator("#number")).to_have_text("A001")
