"""Which one-stop system a demo has: one that stands by itself is shared, the own one of another demo is not."""

from collections.abc import Iterator

import pytest
from conftest import free_port

from devicekit.sample_files import sample
from devicekit.settings import load
from hub.settings import SiteFile
from motcua.demo.neighbour import Neighbour
from motcua.onestop.server import OnestopServer

SITE = sample("site.toml")


@pytest.fixture(params=[False, True], ids=["by itself", "of another demo"])
def there(request: pytest.FixtureRequest) -> Iterator[OnestopServer]:
    server = OnestopServer(load(SITE, SiteFile), free_port(), gives_way=request.param)
    server.start()
    yield server
    server.stop()


def test_a_system_by_itself_is_taken_and_that_of_another_demo_left_alone(
    there: OnestopServer, request: pytest.FixtureRequest
) -> None:
    port = int(there.url.rpartition(":")[2])
    neighbour = Neighbour(SITE, "auto", port)
    neighbour.start()
    try:
        shared = neighbour.url == there.url
        assert shared == (neighbour.desk is None)
        assert shared == ("by itself" in request.node.name)
    finally:
        neighbour.stop()


def test_none_is_none_and_a_url_is_taken_as_it_is() -> None:
    for where, url in (("none", ""), ("http://10.0.0.1:8090/", "http://10.0.0.1:8090")):
        neighbour = Neighbour(SITE, where)
        neighbour.start()
        assert (neighbour.url, neighbour.desk) == (url, None)
        neighbour.stop()
