"""site.toml: what is right becomes the hub's plan, what is wrong between keys names its line."""

from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from devicekit.errors import SettingsError
from devicekit.settings import judge, loads
from devicekit.settings_words import Language
from hub.plan import CounterPlan, DevicePlan, ServicePlan, number_of, reserve_of
from hub.settings import SiteFile, load_site, plan_of

GOOD = """\
[site]
id = "kontum"
name = "Trung tâm Phục vụ hành chính công tỉnh"

[hub]
listen = "127.0.0.1:8080"

[[service]]
id = "land"
name = "Đất đai"
prefix = "A"

[[service]]
id = "civil"
name = "Hộ tịch"
prefix = "C"
last = 899

[[counter]]
id = "counter-1"
number = "1"
services = ["land", "civil"]

[[counter]]
id = "counter-2"
number = "2"
services = ["land"]

[[device]]
id = "kiosk-1"
kind = "ticket"
services = ["land"]
reserve_first = 901
reserve_last = 949

[[device]]
id = "counter-1"
kind = "counter"
counter = "counter-1"

[[device]]
id = "kiosk-2"
kind = "ticket"
services = ["land"]
reserve_first = 951
reserve_last = 999
"""


def errors_of(text: str, language: Language = "en") -> list[tuple[int, str]]:
    with pytest.raises(SettingsError) as raised:
        loads(text, "site.toml", SiteFile, language)
    found = [each.removeprefix("site.toml:").partition(": ") for each in raised.value.problems]
    return [(int(line), sentence) for line, _, sentence in found]


def test_a_right_file_becomes_the_plan_of_the_hub(tmp_path: Path) -> None:
    file = tmp_path / "site.toml"
    file.write_text(GOOD, encoding="utf-8")
    plan, settings = load_site(file)
    assert plan.services == (
        ServicePlan(id="land", name="Đất đai", prefix="A"),
        ServicePlan(id="civil", name="Hộ tịch", prefix="C"),
    )
    assert plan.counters[0] == CounterPlan(id="counter-1", number="1", services=("land", "civil"))
    assert plan.devices[:2] == (
        DevicePlan(id="kiosk-1", kind="ticket", services=("land",), reserve_first=901, reserve_last=949),
        DevicePlan(id="counter-1", kind="counter", counter="counter-1"),
    )
    assert (plan.site, plan.hub, settings.user, settings.hub.data) == ("kontum", "hub", "hub", str(tmp_path / "data"))


SEVEN = (
    GOOD.replace('prefix = "A"', 'prefix = "K"')  # 11, by the LED of counter 1
    .replace('name = "Hộ tịch"', 'nane = "Hộ tịch"')  # 15
    .replace('services = ["land", "civil"]', 'services = ["land", "civl"]')  # 22
    .replace('number = "2"', 'number = "1"')  # 26
    .replace('kind = "ticket"\nservices = ["land"]\nreserve_first = 901', 'kind = "tickt"\nreserve_first = 901')  # 31
    .replace('counter = "counter-1"', 'counter = "counter-9"')  # 38
    .replace("reserve_first = 951", "reserve_first = 891")  # 44
)


def test_seven_planted_errors_give_seven_lines_with_the_seven_right_numbers() -> None:
    assert [line for line, _ in errors_of(SEVEN)] == [11, 15, 22, 26, 31, 38, 44]


