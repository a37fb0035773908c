"""What the hub asks of the one-stop system: officers and their photos, and dossiers by their code."""

import json
from pathlib import Path

import pytest
from bad_server import BadServer, answer
from msgspec.structs import replace
from sync_house import (
    CODE,
    SITE,
    SyncHouse,
    WaitUntil,
    house_fixture,  # noqa: F401
    server_fixture,  # noqa: F401
)

from hub.dossier import Dossier
from hub.errors import OnestopAway
from hub.plan import OfficerPlan
from motcua.onestop.catalogue import PROCEDURES
from motcua.onestop.faults import Faults
from motcua.onestop.server import OnestopServer


def test_officers_and_their_photos_come_and_stay_when_the_one_stop_system_is_away(
    tmp_path: Path, wait_until: WaitUntil
) -> None:
    said = replace(SITE.officer[0], name="Nguyễn Thị Ánh Tuyết", position="Chuyên viên chính")
    server = OnestopServer(replace(SITE, officer=(said, replace(said, id="binh", name="Bình"))))
    server.start()
    house = SyncHouse(tmp_path, server.url)
    house.onestop.start()
    wait_until(lambda: house.devices.adopted and len(house.photos) == 2, "officers with photos")
    before = house.devices.adopted[-1]
    assert (before["anh"].name, before["binh"].name) == ("Nguyễn Thị Ánh Tuyết", "Bình")
    assert before["anh"].photo.startswith("/api/v1/officers/anh/photo?v=")
    assert house.photos["anh"].read_bytes().startswith(b"\x89PNG")
    server.stop()
    house.close()
    house.photos.clear()
    house.restart()
    assert house.devices.adopted[-1] == before
    assert set(house.photos) == {"anh", "binh"}
    house.close()


@pytest.mark.parametrize("path", ["", "@evil.example/x", "//evil.example/x", "/../x y", "http://evil.example/"])
def test_a_photo_elsewhere_is_not_asked_for(tmp_path: Path, wait_until: WaitUntil, path: str) -> None:
    officers = {"officers": [{"id": "anh", "name": "Ánh", "photo": path}], "procedures": [], "events": [], "cursor": ""}
    server = BadServer(answer(json.dumps(officers).encode()))
    house = SyncHouse(tmp_path, server.url)
    house.onestop.start()
    wait_until(lambda: house.devices.adopted, "the officer")
    assert house.devices.adopted[0]["anh"] == OfficerPlan(id="anh", name="Ánh")
    assert {head.split()[1].partition("?")[0] for head in server.heads} <= {
        *("/api/v1/officers", "/api/v1/catalogue", "/api/v1/events", "/api/v1/records")
    }
    house.close()
    server.close()


def test_what_is_no_picture_is_no_photo(
    tmp_path: Path, wait_until: WaitUntil, caplog: pytest.LogCaptureFixture
) -> None:
    body = {"officers": [{"id": "anh", "name": "Ánh", "photo": "/anh.jpg"}], "procedures": []}
    server = BadServer(answer(json.dumps(body).encode()))
    house = SyncHouse(tmp_path, server.url)
    house.onestop.start()
    wait_until(lambda: house.devices.adopted, "the officer")
    assert house.devices.adopted[0]["anh"].photo == ""
    assert house.photos == {}
    assert "photo of anh is neither JPEG nor PNG" in caplog.text
    house.close()
    server.close()


# Look-ups


def test_a_dossier_is_found_by_its_code_alone(house: SyncHouse, server: OnestopServer) -> None:
    code = server.desk.accept("1", PROCEDURES[0].code)
    found = house.onestop.find(code.lower())
    assert isinstance(found, Dossier)
    assert (found.code, found.state, found.agency) == (code, 2, PROCEDURES[0].agency)
    assert house.onestop.find("H34.12-261125-9999") is None
    assert house.onestop.find("../events") is None
    assert house.onestop.find("079012345678") is None


@pytest.mark.parametrize("faults", [Faults(away="refuse"), Faults(away="close"), Faults(garbage=1), Faults(fail=1)])
def test_a_look_up_that_fails_says_away(house: SyncHouse, server: OnestopServer, faults: Faults) -> None:
    code = server.desk.accept("1", PROCEDURES[0].code)
    server.faults.set(faults)
    for _ in range(6):
        with pytest.raises(OnestopAway):
            house.onestop.find(code)


def test_a_look_up_never_tells_of_another_dossier(tmp_path: Path) -> None:
    server = BadServer(answer(json.dumps({"code": "H34.12-261125-0002", "state": 2}).encode()))
    house = SyncHouse(tmp_path, server.url)
    with pytest.raises(OnestopAway, match="another dossier"):
        house.onestop.find(CODE)
    house.close()
    server.close()
