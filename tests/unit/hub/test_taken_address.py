"""A second hub at the address, or on the store, of the first ends before the broker has heard of it."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hub_house import PLAN

from devicekit.clock import HandClock
from devicekit.link_memory import MemoryBroker, MemoryLink
from hub.__main__ import run
from hub.backups import Backups
from hub.bridge import subscriptions
from hub.errors import StoreError, WebError
from hub.main import Hub, build, goodbye
from hub.site_tables import BackupTable
from hub.web import WebServer
from hub.web_thread import listen_at


@pytest.fixture(autouse=True)
def signals() -> Iterator[None]:
    """Those of the test run, whatever run() does with them."""
    before = [(each, signal.getsignal(each)) for each in (signal.SIGTERM, signal.SIGINT)]
    yield
    for each, handler in before:
        signal.signal(each, handler)


def hub_at(store: Path, broker: MemoryBroker) -> Hub:
    link = MemoryLink(broker, subscriptions(PLAN), goodbye(PLAN, "hub-1"))
    return build(PLAN, store, link, HandClock(), "hub-1", lambda: 1.0)


def test_a_hub_whose_address_is_taken_says_so_unheard_at_the_broker_and_lets_its_store_go(tmp_path: Path) -> None:
    broker, store = MemoryBroker(HandClock()), tmp_path / "hub.db"
    hub = hub_at(store, broker)
    with listen_at("127.0.0.1", 0) as other:
        web = WebServer(hub.service, store, f"127.0.0.1:{other.getsockname()[1]}")
        with pytest.raises(WebError, match=r"can't listen at .*\[hub\] listen in site\.toml"):
            run(hub, web, Backups(hub.service, store, BackupTable()))
    assert broker.history == [], "neither a greeting nor a goodbye"
    next_one = hub_at(store, broker)
    next_one.prepare()
    next_one.close()


def test_a_hub_whose_store_is_taken_leaves_the_address(tmp_path: Path) -> None:
    store = tmp_path / "hub.db"
    first, second = (hub_at(store, MemoryBroker(HandClock())) for _ in range(2))
    first.prepare()
    web = WebServer(second.service, store, "127.0.0.1:0")
    with pytest.raises(StoreError, match="stop that one first"):
        run(second, web, Backups(second.service, store, BackupTable()))
    first.close()
    assert web.url.endswith(":0"), "no port was taken"