@pytest.mark.parametrize(
    ("change", "line", "sentence"),
    [
        (('id = "civil"', 'id = "land"'), 14, 'id "land" is used on line 9 already'),
        (('id = "counter-2"', 'id = "counter-1"'), 25, 'id "counter-1" is used on line 20 already'),
        (('number = "2"', 'number = "1"'), 26, 'number "1" is used on line 21 already'),
        (('id = "kiosk-2"', 'id = "kiosk-1"'), 42, 'id "kiosk-1" is used on line 30 already'),
        (('id = "kiosk-1"', 'id = "hub"'), 30, 'id "hub" is used on line 5 already'),
        (('id = "kiosk-1"', 'id = "web"'), 30, 'the id "web" is reserved'),
        (
            ('["land", "civil"]', '["land", "lnd", "civil"]'),
            22,
            'no service "lnd". Known: land, civil. Did you mean "land"',
        ),
        (('counter = "counter-1"', 'counter = "xx"'), 39, 'there is no counter "xx". Known: counter-1, counter-2'),
        (
            ('prefix = "A"', 'prefix = "K"'),
            11,
            'letter "K" cannot be shown, or is easily misread, by the 7-segment LED',
        ),
        (('prefix = "A"', 'prefix = "a"'), 11, 'key "prefix" is "a"; it must be one letter A-Z'),
        (("last = 899", "last = 0"), 17, 'key "last" is 0; it must be a whole number from 1 to 9999'),
        (("last = 899", "last = 5\nfirst = 9"), 17, 'key "last" is 5; it must be 9 (the first of the range) or more'),
        (
            ("last = 899", "last = 1899\ndigits = 3"),
            17,
            "1899 can't be written with 3 digits. The highest number is 999",
        ),
        (("reserve_last = 949", "reserve_last = 951"), 45, "the range A951–A999 overlaps A901–A951 on line 33"),
        (("reserve_first = 901", "reserve_first = 899"), 33, "the range A899–A949 overlaps A001–A899 on line 8"),
        (("reserve_first = 901", "reserve_first = 990"), 34, 'key "reserve_last" is 949; it must be 990'),
        (("reserve_first = 901\n", ""), 33, "a reserve_last needs a reserve_first of 1 or more"),
        (("reserve_last = 999", "reserve_last = 1000"), 46, "1000 can't be written with 3 digits"),
        (('prefix = "C"', 'prefix = "A"'), 13, "the range A001–A899 overlaps A001–A899 on line 8"),
        (("127.0.0.1:8080", "0.0.0.0:8080"), 6, 'listen = "0.0.0.0:8080" opens the page beyond this machine'),
        (("127.0.0.1:8080", "127.0.0.1:99999"), 6, "there is no port 99999"),
        (("127.0.0.1:8080", "8080"), 6, 'key "listen" is "8080"; it must be host:port'),
        (("[hub]", '[hub]\nid = "Hub"'), 6, 'key "id" is "Hub"; it must be an id'),
        (('id = "kontum"', 'id = "kontum"\ntimezone = "Asia/HoChiMinh"'), 3, 'there is no time zone "Asia/HoChiMinh"'),
        (('counter = "counter-1"', 'counter = "counter-1"\nreserve_first = 1'), 40, 'unknown key "reserve_first"'),
    ],
)
def test_what_is_wrong_between_keys_names_its_line(change: tuple[str, str], line: int, sentence: str) -> None:
    text = GOOD.replace(*change, 1)
    errors = errors_of(text)
    assert errors[0][0] == line, errors
    assert sentence in errors[0][1]


def test_a_counter_has_one_display() -> None:
    more = '\n[[device]]\nid = "counter-2"\nkind = "counter"\ncounter = "counter-1"\n'
    assert errors_of(GOOD + more) == [(51, 'counter "counter-1" has a device on line 39 already')]


def test_a_service_that_a_kiosk_offers_but_no_counter_calls_is_an_error() -> None:
    text = GOOD.replace('["land", "civil"]', '["land"]').replace(
        'kind = "ticket"\nservices = ["land"]', 'kind = "ticket"\nservices = ["civil"]', 1
    )
    assert errors_of(text) == [(32, 'no counter serves "civil". Add it to the services of a [[counter]]')]


def test_an_unsafe_letter_is_allowed_where_every_display_of_the_service_shows_it() -> None:
    text = GOOD.replace('prefix = "C"', 'prefix = "K"')
    assert errors_of(text)[0][0] == 16
    loads(text.replace('services = ["land", "civil"]', 'services = ["land", "civil"]\nglyphs = "all"'), "s", SiteFile)


def test_the_page_may_be_open_to_others_with_a_token() -> None:
    text = GOOD.replace('"127.0.0.1:8080"', '"[::]:8080"\ntoken_file = "token"')
    assert loads(text, "site.toml", SiteFile).hub.listen == "[::]:8080"


