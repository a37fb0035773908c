"""Logging in at a counter's page, as an officer does it in a real browser; the browser keeps no PIN."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from floor_page import open_browser
from msgspec.structs import replace
from playwright.sync_api import Locator, Page, Route, expect
from served_hub import served, written

from devicekit.worker import ThreadWorker
from hub.engine import commands as c
from hub.engine.officers import TRIES
from hub.ledger import Request
from hub.login import Login
from hub.pin_file import hashed, write_pins
from hub.plan import CounterPlan, DeskPlan, OfficerPlan, Plan, ServicePlan
from hub.service import Service

PIN = "86420975"
FORM, NEEDED = '[data-verb="login"]', "Chưa ai đăng nhập tại quầy: đăng nhập trước"
PLAN = Plan(
    site="kontum",
    services=(ServicePlan(id="land", name="Đất đai", name_en="Land", prefix="A"),),
    counters=tuple(CounterPlan(id=f"counter-{n}", number=str(n), services=("land",)) for n in range(1, TRIES + 1)),
    officers=(OfficerPlan(id="binh", name="Lê Bình", number="12"),),
    desk=DeskPlan(login=True),
)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with written(PLAN, tmp_path) as service:
        service.show_pins(True)
        yield service


@pytest.fixture
def url(service: Service, tmp_path: Path) -> Iterator[str]:
    write_pins(tmp_path / "officer-pins", {"binh": hashed(PIN)}, tmp_path)
    login = Login(PLAN, tmp_path / "officer-pins", ThreadWorker("pins"))
    login.start(service.inbox)
    with served(service, tmp_path, login) as url:
        yield url
    login.stop()


@pytest.fixture
def page(url: str) -> Iterator[Page]:
    with open_browser() as browser:
        page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
        page.goto(f"{url}/counter/counter-1")
        expect(page.locator("#waiting")).to_have_text("0")
        yield page


def kept(page: Page) -> str:
    return str(page.evaluate("JSON.stringify([{...sessionStorage}, {...localStorage}, document.cookie])"))


def enter(page: Page, pin: str) -> None:
    page.fill('[data-verb="login"] [name="officer"]', "12")
    page.fill('[data-verb="login"] [name="pin"]', pin)
    page.click('[data-verb="login"] button')


def test_an_officer_logs_in_and_out_and_the_keys_follow(page: Page) -> None:
    following, said = page.locator('[data-verb="next"] button').first, page.locator("#said")
    expect(following).to_have_attribute("aria-disabled", "true")
    enter(page, PIN)
    expect(said).to_contain_text("Đã nhận")
    expect(page.locator('[data-verb="login"] [name="pin"]')).to_have_value("")
    expect(page.locator("#who")).to_contain_text("binh")
    expect(following).to_have_attribute("aria-disabled", "false")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    page.click('[data-verb="logout"] button')
    expect(following).to_have_attribute("aria-disabled", "true")
    expect(page.locator("#who")).to_be_hidden()
    enter(page, "13579086")
    expect(said).to_contain_text("không đúng")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_who_must_log_in_finds_the_form_above_all_else_and_every_key_says_why_it_does_nothing(
    page: Page, width: int, scheme: Literal["light", "dark"]
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    heading = page.get_by_role("heading", name="Đăng nhập tại quầy này Log in at this counter")
    form = page.locator(FORM)
    assert top(heading) < top(form) < top(page.locator("#number"))
    assert top(form.locator("button")) < 600
    expect(page.locator("#needed")).to_have_text(f"{NEEDED} Nobody is logged in at this counter: log in first")
    expect(page.locator("#state")).to_be_hidden()
    for key in page.locator("button[aria-disabled=true]").all():
        expect(key).to_have_attribute("title", NEEDED)
    page.keyboard.press("q")
    expect(page.locator("#said")).to_have_text(NEEDED)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    enter(page, "13579086")
    expect(page.locator("#said")).to_have_text(
        "Số công chức hoặc mã PIN không đúng. Nhập lại được sau 2 giây "
        "No officer has that number and that PIN. Try again in 2 seconds"
    )
    assert top(page.locator("#said")) < top(page.locator("#number")), "beside the form"


def test_who_has_logged_in_sees_the_counter_and_no_form(page: Page) -> None:
    enter(page, PIN)
    expect(page.locator("#state")).to_have_text("đang rảnh")
    expect(page.locator("#needed")).to_be_hidden()
    expect(page.locator("#first")).to_be_hidden()
    expect(page.locator(FORM)).to_be_hidden()
    start = page.locator('[data-verb="start"] button').first
    expect(start).to_have_attribute("title", "Thao tác không hợp với tình trạng hiện tại của quầy")
    assert top(page.locator("#said")) > top(page.locator("#number"))
    page.click('[data-verb="logout"] button')
    expect(page.locator("#first")).to_be_visible()
    expect(page.locator('[data-verb="logout"]')).to_be_hidden()


def test_where_nobody_must_log_in_the_form_is_behind_the_keys(tmp_path: Path) -> None:
    with written(replace(PLAN, desk=DeskPlan()), tmp_path) as service, served(service, tmp_path) as url:
        service.show_pins(True)
        with open_browser() as browser:
            page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
            page.goto(f"{url}/counter/counter-1")
            expect(page.locator("#state")).to_have_text("đang rảnh")
            expect(page.locator("#first")).to_be_hidden()
            assert top(page.locator(FORM)) > top(page.locator('[data-verb="close"]'))


def top(of: Locator) -> float:
    """How far down the page it begins, drawn."""
    box = of.bounding_box()
    assert box is not None
    return box["y"]


def test_a_pin_whose_answer_is_lost_is_kept_nowhere_in_the_browser(page: Page) -> None:
    sent = list[str]()

    def lose(route: Route) -> None:
        sent.append(str(route.request.post_data))
        route.abort()

    page.route("**/counters/counter-1/login", lose)
    enter(page, PIN)
    expect(page.locator("#said")).to_contain_text("Mất kết nối")
    assert PIN in sent[0]
    assert PIN not in kept(page)
    assert PIN not in page.content()


def test_the_help_desk_unlocks_an_officer(page: Page, service: Service, url: str) -> None:
    for n in range(1, TRIES + 1):
        wrong = c.SignIn(counter=f"counter-{n}", officer="binh", outcome="wrong")
        service.submit(Request.of("web", f"wrong-{n:04}", wrong), lambda _: None)
    page.goto(f"{url}/desk")
    expect(page.locator("#faults")).to_contain_text("bị khóa đăng nhập")
    page.click('[data-verb="unlock"] button')
    expect(page.locator("#locked")).to_be_hidden()
    assert service.view.alarms == ()


def test_a_centre_without_pins_has_no_form_for_them(page: Page, service: Service) -> None:
    expect(page.locator('[data-verb="login"]')).to_be_visible()
    service.show_pins(False)
    service.submit(Request.of("web", "take-0001", c.CloseService(service="land")), lambda _: None)
    expect(page.locator('[data-verb="login"]')).to_be_hidden()
