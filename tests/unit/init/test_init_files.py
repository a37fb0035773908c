"""Whatever is answered, the files that `motcua init` writes are right, agree with each other and warn of nothing."""

import re
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from init_answers import NAME, answers

from announcer.settings import AnnouncerFile
from counter_display.settings import CounterFile
from devicekit.device_settings import DeviceFile
from devicekit.settings import judge_text
from hub.device_tables import DeviceTable, TicketDevice
from hub.settings import SiteFile, plan_of
from hub.site_checks import SAFE_PREFIXES
from kiosk_rating.settings import RatingFile
from kiosk_ticket.settings import KioskFile
from motcua.init.answers import Answers
from motcua.init.files import files
from motcua.init.presets import PRESETS, preset
from printer.slip_settings import PrinterFile

KINDS: dict[str, type[DeviceFile]] = {
    "ticket": KioskFile,
    "counter": CounterFile,
    "announcer": AnnouncerFile,
    "rating": RatingFile,
    "printer": PrinterFile,
}
YES_NO = st.sampled_from(["c", "k"])


@st.composite
def any_answers(draw: st.DrawFn) -> Answers:
    chosen = draw(st.sampled_from(PRESETS))
    listed = [offer.id for offer in preset(chosen).service]
    services = draw(st.lists(st.sampled_from(listed), min_size=1, max_size=11, unique=True))
    own = draw(st.sampled_from([[], ['own:Lĩnh vực "khác" \\ # riêng']])) if len(services) < 11 else []
    counters = draw(st.integers(1, 15))
    flags: dict[str, Any] = {
        "preset": chosen,
        "language": draw(st.sampled_from(["vi", "en"])),
        "name": draw(st.sampled_from([NAME, 'Một cửa "$name" \\ # {x}'])),
        "hotline": draw(st.sampled_from(["", "0260 3 000 000"])),
        "services": ",".join(services + own),
        "counters": str(counters),
        "kiosks": str(draw(st.integers(1, 6))),
        "printer_address": draw(st.sampled_from(["192.168.10.21:9100", "192.168.10.255", "/dev/serial/by-path/x"])),
        "fee": draw(YES_NO) if counters > 1 else "k",
        "announcer": draw(YES_NO),
        "ratings": draw(st.sampled_from(["none", "counters", "hall", "all"])),
        "slip_printers": str(draw(st.integers(0, counters))),
    }
    return answers(**flags)


def site_in(texts: Mapping[str, str]) -> SiteFile:
    site, warnings = judge_text(texts["site.toml"], "site.toml", SiteFile)
    assert warnings == ()
    return site


def device_in(texts: Mapping[str, str], device: DeviceTable) -> DeviceFile:
    value, warnings = judge_text(texts[f"{device.id}.toml"], f"{device.id}.toml", KINDS[device.plan().kind])
    assert warnings == ()
    return value


@settings(max_examples=25, deadline=None)
@given(any_answers())
def test_every_file_is_right_and_there_is_one_for_each_device(given: Answers) -> None:
    texts = files(given)
    site = site_in(texts)
    assert {f"{device.id}.toml" for device in site.device} | {"site.toml"} == {
        name for name in texts if name.endswith(".toml")
    }
    for device in site.device:
        value = device_in(texts, device)
        assert (value.device.id, value.device.site) == (device.id, site.site.id)
        assert value.broker.host == site.broker.host == given.host
        assert str(value.broker.password_file).endswith(f"/passwords/{device.id}")


@settings(max_examples=25, deadline=None)
@given(any_answers())
def test_the_centre_is_the_one_that_was_answered(given: Answers) -> None:
    texts = files(given)
    site = site_in(texts)
    plan = plan_of(site)
    assert (plan.name, plan.site, site.site.hotline, site.site.language) == (
        given.name,
        given.id,
        given.hotline,
        given.language,
    )
    assert [counter.number for counter in plan.counters] == [str(n) for n in range(1, given.counters + 1)]
    assert all(plan.counters_of(service.id) for service in plan.services)
    kinds = [device.kind for device in plan.devices]
    assert [kinds.count(kind) for kind in ("ticket", "counter", "announcer", "printer")] == [
        given.kiosks,
        given.counters,
        int(given.announcer),
        given.slip_printers,
    ]
    at_counters = {"none": 0, "hall": 0, "counters": given.counters, "all": given.counters}[given.ratings]
    assert kinds.count("rating") == at_counters + (given.ratings in ("hall", "all"))
    assert bool(plan.agencies) == (given.ratings in ("hall", "all"))
    assert bool(plan.fee.service) == given.fee