def test_numbers_may_be_digits_alone() -> None:
    text = GOOD.replace('prefix = "A"', "first = 1001\nlast = 1899").replace(
        'prefix = "C"\nlast = 899', "first = 2001\nlast = 2899"
    )
    plan = plan_of(loads(text, "site.toml", SiteFile))
    assert [number_of(service, service.first) for service in plan.services] == ["1001", "2001"]
    assert reserve_of(plan.devices[0], plan.services[0]) == (1901, 1949)


def test_a_wrong_service_id_is_one_error_and_not_one_more_for_each_that_names_it() -> None:
    assert [line for line, _ in errors_of(GOOD.replace('id = "land"', 'id = "land'))] == [9]


ranges = st.tuples(st.integers(1, 999), st.integers(1, 999)).map(sorted)


@given(st.lists(st.tuples(st.sampled_from("ACH"), ranges), min_size=1, max_size=4), st.lists(ranges, max_size=3))
def test_a_file_that_loads_never_gives_a_number_twice(
    services: list[tuple[str, list[int]]], reserves: list[list[int]]
) -> None:
    assume(all(first > 0 for first, _ in reserves))
    names = [f"s{i}" for i in range(len(services))]
    text = '[site]\nid = "x"\nname = "X"\n[[counter]]\nid = "c"\nnumber = "1"\nservices = ' + repr(names).replace(
        "'", '"'
    )
    for name, (prefix, (first, last)) in zip(names, services, strict=True):
        text += f'\n[[service]]\nid = "{name}"\nname = "S"\nprefix = "{prefix}"\nfirst = {first}\nlast = {last}\n'
    for i, (first, last) in enumerate(reserves):
        text += f'\n[[device]]\nid = "k{i}"\nkind = "ticket"\nservices = ["s0"]\n'
        text += f"reserve_first = {first}\nreserve_last = {last}\n"
    given_out: list[str] = []
    for prefix, (first, last) in [*services, *((services[0][0], each) for each in reserves)]:
        given_out += [f"{prefix}{n:03d}" for n in range(first, last + 1)]
    if len(given_out) == len(set(given_out)):
        loads(text, "site.toml", SiteFile)
    else:
        assert any("overlaps" in sentence for _, sentence in errors_of(text))


ONESTOP = GOOD + '\n[onestop]\nurl = "http://onestop.example.vn"\n'


def test_an_officer_whom_the_one_stop_system_describes_needs_no_table() -> None:
    named = ONESTOP.replace('services = ["land", "civil"]', 'services = ["land", "civil"]\nofficer = "anh"')
    assert loads(named, "site.toml", SiteFile).counter[0].officer == "anh"
    assert "anh" in errors_of(named + "officers = false\n")[0][1]
    assert "anh" in errors_of(named.replace('url = "http://onestop.example.vn"\n', ""))[0][1]


@pytest.mark.parametrize(
    "page",
    ["https://x.vn", "https://x.vn/{code}/{code}", "{code}", "x.vn/{code}", "ftp://x.vn/{code}", "https:///{code}"],
)
def test_a_look_up_page_without_one_place_for_the_code_is_said(page: str) -> None:
    line = ONESTOP.count("\n") + 1
    ((found, sentence),) = errors_of(f'{ONESTOP}lookup_url = "{page}"\n')
    assert found == line
    assert "hold {code} exactly once" in sentence


def test_a_look_up_page_with_one_place_for_the_code_is_right() -> None:
    page = "https://dvc.example.vn:8443/tra-cuu?ma={code}#kq"
    assert loads(f'{ONESTOP}lookup_url = "{page}"\n', "site.toml", SiteFile).onestop.lookup_url == page


@pytest.mark.parametrize(
    ("url", "warned"),
    [("http://onestop.example.vn", True), ("https://onestop.example.vn", False), ("http://127.0.0.1:8090", False)],
)
def test_a_password_that_goes_out_in_clear_is_warned_of(tmp_path: Path, url: str, warned: bool) -> None:
    file = tmp_path / "site.toml"
    file.write_text(f'{GOOD}\n[onestop]\nurl = "{url}"\ntoken_file = "token"\n', encoding="utf-8")
    _, warnings = judge(file, SiteFile, "en")
    assert [url in each for each in warnings if "not encrypted" in each] == [True] * warned
