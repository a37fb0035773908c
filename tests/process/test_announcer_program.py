"""The announcer's real program on a real floor: a broken loudspeaker is said where a person looks, and mends."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import wait_until
from msgspec.structs import replace

from devicekit.messages import CommandResult, Event, Status
from devicekit.sample_files import sample
from kiosk_ticket.settings import KioskFile
from motcua.demo.floor import Floor
from motcua.demo.probe import Heard
from motcua.demo.run_folder import RunFolder


def quick(settings: KioskFile) -> KioskFile:
    return replace(settings, timing=replace(settings.timing, lock_out=0.2))


@pytest.fixture
def floor() -> Iterator[Floor]:
    with RunFolder("motcua-test-") as folder:
        floor = Floor(sample("site.toml"), folder, "mosquitto", rows_per_s=None, kiosk_settings=quick, speech_speed=0)
        try:
            floor.start()
            yield floor
        finally:
            floor.stop()


def answer(heard: Heard) -> CommandResult | None:
    """What an announcer answered."""
    message = heard.message
    mine = heard.topic.kind == "announcer" and isinstance(message, Event)
    return message.body if mine and isinstance(message.body, CommandResult) else None


def player_is(heard: Heard, state: str) -> bool:
    message = heard.message
    part = message.parts.get("player") if isinstance(message, Status) else None
    return heard.topic.kind == "announcer" and part is not None and part.state == state


def take(floor: Floor) -> None:
    kiosk, papers = floor.kiosks[0], len(floor.kiosks[0].printer.jobs)
    wait_until(lambda: kiosk.lamp("land"), "the lamp")
    kiosk.press("land")
    kiosk.printer.wait_for_job(papers + 1, 10)


def press_next(floor: Floor) -> bool:
    """Again while the citizen is on the way it calls again. A key that meets a frame to the display is lost."""
    floor.counters[0].press("next")
    threading.Event().wait(0.7)
    return True


def log_of(floor: Floor) -> str:
    return Path(floor.folder / f"{floor.announcers[0].id}.log").read_text(encoding="utf-8")


def test_no_sound_card_shows_in_status_log_and_answer_and_the_next_call_is_spoken(floor: Floor) -> None:
    probe, speaker = floor.probe, floor.announcers[0].speaker
    assert probe is not None
    take(floor)
    speaker.fail("no-card")
    wait_until(lambda: press_next(floor) and any(map(answer, probe.heard)), "the answer to a call")
    failed = answer(probe.wait(answer, "the announcer's answer"))
    assert failed is not None
    assert (failed.outcome, "audio open error" in failed.reason) == ("failed", True)
    probe.wait(lambda heard: player_is(heard, "failed"), "a status that says so")
    assert "a call was not spoken" in log_of(floor)
    speaker.fail("")
    after = len(probe.heard)
    wait_until(lambda: press_next(floor) and speaker.firsts(), "the recall")
    done = answer(probe.wait(answer, "the announcer's answer", after))
    assert done is not None
    assert done.outcome == "done"
    probe.wait(lambda heard: player_is(heard, "ok"), "a status that says so", after)
