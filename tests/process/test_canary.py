"""What a real one-stop system tells too much, names, identity and telephone numbers, is found nowhere at our side."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
import requests
from msgspec.structs import replace

from devicekit.messages import Event, SlipPrinted
from devicekit.sample_files import sample
from devicekit.scanner.settings import ScannerTable
from devicekit.scanner.virtual import PtyScanner
from devicekit.settings import load
from hub.settings import SiteFile
from kiosk_ticket.settings import CardTable, KioskFile, TimingTable
from motcua.demo.floor import Floor
from motcua.demo.run_folder import RunFolder
from motcua.demo.wait import wait_for
from motcua.onestop.server import OnestopServer

CODE = "000.00.01.H34-261124-0007"
NAME, IDENTITY, PHONE = "Cà Thị Na Ry", "062090000018", "0905123777"
CANARIES = (NAME, IDENTITY, PHONE, quote(NAME))
REASON = "Thiếu chữ ký của bên chuyển nhượng"


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder with a short name: Unix sockets lie in it."""
    with RunFolder("c-") as made:
        yield made


def dossier(**more: object) -> dict[str, object]:
    """A dossier as such systems send it, all of the citizen in it."""
    person = {"name": NAME, "fullname": NAME, "identityNumber": IDENTITY, "phoneNumber": PHONE}
    return {
        "code": CODE,
        "state": 3,
        "procedure_name": "Đăng ký biến động quyền sử dụng đất",
        "reason": f"{REASON} ({IDENTITY})",
        "qr": f"https://onestop.example.vn/tra-cuu?SGT={IDENTITY}&MHS={CODE}",
        "applicant": person,
        "ChuHoSo": NAME,
        "SoDienThoai": PHONE,
        **more,
    }


def events() -> Iterator[dict[str, object]]:
    yield {"id": "canary-1", "kind": "dossier", "counter": "1", "applicant": NAME, "dossier": dossier()}
    yield {"id": "canary-2", "kind": "dossier", "counter": NAME, "dossier": dossier(state=5, items=[IDENTITY])}
    yield {"id": "canary-3", "kind": "dossier", "counter": "1", "dossier": dossier(state=f"{NAME}")}
    yield {"id": "canary-4", "kind": "dossier", "counter": "1", "dossier": dossier(code=f"{IDENTITY}")}
    yield {"id": "canary-5", "kind": "dossier", "counter": "1", "dossier": dossier(due_at=f"{PHONE}")}
    yield {"id": "canary-6", "kind": "fee_paid", "dossier": dossier()}


def pages(url: str) -> bytes:
    """What the hub tells anybody, errors too."""
    paths = (
        "dossiers/" + CODE,
        "api/v1/dossiers/" + CODE,
        "api/v1/events",
        "api/v1/state",
        "api/v1/tickets/A001/trace",
    )
    return b"\n".join(requests.get(f"{url}/{path}", timeout=10).content for path in paths)


def test_names_identity_and_telephone_numbers_of_the_one_stop_system_are_nowhere(folder: Path) -> None:
    onestop = OnestopServer(load(sample("site.toml"), SiteFile))
    onestop.start()
    floor = Floor(sample("site.toml"), folder, "mosquitto", 0, None, onestop=onestop.url)
    try:
        floor.start()
        floor.kiosks[0].press("land")
        wait_for(lambda: floor.kiosks[0].printer.jobs, "the ticket")
        floor.counters[0].press("next")
        wait_for(lambda: floor.counters[0].shows() == "A001", "the call")
        for event in events():
            onestop.desk.write(event)
        probe = floor.probe
        assert probe is not None
        probe.wait(lambda heard: _is_printed(heard.message), "the slip")
        log = folder / "hub.log"
        wait_for(lambda: "canary-5" in log.read_text(encoding="utf-8"), "the last wrong event to be passed over")
        seen = pages(floor.url)
        heard = b"\n".join(each.payload for each in probe.heard)
    finally:
        floor.stop()
        onestop.stop()
    assert REASON.encode() in heard, "the printer must be told what the slip shows"
    assert CODE.encode() in seen
    for canary in CANARIES:
        assert canary.encode() not in heard
        assert canary.encode() not in seen
        assert not [file.name for file in kept(folder) if canary.encode() in file.read_bytes()]
    assert not [file.name for file in kept(folder) if REASON.encode() in file.read_bytes()], "gone with its order"


HOLDER = "Cà Thị Na Ry Thẻ"
CARD = f"{IDENTITY}||{HOLDER}|03091990|Nam|Thôn Kon Rbang|17122021"
OF_CARD = (HOLDER, IDENTITY, "Kon Rbang", "03091990")


def one_each(folder: Path) -> Path:
    """The sample centre, with one ticket per person of the first service."""
    text = sample("site.toml").read_text(encoding="utf-8")
    file = folder / "one-each.toml"
    file.write_text(text.replace('prefix = "A"', 'prefix = "A"\nper_person = 1', 1), encoding="utf-8")
    (folder / "key").write_text("the key of a centre that is made up\n")
    (folder / "key").chmod(0o600)
    return file


def test_of_an_id_card_only_a_keyed_hash_leaves_the_kiosk_and_no_file_keeps_the_rest(
    folder: Path, tmp_path: Path
) -> None:
    scanner = PtyScanner(folder / "usb-Scanner")

    def with_scanner(settings: KioskFile) -> KioskFile:
        reader, card = ScannerTable(port=str(scanner.path)), CardTable(key_file=str(tmp_path / "key"))
        return replace(settings, scanner=reader, card=card, timing=TimingTable(lock_out=0.2, refused=1.0))

    floor = Floor(one_each(tmp_path), folder, "mosquitto", 0, None, with_scanner)
    scanner.plug()
    try:
        floor.start()
        kiosk = floor.kiosks[0]
        log = folder / f"{kiosk.id}.log"
        scanner.read(CARD)
        kiosk.press("land")
        wait_for(lambda: kiosk.printer.jobs, "the ticket")
        scanner.read(CARD.replace("|Nam|", "|Nữ|"))
        wait_for(lambda: "was read badly" in log.read_text(encoding="utf-8"), "the bad card to be refused")
        wait_for(lambda: not kiosk.lamp_blinks("land"), "the refusal to be over")
        kiosk.press("land")
        wait_for(lambda: kiosk.lamp_blinks("land"), "the kiosk to ask for the card")
        scanner.read(CARD + "|")
        wait_for(lambda: "already_has_ticket A001" in log.read_text(encoding="utf-8"), "the second wish's refusal")
        seen = pages(floor.url)
        probe = floor.probe
        assert probe is not None
        heard = b"\n".join(each.payload for each in probe.heard)
    finally:
        floor.stop()
        scanner.unplug()
    assert len(kiosk.printer.jobs) == 1
    assert b'"person"' in heard and b'"person"' not in seen
    for canary in OF_CARD:
        assert canary.encode() not in heard
        assert canary.encode() not in seen
        assert not [file.name for file in kept(folder) if canary.encode() in file.read_bytes()]


def kept(folder: Path) -> list[Path]:
    return [file for file in folder.rglob("*") if file.is_file()]


def _is_printed(message: object) -> bool:
    return isinstance(message, Event) and isinstance(message.body, SlipPrinted)
