"""The sample centre: it loads, its files agree with each other, and its services run what the package installs."""

import re
from configparser import ConfigParser
from pathlib import Path

import pytest

from announcer.settings import AnnouncerFile
from counter_display.settings import CounterFile
from devicekit.codec import MAX_BYTES
from devicekit.device_settings import DeviceFile
from devicekit.sample_files import sample, samples
from devicekit.settings import judge_text, load, loads
from devicekit.settings_show import effective
from hub.plan import DevicePlan, FeePlan
from hub.settings import SiteFile, load_site, plan_of
from kiosk_rating.settings import RatingFile
from kiosk_ticket.settings import KioskFile
from motcua.commands.check import kind_of
from printer.slip_settings import PrinterFile

ROOT = Path(__file__).resolve().parents[3]
UNITS = [name for name in samples() if name.endswith(".service")]


@pytest.mark.parametrize("name", [name for name in samples() if name.endswith(".toml")])
def test_every_sample_loads_and_can_be_shown(name: str) -> None:
    file = sample(name)
    assert effective(load(file, kind_of(file)))


@pytest.mark.parametrize(
    ("name", "tables"),
    [("kiosk-1.toml", {"help", "guide", "scanner", "card", "booking"}), ("rating-hall.toml", {"scanner"})],
)
def test_what_a_sample_offers_in_comments_loads_when_it_is_switched_on(name: str, tables: set[str]) -> None:
    file = sample(name)
    text = re.sub(r"^# (?=\[\[?\w+\]?\]$|\w+ = )", "", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
    settings = loads(text, str(file), kind_of(file))
    assert all(getattr(settings, each) not in (None, ()) for each in tables)


def devices() -> dict[str, DevicePlan]:
    return {device.id: device for device in load_site(sample("site.toml")).plan.devices}


def test_every_device_of_the_sample_centre_has_its_file() -> None:
    assert {f"{device}.toml" for device in devices()} == {name for name in samples() if name.endswith(".toml")} - {
        "site.toml",
        "calendar-2026.toml",
    }


FILES: list[tuple[str, type[DeviceFile]]] = [
    ("kiosk-1", KioskFile),
    *((f"counter-{n}", CounterFile) for n in (1, 2, 3, 4)),
    ("announcer-1", AnnouncerFile),
    ("rating-1", RatingFile),
    ("rating-hall", RatingFile),
    ("printer-1", PrinterFile),
]


@pytest.mark.parametrize(("name", "kind"), FILES)
def test_a_device_file_names_itself_its_site_and_its_own_password(name: str, kind: type[DeviceFile]) -> None:
    settings, site = load(sample(f"{name}.toml"), kind), load_site(sample("site.toml"))
    assert (settings.device.id, settings.device.site) == (name, site.plan.site)
    assert settings.broker.password_file == str(sample("site.toml").parent / "passwords" / name)
    assert settings.broker.port == site.settings.broker.port


def test_the_kiosk_has_a_button_for_each_service_that_the_site_gives_it() -> None:
    kiosk = load(sample("kiosk-1.toml"), KioskFile)
    assert tuple(button.service for button in kiosk.button) == devices()["kiosk-1"].services
    assert kiosk.ticket.site == load_site(sample("site.toml")).settings.site.name


def test_the_slip_printer_stands_at_a_counter_and_names_the_centre() -> None:
    slips = load(sample("printer-1.toml"), PrinterFile)
    assert devices()["printer-1"].counter
    assert slips.slip.site == load_site(sample("site.toml")).settings.site.name


def test_the_broker_closes_what_it_must_close() -> None:
    lines = set(sample("mosquitto.conf").read_text(encoding="utf-8").splitlines())
    assert {
        "listener 1883 127.0.0.1",
        "allow_anonymous false",
        "use_username_as_clientid true",
        "set_tcp_nodelay true",
        "persistence false",
        "max_keepalive 60",
    } <= lines
    size = next(line for line in lines if line.startswith("max_packet_size "))
    assert MAX_BYTES < int(size.split()[1]) <= MAX_BYTES + 1024


@pytest.mark.parametrize("name", UNITS)
def test_a_service_runs_a_program_of_ours_is_watched_and_comes_back(name: str) -> None:
    unit = dict(line.split("=", 1) for line in sample(name).read_text(encoding="utf-8").splitlines() if "=" in line)
    setup = ConfigParser()
    setup.read(ROOT / "setup.cfg", encoding="utf-8")
    program, settings = unit["ExecStart"].split()
    assert Path(program).name in setup["options.entry_points"]["console_scripts"]
    assert settings.startswith("/etc/motcua/")
    assert (unit["Type"], unit["Restart"], unit["WatchdogSec"]) == ("notify", "always", "30")
    assert (unit["NoNewPrivileges"], unit["ProtectSystem"]) == ("true", "strict")


def test_the_hub_may_write_where_the_pages_put_its_store_and_backups() -> None:
    """A unit that is strict makes all other disks read-only for its program."""
    unit = sample("systemd/motcua-hub.service").read_text(encoding="utf-8")
    (allowed,) = re.findall(r"^ReadWritePaths=(.*)$", unit, re.MULTILINE)
    pages = "".join(page.read_text(encoding="utf-8") for page in (ROOT / "docs/how-to").glob("*.md"))
    named = set(re.findall(r"-o motcua -m 700 (/(?:mnt|media|srv)/\S+[a-z])", pages))
    assert {"/mnt/backup/motcua", "/mnt/ssd/motcua"} <= named
    roots = [each.removeprefix("-") for each in allowed.split()]
    assert not [path for path in named if not path.startswith(tuple(f"{root}/" for root in roots))]


def test_a_sample_that_is_not_there_names_those_that_are() -> None:
    with pytest.raises(FileNotFoundError, match=r"known: .*site\.toml"):
        sample("none.toml")


def test_the_post_office_of_the_sample_takes_fees_without_a_button() -> None:
    judged = judge_text(sample("site.toml").read_text(encoding="utf-8"), "site.toml", SiteFile)
    assert judged.warnings == ()
    plan = plan_of(judged.value)
    assert plan.fee == FeePlan(service="post", back=True)
    assert plan.counters_of("post") == ("4",)
    assert not any("post" in device.services for device in plan.devices)


def test_the_scanner_of_the_sample_screen_is_complete_once_its_comments_are_taken_away() -> None:
    text = sample("rating-hall.toml").read_text(encoding="utf-8")
    settings = loads(re.sub(r"^# (?=\[scanner|\w+ = )", "", text, flags=re.M), "rating-hall.toml", RatingFile)
    assert settings.scanner is not None
    assert settings.scanner.driver == "serial"
    assert settings.scanner.port.startswith("/dev/serial/by-id/")
