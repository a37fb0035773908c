"""The living floor over HTTP, on real programs: what is shown, what can be done, each mischief and how it is recovered.

One floor for all; the tests leave it well, and each begins with whatever queue the others left.
"""

import io
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
import requests
from PIL import Image
from stage_house import House, lamp, open_house

from motcua.demo.wait import wait_for
from motcua.onestop.catalogue import PROCEDURES
from motcua.stage.feed import PAUSE_S

LAND = PROCEDURES[0].code


@pytest.fixture(autouse=True)
def nothing_left_behind() -> None:
    """Programs come and go here; what is left is counted after the floor (house)."""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    threads = set(threading.enumerate())
    children = set(psutil.Process().children(recursive=True))
    with open_house(Path(tmp_path_factory.mktemp("f"))) as house:
        yield house
    wait_for(lambda: set(threading.enumerate()) <= threads, "every thread to end")
    assert set(psutil.Process().children(recursive=True)) <= children


def first(look: Any) -> Any:
    return look["counters"][0]


def called(house: House) -> str:
    """The number that counter 1 serves now; takes and calls one where there is none."""
    look = house.look()
    if first(look)["text"] and not first(look)["blinking"]:
        return str(first(look)["text"])
    if not first(look)["text"]:
        house.press()
        house.key("next", lambda counter: counter["text"] and counter["blinking"], "a number that blinks")
    look = house.key("start", lambda counter: counter["text"] and not counter["blinking"], "it to stand still")
    return str(first(look)["text"])


def finish(house: House) -> None:
    number = first(house.look())["text"]
    house.key("finish", lambda counter: counter["text"] != number, "the number to go")


# What is shown


def test_a_visit_is_seen_on_paper_digits_board_loudspeaker_and_wire(house: House) -> None:
    house.press()
    look = house.look()
    paper = Image.open(io.BytesIO(house.ask(f"/stage/paper/kiosk-1/{look['kiosks'][0]['papers']}.png").content))
    assert (paper.mode, paper.width) == ("1", 576)
    house.key("next", lambda counter: counter["blinking"], "a number that blinks")
    look = house.wait(lambda s: s["announcers"][0]["sounds"], "the call")
    number = first(look)["text"]
    assert (number[0], first(look)["part"]["state"], first(look)["officer"]) == ("A", "ok", "Nguyễn Thị Ánh")
    house.wait(lambda s: any(call["number"] == number for call in s["board"]["calls"]), "the call on the board")
    (sound, *_) = look["announcers"][0]["sounds"]
    assert (sound["n"], len(sound["peaks"]), max(sound["peaks"]) > 20) == (1, 120, True)
    assert house.ask("/stage/sound/announcer-1/1.wav").content.startswith(b"RIFF")
    story = house.ask(f"/stage/story/{number}").json()
    assert (story["number"], len(story["vi"]), len(story["en"]) > 1) == (number, len(story["en"]), True)
    called(house)
    finish(house)


def test_a_watcher_gets_the_floor_and_the_last_messages_and_then_what_is_new(house: House) -> None:
    with house.watching() as events:
        (kind, look), (also, messages) = next(events), next(events)
        assert (kind, also) == ("floor", "message")
        assert 0 < len(messages) <= 50
        assert {"at_ms", "topic", "channel", "device", "type", "number", "text"} == set(messages[0])
        papers = look["kiosks"][0]["papers"]
        house.do("press", device="kiosk-1", service="social")
        seen: list[str] = []
        for name, value in events:
            seen += [each["type"] for each in value] if name == "message" else []
            if name == "floor" and value["kiosks"][0]["papers"] > papers and "TicketPrinted" in seen:
                break
    assert seen.index("TicketWanted") < seen.index("PrintTicket") < seen.index("TicketPrinted")


def test_three_counters_share_a_line_and_its_bytes_stand_beside_them(house: House) -> None:
    look = house.look()
    kinds = {counter["id"]: counter["kind"] for counter in look["counters"]}
    assert kinds == {"counter-1": "qsystem", "counter-2": "qsystem", "counter-3": "modbus", "counter-4": "armfly"}
    assert look["line"]["counters"] == ["counter-2", "counter-3", "counter-4"]
    assert next(each for each in look["programs"] if each["name"] == "line-1")["devices"] == look["line"]["counters"]
    house.do("press", device="kiosk-1", service="business")
    house.wait(lambda s: s["counters"][2]["box"]["lamp"] == "green", "the lamp of a keypad whose keys are heard")
    house.do("key", device="counter-3", key="next")
    look = house.wait(lambda s: s["counters"][2]["text"], "a number on the board that is asked by Modbus")
    number = look["counters"][2]["text"]

    def told(frames: Any) -> bool:
        said = {(each["ours"], each["text"]) for each in frames}
        shown = any(each["values"].get("text") == number for each in frames)
        return shown and {(True, "sniff.modbus.text"), (False, "sniff.modbus.taken")} <= said

    house.wait(lambda s: told(s["line"]["frames"]), "the frame of that number, and its answer")
    house.do("line", device="counter-4", plugged=False)
    house.wait(lambda s: not any(each["plugged"] for each in s["counters"][1:]), "three counters without their line")
    house.do("line", device="counter-2", plugged=True)
    house.wait(lambda s: s["counters"][2]["text"] == number, "the number again")
    house.do("key", device="counter-3", key="finish")
    house.wait(lambda s: s["counters"][2]["text"] != number, "the number to go")