@settings(max_examples=20, deadline=None)
@given(any_answers())
def test_every_kiosk_has_a_button_for_each_service_and_its_own_printer(given: Answers) -> None:
    texts = files(given)
    kiosks = [device for device in site_in(texts).device if isinstance(device, TicketDevice)]
    addresses = set()
    for kiosk in kiosks:
        file = device_in(texts, kiosk)
        assert isinstance(file, KioskFile)
        assert tuple(button.service for button in file.button) == kiosk.services
        assert (file.ticket.site, file.ticket.hotline, file.ticket.language) == (
            given.name,
            given.hotline,
            given.language,
        )
        addresses.add(file.printer.address)
    assert len(addresses) == (1 if given.printer_address[0].startswith("/dev/") else len(kiosks))


def test_services_take_the_safe_letters_then_a_first_digit_each() -> None:
    offers = [offer.id for offer in preset("commune").service]
    services = site_in(files(answers(services=",".join(offers), fee="c"))).service
    assert [(each.prefix, each.first, each.last) for each in services] == [
        *((letter, 1, 899) for letter in SAFE_PREFIXES),
        ("", 1001, 1899),
        ("", 2001, 2899),
        ("", 9001, 9899),
    ]


@pytest.mark.parametrize(
    ("kiosks", "reserves"),
    [
        (1, [(901, 949)]),
        (2, [(901, 949), (951, 999)]),
        (3, [(901, 932), (934, 965), (967, 998)]),
        (4, [(901, 924), (926, 949), (951, 974), (976, 999)]),
    ],
)
def test_each_kiosk_has_a_reserve_of_its_own(kiosks: int, reserves: list[tuple[int, int]]) -> None:
    devices = site_in(files(answers(kiosks=str(kiosks)))).device
    found = [(each.reserve_first, each.reserve_last) for each in devices if isinstance(each, TicketDevice)]
    assert found == reserves


@pytest.mark.parametrize(
    ("counters", "called"),
    [
        (1, [["civil", "certify", "land"]]),
        (2, [["civil"], ["certify", "land"]]),
        (3, [["civil"], ["certify"], ["land"]]),
        (5, [["civil"], ["civil"], ["certify"], ["certify"], ["land"]]),
    ],
)
def test_neighbouring_counters_share_what_there_is_to_call(counters: int, called: list[list[str]]) -> None:
    site = site_in(files(answers(services="civil,certify,land", counters=str(counters))))
    assert [list(counter.services) for counter in site.counter] == called


def test_both_languages_write_the_same_settings_with_comments_of_their_own() -> None:
    everything = {"fee": "c", "ratings": "all", "slip_printers": "2"}
    vi, en = files(answers(language="vi", **everything)), files(answers(language="en", **everything))
    assert vi.keys() == en.keys()
    for name in (name for name in vi if name.endswith(".toml")):
        bare = [re.sub(r"#.*", "", text).replace('language = "en"', 'language = "vi"') for text in (vi[name], en[name])]
        assert [line.rstrip() for line in bare[0].split("\n") if line.strip()] == [
            line.rstrip() for line in bare[1].split("\n") if line.strip()
        ], name
        assert ("địa chỉ" in vi[name], "địa chỉ" in en[name]) == (True, False), name


def test_the_page_of_next_steps_lists_each_device_with_a_unit_that_is_there() -> None:
    texts = files(answers(preset="province", counters="3", slip_printers="1"))
    for page in ("README.md", "README.vi.md"):
        rows = [re.findall(r"`([^`]+)`", line) for line in texts[page].splitlines() if line.startswith("| `")]
        assert {row[0] for row in rows} == {name for name in texts if name.endswith(".toml")} - {"site.toml"}
        for _, on_pi, _, _, service in rows:
            unit = re.sub(r"@.*\.", "@.", service)
            command = re.search(r"^ExecStart=\S+ (\S+)$", texts[f"systemd/{unit}"], re.MULTILINE)
            assert command is not None
            assert command[1].replace("%i", service.partition("@")[2].removesuffix(".service")) == on_pi


def test_no_secret_is_made() -> None:
    assert not [name for name in files(answers()) if "password" in name or "token" in name]
