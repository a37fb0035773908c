"""`motcua broker-config`: what it refuses, and what it tells the technician to do next."""

import shutil
from pathlib import Path

import pytest

from devicekit.sample_files import sample
from hub.broker_files import BrokerFiles
from motcua.__main__ import main
from motcua.commands.broker_config import mosquitto_hint

SITE = str(sample("site.toml"))


@pytest.fixture
def site(tmp_path: Path) -> str:
    return str(shutil.copy(SITE, tmp_path / "site.toml"))


@pytest.mark.parametrize("bind", ["0.0.0.0\nallow_anonymous true", "", "192.168.10", "::1%lo\nallow_anonymous true"])
def test_the_broker_listens_on_an_address_or_nothing_is_written(
    bind: str, site: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "broker"
    assert main(["broker-config", site, "-o", str(folder), "--bind", bind]) != 0
    assert not folder.exists()
    said = capsys.readouterr().err
    assert "địa chỉ IP" in said
    assert "an IP address or a host name" in said
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize("bind", ["192.168.10.1", "::", "hub.ttphcc.vn"])
def test_the_broker_listens_where_it_is_told(bind: str, site: str, tmp_path: Path) -> None:
    assert main(["broker-config", site, "-o", str(tmp_path / "broker"), "--bind", bind]) == 0
    config = (tmp_path / "broker" / "mosquitto.conf").read_text(encoding="utf-8")
    assert [line for line in config.splitlines() if line.startswith("listener")] == [f"listener 1883 {bind}"]


def test_root_is_told_how_the_broker_of_debian_may_read_the_files(tmp_path: Path) -> None:
    folder = tmp_path / "broker"
    files = BrokerFiles(folder / "mosquitto.conf", folder / "acl", folder / "passwd", folder / "passwords", ())
    assert f"chgrp mosquitto {folder} {files.acl} {files.hashes}; chmod 2755 {folder}" in mosquitto_hint(
        files, 0, "root"
    )
    assert mosquitto_hint(files, 0, "mosquitto") == ""
    assert mosquitto_hint(files, 1000, "motcua") == ""
