"""What a technician mistypes most: drivers, printer models and addresses are judged before anything starts."""

import subprocess
import sys

import pytest

from counter_display.settings import CounterFile
from devicekit.errors import SettingsError
from devicekit.hosts import is_host
from devicekit.sample_files import sample
from devicekit.settings import Settings, loads
from devicekit.settings_words import Language
from kiosk_rating.settings import RatingFile
from kiosk_ticket.settings import KioskFile

KIOSK = sample("kiosk-1.toml").read_text(encoding="utf-8")
COUNTER = sample("counter-1.toml").read_text(encoding="utf-8")
RATING = sample("rating-hall.toml").read_text(encoding="utf-8").replace("# [scanner]\n# driver", "[scanner]\ndriver")
RATING = RATING.replace("# port =", "port =")
IMPORTED = """
import sys
from devicekit.sample_files import sample
from devicekit.settings import load
from kiosk_rating.settings import RatingFile
from kiosk_ticket.settings import KioskFile
load(sample("kiosk-1.toml"), KioskFile)
load(sample("rating-hall.toml"), RatingFile)
print([name for name in ("pygame", "serial", "gpiozero", "PIL", "printer.driver_escpos") if name in sys.modules])
"""


def errors_of(text: str, kind: type[Settings], language: Language = "en") -> list[tuple[int, str]]:
    with pytest.raises(SettingsError) as raised:
        loads(text, "f.toml", kind, language)
    found = [each.removeprefix("f.toml:").partition(": ") for each in raised.value.problems]
    return [(int(line), sentence) for line, _, sentence in found]


@pytest.mark.parametrize(
    ("kind", "text", "old", "new", "said"),
    [
        (KioskFile, KIOSK, 'driver = "tcp"', 'driver = "tpc"', 'no driver "tpc" on this machine. Did you mean "tcp"?'),
        (KioskFile, KIOSK, '"TM-T20II"', '"TM-T20X"', 'no printer profile "TM-T20X". Did you mean "TM-T20'),
        (KioskFile, KIOSK, '"TM-T20II"', '"default"', '"default" does not know its width: set dots'),
        (KioskFile, KIOSK, ".21:9100", ".21:99999", 'driver = "tcp" needs host:port'),
        (KioskFile, KIOSK, "192.168.10.21:9100", "0260 3", 'driver = "tcp" needs host:port'),
        (KioskFile, KIOSK, "192.168.10.21:9100", "/dev/ttyUSB0", 'driver = "tcp" needs host:port'),
        (KioskFile, KIOSK, 'driver = "tcp"', 'driver = "serial"', 'driver = "serial" needs a serial port'),
        (KioskFile, KIOSK, 'driver = "gpiozero"', 'driver = "gpio"', 'no driver "gpio" on this machine. Did you mean'),
        (
            CounterFile,
            COUNTER,
            '[display]\ndriver = "qsystem"',
            '[display]\ndriver = "qsystm"',
            'no driver "qsystm" on this machine. Did you mean "qsystem"?',
        ),
        (
            CounterFile,
            COUNTER,
            '[keypad]\ndriver = "qsystem"',
            '[keypad]\ndriver = "alpha"',
            'no driver "alpha" on this machine. Known: buttons, modbus, qsystem',
        ),
        (
            RatingFile,
            RATING,
            'driver = "serial"\n',
            'driver = "seral"\n',
            'no driver "seral" on this machine. Did you mean "serial"?',
        ),
        (CounterFile, COUNTER, "127.0.0.1", "127.0.0.1 1883", 'key "host" is "127.0.0.1 1883"'),
    ],
)
def test_a_wrong_driver_model_or_address_is_one_error_on_its_line(
    kind: type[Settings], text: str, old: str, new: str, said: str
) -> None:
    wrong = text.replace(old, new, 1)
    rows = wrong.split("\n")
    line = next(n for n, row in enumerate(rows, 1) if row != text.split("\n")[n - 1])
    errors = errors_of(wrong, kind)
    # A wrong driver may show on the address that was meant for another.
    assert [at for at, _ in errors] == [line + ('"serial"' in new)]
    assert said in errors[0][1]
    assert errors_of(wrong, kind, "vi")[0][0] == errors[0][0]


@pytest.mark.parametrize("address", ["192.168.10.21", "printer.lan:9100", "[fe80::1]:9100", "may-in-1:9100"])
def test_a_network_printer_may_be_called_by_name_or_ip_address(address: str) -> None:
    assert loads(KIOSK.replace("192.168.10.21:9100", address), "f.toml", KioskFile).printer.address == address


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("hub", True),
        ("hub.ttphcc.vn", True),
        ("192.168.1.999", False),
        ("192.168.1", False),
        ("", False),
        ("a b", False),
        ("fe80::1%eth0", True),
        ("fe80::1%eth0\nallow_anonymous true", False),
        ("hub\nallow_anonymous true", False),
        ("hub\n", False),
        ("-hub", False),
        ("hub..vn", False),
        ("a" * 64, False),
    ],
)
def test_a_host_is_an_ip_address_or_a_name(text: str, right: bool) -> None:
    assert is_host(text) is right


def test_settings_are_judged_without_importing_a_driver() -> None:
    done = subprocess.run([sys.executable, "-c", IMPORTED], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"
