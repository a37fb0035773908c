"""What every device's settings file begins with: who am I, and where is the broker.

# kiosk_ticket/settings.py
class Button(Settings, frozen=True, kw_only=True):
    service: Annotated[Id, Meta(description="the service that this button asks for")]
    pin: Annotated[int, Meta(ge=0, le=27, description="its input, by BCM number")]

class KioskFile(DeviceFile, frozen=True, kw_only=True):
    button: Annotated[tuple[Button, ...], Meta(min_length=1, description="one table per button")]

def problems(value: KioskFile, locate: Locate) -> Iterable[Problem]:
    yield from device_problems(value)
    seen: dict[int, int] = {}
    for index, button in enumerate(value.button):
        path = ("button", index, "pin")
        if button.pin in seen:
            yield Problem(path, "kiosk.pin_taken", {"pin": button.pin, "line": seen[button.pin]})
        seen.setdefault(button.pin, locate(path))

settings = load(file, KioskFile, language)
link = MqttLink(settings.broker.host, settings.broker.port, settings.user, broker_password(settings.broker), ...)
"""

import stat
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

from msgspec import Meta

from devicekit.errors import SettingsError
from devicekit.hosts import is_host
from devicekit.settings import File, Folder, Id, Name, Problem, Settings, TcpPort
from devicekit.settings_words import Language, sayer


class Device(Settings, frozen=True, kw_only=True):
    """[device]: who this Pi is."""

    id: Annotated[Id, Meta(description="the device's id; the same as in site.toml on the hub, unique in the site")]
    site: Annotated[Id, Meta(description="the id of the centre; the same as [site] id in site.toml")]
    state: Annotated[Folder, Meta(description="folder for what must outlive a power cut; on the SD card or SSD")]


class Broker(Settings, frozen=True, kw_only=True):
    """[broker]: where the MQTT broker is and how to log in."""

    host: Annotated[Name, Meta(description="name or IP address of the broker's machine")] = "127.0.0.1"
    port: Annotated[TcpPort, Meta(description="the broker's TCP port")] = 1883
    username: Annotated[Id | None, Meta(description="MQTT user name; left out: the id of the device")] = None
    password_file: Annotated[
        File | None, Meta(description="file that holds the MQTT password on its first line; mode 600; left out: none")
    ] = None


class DeviceFile(Settings, frozen=True, kw_only=True):
    """Base of every device's settings file."""

    device: Annotated[Device, Meta(description="who this device is")]
    broker: Annotated[Broker, Meta(description="where the broker is")] = Broker()

    @property
    def user(self) -> str:
        """The MQTT user name."""
        return self.broker.username or self.device.id


def device_problems(value: DeviceFile) -> Iterable[Problem]:
    """What is wrong with the shared tables; a settings module's `problems` yields these first."""
    yield from broker_problems(value.broker)


def broker_problems(broker: Broker) -> Iterable[Problem]:
    """A host that is none; a password file that others may read (a missing one is an error only at the start)."""
    if not is_host(broker.host):
        yield Problem(("broker", "host"), "settings.host", {"value": broker.host})
    if broker.password_file is not None and Path(broker.password_file).exists():
        mode = _mode(broker.password_file)
        if mode & 0o077:
            values = {"file": broker.password_file, "mode": f"{mode:o}"}
            yield Problem(("broker", "password_file"), "settings.secret_open", values)


def broker_password(broker: Broker, language: Language = "vi") -> str | None:
    """The MQTT password, or None where no file is named. Raises SettingsError, as read_secret() does."""
    return None if broker.password_file is None else read_secret(broker.password_file, language)


def read_secret(file: str, language: Language = "vi") -> str:
    """The first line of a secret's file. Raises SettingsError when there is none or others may read it."""
    say = sayer(language)
    try:
        mode = _mode(file)
        text = Path(file).read_text(encoding="utf-8")
    except OSError as error:
        raise SettingsError((f"{file}:1: {say('settings.secret_missing', file=file)}",)) from error
    if mode & 0o077:
        raise SettingsError((f"{file}:1: {say('settings.secret_open', file=file, mode=f'{mode:o}')}",))
    secret = text.partition("\n")[0].strip()
    if not secret:
        raise SettingsError((f"{file}:1: {say('settings.secret_empty', file=file)}",))
    return secret


def _mode(file: str) -> int:
    return stat.S_IMODE(Path(file).stat().st_mode)
