"""The buttons that print papers, on the officer's page and on the help desk's, in a browser against a real hub."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from floor_page import open_browser
from playwright.sync_api import Page, expect
from served_hub import served, written

from devicekit.orders import CommandBody, Identify, PrintDay, PrintGuidance, PrintWhy
from hub.plan import CounterPlan, DevicePlan, Plan, ProcedurePlan, ServicePlan
from hub.service import Service

PLAN = Plan(
    site="kontum",
    services=(ServicePlan(id="land", name="Đất đai", name_en="Land", prefix="A"),),
    counters=(CounterPlan(id="counter-1", number="1", services=("land",)),),
    devices=(
        DevicePlan(id="kiosk-1", kind="ticket", services=("land",)),
        DevicePlan(id="printer-1", kind="printer", counter="counter-1"),
        DevicePlan(id="printer-2", kind="printer"),
    ),
    procedures=(
        ProcedurePlan(code="1.001193", name="Đăng ký khai sinh"),
        ProcedurePlan(code="1.004199", name="Cấp đổi Giấy chứng nhận quyền sử dụng đất", service="land"),
    ),
)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with written(PLAN, tmp_path, online=True) as service:
        yield service


@pytest.fixture
def page(service: Service, tmp_path: Path) -> Iterator[Page]:
    with served(service, tmp_path) as url, open_browser() as browser:
        httpx.post(f"{url}/api/v1/tickets", json={"request": "press-0001", "service": "land"}).raise_for_status()
        page = browser.new_context(viewport={"width": 1280, "height": 900}, base_url=url).new_page()
        yield page


def orders(service: Service) -> list[tuple[str, CommandBody]]:
    return [(each.device, each.body) for each in service.ledger.pending.values()]


def test_an_officer_prints_guidance_by_one_key_and_the_explanation_of_a_call(page: Page, service: Service) -> None:
    page.goto("/counter/counter-1")
    said = page.locator("#said")
    # The procedures of the counter's own services come first.
    expect(page.locator('[data-verb="guidance"] option')).to_have_text(
        ["Cấp đổi Giấy chứng nhận quyền sử dụng đất", "Đăng ký khai sinh"]
    )
    page.keyboard.press("g")
    expect(said).to_contain_text("printer-1")
    page.keyboard.press("q")
    expect(page.locator("#number")).to_have_text("A001")
    page.click("summary")
    page.fill('[data-verb="why"] [data-at]', "A001")
    page.click('[data-verb="why"] button')
    expect(said).to_contain_text("A001 · printer-1")
    guide, why = orders(service)
    assert (guide[0], type(guide[1])) == ("printer-1", PrintGuidance)
    assert (why[0], type(why[1])) == ("printer-1", PrintWhy)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_the_help_desk_prints_where_it_says(page: Page, service: Service) -> None:
    page.goto("/desk")
    said = page.locator("#said")
    guide = page.locator('[data-verb="guidance"]')
    guide.locator('[name="procedure"]').select_option("1.001193")
    guide.locator('[name="printer"]').select_option("kiosk-1")
    guide.locator("button").click()
    expect(said).to_contain_text("kiosk-1")
    report = page.locator('[data-verb="day-report"]')
    report.locator('[name="printer"]').select_option("printer-2")
    report.locator("button").click()
    expect(said).to_contain_text("printer-2")
    assert [(device, type(body)) for device, body in orders(service)] == [
        ("kiosk-1", PrintGuidance),
        ("printer-2", PrintDay),
    ]
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_the_help_desk_looks_for_a_device_and_hears_what_to_look_for(page: Page, service: Service) -> None:
    page.goto("/desk")
    search = page.locator('[data-verb="identify"]')
    search.locator("select").select_option("printer-2")
    search.locator("button").click()
    expect(page.locator("#found")).to_contain_text("Máy in printer-2 trả lời: máy in ra một phiếu thử")
    assert orders(service) == [("printer-2", Identify(seconds=10))]
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
