"""Telling systemd: over a real datagram socket, as the service manager listens on one."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from devicekit.sdnotify import notify, watchdog_interval


@pytest.fixture
def manager(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """What systemd holds: a datagram socket, its path in the environment."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sock:
        sock.bind(str(tmp_path / "notify"))
        sock.settimeout(5)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        yield sock


def test_a_state_reaches_the_manager_word_for_word(manager: socket.socket) -> None:
    assert notify("READY=1")
    assert notify("STATUS=Đang chờ máy chủ")
    assert manager.recv(200) == b"READY=1"
    assert manager.recv(200).decode() == "STATUS=Đang chờ máy chủ"


def test_an_abstract_socket_is_reached_too(monkeypatch: pytest.MonkeyPatch) -> None:
    name = f"motcua-test-{os.getpid()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sock:
        sock.bind(f"\0{name}")
        sock.settimeout(5)
        monkeypatch.setenv("NOTIFY_SOCKET", f"@{name}")
        assert notify("WATCHDOG=1")
        assert sock.recv(200) == b"WATCHDOG=1"


def test_without_a_manager_nothing_happens(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    assert not notify("READY=1")
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "nobody"))
    assert not notify("READY=1")
    monkeypatch.setenv("NOTIFY_SOCKET", "/" + "x" * 300)
    assert not notify("READY=1")


@pytest.mark.parametrize(
    ("microseconds", "owner", "interval"),
    [
        ("30000000", "", 15.0),
        ("30000000", "own", 15.0),
        ("30000000", "1", None),
        ("", "", None),
        ("0", "", None),
        ("-5", "", None),
        ("soon", "", None),
        ("3²", "", None),
    ],
)
def test_the_watchdog_is_fed_twice_in_its_time_if_it_watches_this_process(
    monkeypatch: pytest.MonkeyPatch, microseconds: str, owner: str, interval: float | None
) -> None:
    monkeypatch.setenv("WATCHDOG_USEC", microseconds)
    monkeypatch.setenv("WATCHDOG_PID", str(os.getpid()) if owner == "own" else owner)
    assert watchdog_interval() == interval