def test_a_busy_floor_is_drawn_no_faster_than_five_times_a_second(house: House) -> None:
    with house.watching() as events:
        times: list[float] = []
        for name, _ in events:
            times += [time.monotonic()] if name == "floor" else []
            house.do("paper", device="kiosk-1", state="low" if len(times) % 2 else "full")
            if len(times) == 6:
                break
    house.do("paper", device="kiosk-1", state="full")
    # The first is there already, and the second may follow at once.
    assert times[-1] - times[1] > 3.5 * PAUSE_S


def test_a_screen_is_seen_as_its_program_drew_it_and_a_finger_turns_the_page(house: House) -> None:
    hall = next(each for each in house.look()["raters"] if each["counter"] == "")

    def heading() -> bytes:
        """What does not change by a button's being pressed."""
        answer = house.ask(f"/stage/glass/rating-hall/{hall['version']}.webp")
        picture = Image.open(io.BytesIO(answer.content))
        assert picture.size == (hall["width"], hall["height"])
        return picture.crop((0, 100, hall["width"], 270)).tobytes()

    before = heading()
    # Of the agencies in the middle of the page one is hit.
    house.do("touch", device="rating-hall", x=hall["width"] // 3, y=hall["height"] // 2)
    house.wait(lambda s: heading() != before, "another page")


# What is refused


@pytest.mark.parametrize(
    ("act", "status", "words"),
    [
        ({"act": "fly"}, 400, "press{device, service}"),
        ({"act": "key", "device": "counter-1", "key": "jump"}, 400, "next|start|fee|finish"),
        ({"act": "press", "device": "kiosk-9", "service": "land"}, 404, "kiosk-1"),
        ({"act": "press", "device": "kiosk-1", "service": "moon"}, 404, "land, justice"),
        ({"act": "key", "device": "kiosk-1", "key": "next"}, 404, "counter-1"),
        ({"act": "paper", "device": "counter-1", "state": "out"}, 404, "printer-1"),
        ({"act": "touch", "device": "rating-1", "x": 1024, "y": 0}, 400, "1024 × 600"),
        ({"act": "kill", "program": "nobody"}, 404, "announcer-1"),
        ({"act": "accept", "counter": "counter-9", "procedure": LAND}, 404, "counter-1"),
        ({"act": "accept", "counter": "counter-1", "procedure": "9"}, 404, LAND),
        ({"act": "paid", "code": "H34.12-1"}, 404, "H34.12-1"),
    ],
)
def test_what_is_not_there_is_refused_with_what_is(house: House, act: dict[str, Any], status: int, words: str) -> None:
    answer = house.ask("/stage/do", **act)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    said = answer.json()
    assert words in said["vi"] + said["detail"]
    assert words in said["en"] + said["detail"]


@pytest.mark.parametrize(
    "path",
    [
        *("/nothing", "/stage/paper/kiosk-1/0.png", "/stage/paper/kiosk-1/9999.png", "/stage/paper/moon/1.png"),
        *("/stage/glass/moon/1.webp", "/stage/sound/announcer-1/99.wav", "/stage/story/A888", "/stage/story/a%2Fb"),
    ],
)
def test_what_is_not_kept_is_not_found(house: House, path: str) -> None:
    answer = house.ask(path)
    assert answer.status_code == 404
    assert answer.json()["vi"]


def test_strangers_stay_outside(house: House) -> None:
    port = house.url.rpartition(":")[2]
    headers = [
        ({"host": f"evil.example:{port}"}, 403),
        ({"origin": "http://evil.example"}, 403),
        ({"content-type": "text/plain"}, 415),
    ]
    for header, status in headers:
        said = {"content-type": "application/json"} | header
        answer = requests.post(f"{house.url}/stage/do", b'{"act":"broker","up":false}', headers=said, timeout=5)
        assert answer.status_code == status
    assert house.look()["broker"]["alive"]


# Mischief


def test_without_paper_lamp_and_part_say_so_and_with_paper_tickets_come_again(house: House) -> None:
    numbers = len(house.numbers())
    house.do("paper", device="kiosk-1", state="out")
    look = house.wait(lambda s: s["kiosks"][0]["printer"]["part"]["code"] == "paper_out", "the part to fail")
    assert look["kiosks"][0]["printer"]["paper"] == "out"
    house.wait(lambda s: lamp(s, "land") == (False, False) or lamp(s, "land")[1], "the lamp to say so")
    house.do("press", device="kiosk-1", service="land")
    house.do("paper", device="kiosk-1", state="full")
    house.press()
    assert len(house.numbers()) == numbers + 1


def test_a_slip_waits_for_paper_and_comes_out_then(house: House) -> None:
    number = called(house)
    printed = house.look()["printers"][0]["papers"]
    house.do("paper", device="printer-1", state="out")
    house.wait(lambda s: s["printers"][0]["printer"]["part"]["code"] == "paper_out", "the part to fail")
    house.do("accept", counter="counter-1", procedure=LAND, ticket=number)
    wait_for(lambda: "DossierReported" in {fact["kind"] for fact in house.facts()}, "the hub to know of the dossier")
    assert house.look()["printers"][0]["papers"] == printed
    house.do("paper", device="printer-1", state="full")
    look = house.wait(lambda s: s["printers"][0]["papers"] == printed + 1, "the slip")
    assert look["onestop"]["dossiers"][-1]["ticket"] == number


def test_an_unplugged_line_is_a_failed_part_and_the_digits_are_back_when_it_is_plugged_in(house: House) -> None:
    number = called(house)
    house.do("line", device="counter-1", plugged=False)
    look = house.wait(lambda s: first(s)["part"] == {"state": "failed", "code": "port"}, "the part to fail")
    # A display keeps what it shows.
    assert (first(look)["plugged"], first(look)["text"]) == (False, number)
    hub, request = look["hub_url"], {"request": "unplugged-0001"}
    assert requests.post(f"{hub}/api/v1/counters/counter-1/finish", json=request, timeout=5).status_code == 200
    house.do("line", device="counter-1", plugged=True)
    house.wait(lambda s: first(s)["part"]["state"] == "ok" and first(s)["text"] != number, "the display to catch up")


def test_without_broker_the_reserve_gives_numbers_which_the_hub_takes_in_later(house: House) -> None:
    before = house.numbers()
    house.do("broker", up=False)
    look = house.wait(lambda s: not s["kiosks"][0]["online"], "the kiosk to be offline")
    assert not look["broker"]["alive"]
    for _ in range(2):
        house.press("justice")
    assert not house.look()["broker"]["alive"]
    house.do("broker", up=True)
    wait_for(lambda: len(house.numbers()) == len(before) + 2, "the numbers to be taken in", 20)
    assert all(number.startswith("C90") for number in house.numbers()[len(before) :])
    house.wait(lambda s: all(each["online"] for each in (*s["kiosks"], *s["counters"])), "everybody to be back")
    assert len(set(house.numbers())) == len(house.numbers())


def test_a_killed_hub_is_started_again_and_nothing_is_lost(house: House) -> None:
    empty = house.look()["board"]["waiting"]
    house.press("business")
    before, papers = house.numbers(), house.look()["kiosks"][0]["papers"]
    waiting = house.wait(lambda s: s["board"]["waiting"] != empty, "the board to count one more")["board"]["waiting"]
    house.do("kill", program="hub")
    look = house.wait(lambda s: not s["board"]["live"], "the board to be stale")
    assert look["board"]["waiting"] == waiting
    assert house.ask(f"/stage/story/{before[0]}").status_code == 503
    house.press("business")
    look = house.wait(lambda s: s["board"]["live"], "the hub to be back")
    assert [each["starts"] for each in look["programs"] if each["name"] == "hub"] == [2]
    assert sum(line.startswith("hub ended; started again") for line in house.said) == 1
    assert all("\n" not in line for line in house.said)
    wait_for(lambda: len(house.numbers()) == len(before) + 1, "the ticket to be known", 20)
    house.press("business")
    numbers = house.numbers()
    assert numbers[: len(before)] == before
    assert len(set(numbers)) == len(numbers) == len(before) + 2
    assert house.look()["kiosks"][0]["papers"] == papers + 2


def test_with_the_one_stop_system_cut_off_records_wait_and_arrive_once(house: House) -> None:
    house.do("onestop", away=True)
    assert house.look()["onestop"]["away"]
    records = len(house.book())
    number = called(house)
    finish(house)
    wait_for(
        lambda: any(f["kind"] == "Finished" and f["fact"].get("number") == number for f in house.facts()), "the end"
    )
    assert len(house.book()) == records
    house.do("onestop", away=False)
    wait_for(lambda: "finished" in [kind for kind, _ in house.book()[records:]], "the records to arrive", 20)
    assert all(times == 1 for _, times in house.book())
    house.wait(lambda s: s["onestop"]["records"] == len(house.book()), "the desk to show as many")
