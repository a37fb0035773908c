"""Logging in at a counter's page, as an officer does it in a real browser; the browser keeps no PIN."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from floor_page import open_browser
from playwright.sync_api import Page, Route, expect
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
