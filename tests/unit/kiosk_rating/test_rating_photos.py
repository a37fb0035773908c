"""The officer's photo: from the hub once, then from the disk; whatever is wrong with it costs only the photo."""

import hashlib
import http.server
import io
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from kiosk_rating.photos import KEPT, MOST_BYTES, Photos, get


def jpeg(colour: tuple[int, int, int] = (90, 60, 30)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (300, 400), colour).save(out, "JPEG")
    return out.getvalue()


PICTURE = jpeg()


def url(data: bytes = PICTURE) -> str:
    return f"/api/v1/officers/anh/photo?v={hashlib.sha256(data).hexdigest()}"


class Hub:
    """Answers every GET with the same bytes, and counts."""

    def __init__(self) -> None:
        self.data, self.status, self.asked = PICTURE, 200, 0
        hub = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                hub.asked += 1
                self.send_response(hub.status)
                self.end_headers()
                self.wfile.write(hub.data)

            def log_message(self, *args: object) -> None:
                pass

        self.server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self._thread = threading.Thread(target=self.server.serve_forever, args=(0.01,))
        self._thread.start()

    def stop(self) -> None:
        self.server.shutdown()
        self._thread.join()
        self.server.server_close()


@pytest.fixture
def hub() -> Iterator[Hub]:
    hub = Hub()
    yield hub
    hub.stop()


def test_a_photo_is_fetched_once_and_then_comes_from_the_disk(hub: Hub, tmp_path: Path) -> None:
    photos = Photos(tmp_path / "photos", hub.url)
    assert photos.bring(url()).outcome == "ok"
    assert photos.now[url()].get_size() == (480, 640)
    again = Photos(tmp_path / "photos", hub.url)
    assert again.bring(url()).outcome == "ok"
    assert hub.asked == 1


def test_a_kept_photo_that_was_damaged_is_fetched_again(hub: Hub, tmp_path: Path) -> None:
    Photos(tmp_path, hub.url).bring(url())
    (file,) = tmp_path.iterdir()
    file.write_bytes(file.read_bytes()[:-20])
    assert Photos(tmp_path, hub.url).bring(url()).outcome == "ok"
    assert hub.asked == 2


def test_a_photo_whose_content_is_not_its_name_is_shown_but_not_kept(hub: Hub, tmp_path: Path) -> None:
    assert Photos(tmp_path, hub.url).bring(url(b"another")).outcome == "ok"
    assert list(tmp_path.iterdir()) == []


def test_a_missing_photo_is_missing(hub: Hub, tmp_path: Path) -> None:
    hub.status = 404
    assert Photos(tmp_path, hub.url).bring("/api/v1/officers/anh/photo").outcome == "missing"


@pytest.mark.parametrize("status", [302, 401, 500, 503])
def test_a_hub_that_can_not_answer_is_asked_again_later(hub: Hub, tmp_path: Path, status: int) -> None:
    hub.status = status
    assert Photos(tmp_path, hub.url).bring(url()).outcome == "unreachable"


def test_no_hub_is_no_photo_and_says_where_it_was_looked_for(tmp_path: Path) -> None:
    came = Photos(tmp_path, "http://127.0.0.1:9").bring(url())
    assert came.outcome == "unreachable"
    assert "127.0.0.1:9" in came.reason


def test_a_huge_photo_is_cut_off_not_taken_in(hub: Hub, tmp_path: Path) -> None:
    hub.data = PICTURE + bytes(MOST_BYTES)
    came = Photos(tmp_path, hub.url).bring(url())
    assert (came.outcome, came.reason) == ("unreadable", "more than 2048 kB")


def test_what_is_no_picture_is_unreadable(hub: Hub, tmp_path: Path) -> None:
    hub.data = b"<html>404</html>"
    assert Photos(tmp_path, hub.url).bring(url()).outcome == "unreadable"


def test_only_the_newest_photos_are_kept(hub: Hub, tmp_path: Path) -> None:
    photos = Photos(tmp_path, hub.url)
    for n in range(KEPT + 4):
        hub.data = jpeg((n * 15, 0, 0))
        assert photos.bring(url(hub.data)).outcome == "ok"
    assert len(list(tmp_path.iterdir())) == KEPT
    assert len(photos.now) == 1


def test_a_full_or_read_only_disk_costs_only_the_next_fetch(hub: Hub, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_bytes(b"")
    assert Photos(blocked / "photos", hub.url).bring(url()).outcome == "ok"


def test_an_answer_that_never_ends_is_given_up(hub: Hub) -> None:
    hub.data = bytes(MOST_BYTES + 1)
    with pytest.raises(ValueError, match="more than"):
        get(f"{hub.url}/x?v=1")
