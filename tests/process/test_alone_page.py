"""What counters did alone and does not fit, on the pages of their officers and of the help desk, in a browser."""

import httpx
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from test_counter_page import page, service, url  # noqa: F401

from hub.engine import commands as c
from hub.ledger import Request
from hub.service import Service


def alone(service: Service, counter: str) -> None:  # noqa: F811
    deed = c.CallAlone(counter=counter, digits="2", day=service.view.day, pressed_ms=service.now_ms())
    service.submit(Request.of(counter, "s.1", deed), lambda answer: None)


def test_both_officers_and_the_help_desk_read_what_does_not_fit_until_it_is_sorted_out(
    page: Page,  # noqa: F811
    url: str,  # noqa: F811
    service: Service,  # noqa: F811
) -> None:
    alone(service, "counter-1")
    expect(page.locator("#number")).to_have_text("A002")
    expect(page.locator("#alone")).to_be_hidden()
    alone(service, "counter-2")
    for place in ("counter/counter-1", "counter/counter-2", "desk"):
        page.goto(f"{url}/{place}")
        expect(page.locator("#conflicts li")).to_have_count(1)
        expect(page.locator("#conflicts")).to_contain_text("Quầy số 2 đã gọi số A002: số này đang ở Quầy số 1")
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
    httpx.post(f"{url}/api/v1/counters/counter-1/finish", json={"request": "press-0009"}).raise_for_status()
    expect(page.locator("#alone")).to_be_hidden()
