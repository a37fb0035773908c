"""The tables that every device's settings file begins with."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from devicekit.device_settings import Broker, DeviceFile, broker_password, device_problems, read_secret
from devicekit.errors import SettingsError
from devicekit.settings import Locate, Problem, load


class Lamp(DeviceFile, frozen=True, kw_only=True):
    pin: int = 1


def problems(value: Lamp, _: Locate) -> Iterable[Problem]:
    yield from device_problems(value)


TEXT = '[device]\nid = "lamp-1"\nsite = "kontum"\nstate = "state"\n\n[broker]\npassword_file = "password"\n'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "lamp-1.toml"
    path.write_text(TEXT)
    return path


def test_the_user_name_is_the_device_id_unless_another_is_given(file: Path) -> None:
    assert load(file, Lamp).user == "lamp-1"
    file.write_text(TEXT + 'username = "other"\n')
    assert load(file, Lamp).user == "other"


def test_the_password_is_the_first_line_of_its_file(file: Path) -> None:
    secret = file.parent / "password"
    secret.write_text("s3cret\nnote\n")
    secret.chmod(0o600)
    assert broker_password(load(file, Lamp).broker) == "s3cret"


def test_no_password_file_means_no_password() -> None:
    assert broker_password(Broker()) is None


def test_a_password_that_others_may_read_is_an_error_on_its_line_and_when_it_is_read(file: Path) -> None:
    secret = file.parent / "password"
    secret.write_text("s3cret\n")
    secret.chmod(0o640)
    with pytest.raises(SettingsError, match=r"lamp-1\.toml:7: others may read .*mode 640.*chmod 600") as raised:
        load(file, Lamp, "en")
    assert "s3cret" not in str(raised.value)
    with pytest.raises(SettingsError, match="chmod 600"):
        read_secret(str(secret), "en")


def test_a_password_file_may_be_missing_until_the_program_starts(file: Path) -> None:
    settings = load(file, Lamp)
    with pytest.raises(SettingsError, match="there is no password file"):
        broker_password(settings.broker, "en")


def test_an_empty_password_is_refused(file: Path) -> None:
    secret = file.parent / "password"
    secret.write_text("\n")
    secret.chmod(0o600)
    with pytest.raises(SettingsError, match="empty"):
        read_secret(str(secret), "en")
