"""What an announcer says next, what it no longer says, and how every order is answered."""

from typing import Any

import pytest

from announcer.device import Played, SpeakerSeen
from announcer.logic import LOOK_S, AnnouncerLogic, Look, Speak
from announcer.phrases import Phrases
from announcer.playlist import LIMIT
from devicekit.messages import Part
from devicekit.orders import Announce, AskRating, Identify, Phrase, PrintTicket
from devicekit.steps import Health, Note, Ordered, Reply, SetTimer, Started, StepRefused, TimerDue
from devicekit.text_files import load_texts

PHRASES = Phrases(load_texts("vi"))
OK = Part(state="ok")
BROKEN = Part(state="failed", code="exit", detail="aplay ended with status 1")


class Desk:
    """An announcer's logic, its state and its clock."""

    def __init__(self) -> None:
        self.logic = AnnouncerLogic(PHRASES)
        self.state = self.logic.start()
        self.now = 100.0
        self.hub_ms = 0

    def do(self, event: object) -> list[Any]:
        self.state, effects = self.logic.step(self.state, event, self.now)
        return list(effects)

    def call(
        self, command: str, number: str = "A001", counter: str = "3", phrase: Phrase = "call", left_ms: int = 20_000
    ) -> list[Any]:
        self.hub_ms += 1
        return self.do(Ordered(command, Announce(phrase=phrase, number=number, counter=counter), self.hub_ms, left_ms))

    def ended(self, job: str, reason: str = "", player: Part = OK) -> list[Any]:
        return self.do(Played(job, reason, OK, player))


def spoken(effects: list[Any]) -> list[str]:
    return [effect.job for effect in effects if isinstance(effect, Speak)]


def replies(effects: list[Any]) -> list[tuple[str, str]]:
    return [(effect.command, effect.outcome) for effect in effects if isinstance(effect, Reply)]


def test_a_call_is_spoken_at_once_and_answered_when_it_has_ended() -> None:
    desk = Desk()
    first = desk.call("c1")
    assert [e.clips for e in first if isinstance(e, Speak)] == [
        PHRASES.clips(Announce(phrase="call", number="A001", counter="3"))
    ]
    assert replies(first) == []
    assert replies(desk.ended("c1")) == [("c1", "done")]


def test_one_at_a_time_and_in_order() -> None:
    desk = Desk()
    assert spoken(desk.call("c1", "A001")) == ["c1"]
    assert spoken(desk.call("c2", "A002") + desk.call("c3", "A003")) == []
    assert spoken(desk.ended("c1")) == ["c2"]
    assert spoken(desk.ended("c2")) == ["c3"]
    assert spoken(desk.ended("c3")) == []


def test_a_recall_of_a_call_that_still_waits_is_spoken_with_it_and_answered_too() -> None:
    desk = Desk()
    desk.call("c1", "A001")
    desk.call("c2", "A002")
    desk.call("c3", "A002", phrase="recall")
    desk.ended("c1")
    effects = desk.ended("c2")
    assert spoken(effects) == []
    assert replies(effects) == [("c2", "done"), ("c3", "done")]


def test_a_recall_of_what_is_being_spoken_is_spoken_after_it() -> None:
    desk = Desk()
    desk.call("c1")
    desk.call("c2", phrase="recall")
    assert spoken(desk.ended("c1")) == ["c2"]


def test_a_call_whose_time_runs_out_in_the_queue_is_dropped_and_reported() -> None:
    desk = Desk()
    desk.call("c1")
    (timer,) = desk.call("c2", "A002", left_ms=3_000)
    assert timer == SetTimer("stale", 3.0)
    desk.now += 3.0
    effects = desk.do(TimerDue("stale"))
    assert replies(effects) == [("c2", "expired")]
    assert [e.text for e in effects if isinstance(e, Note)] == ["call dropped: its time ran out before its turn came"]
    assert spoken(desk.ended("c1")) == []


def test_what_became_stale_while_another_was_spoken_is_skipped() -> None:
    desk = Desk()
    desk.call("c1")
    desk.call("c2", "A002", left_ms=3_000)
    desk.call("c3", "A003")
    desk.now += 5.0
    effects = desk.ended("c1")
    assert spoken(effects) == ["c3"]
    assert replies(effects) == [("c1", "done"), ("c2", "expired")]


def test_a_call_that_could_not_be_spoken_is_reported_and_the_next_one_is_tried() -> None:
    desk = Desk()
    desk.call("c1")
    desk.call("c2", "A002")
    effects = desk.ended("c1", BROKEN.detail, BROKEN)
    assert Reply("c1", "failed", BROKEN.detail) in effects
    assert Health("player", BROKEN) in effects
    assert spoken(effects) == ["c2"]
    assert Health("player", OK) in desk.ended("c2")


def test_a_full_queue_refuses_and_says_how_many_wait() -> None:
    desk = Desk()
    desk.call("c0")
    for n in range(LIMIT):
        desk.call(f"c{n + 1}", f"A{n:03}", "4")
    (refused, _) = desk.call("late", "A999")
    assert refused == Reply("late", "refused", f"{LIMIT} calls are waiting already")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (Announce(phrase="call", number="A001"), "the call names no counter"),
        (Announce(phrase="call", number="A001", counter="3*"), "counter '3*' can't be read out"),
        (AskRating(visit="v", number="A001", seconds=30), "an announcer can't do AskRating"),
        (
            PrintTicket(press="p", number="A001", service="land", service_name="Đất đai", issued_hub_ms=0),
            "an announcer can't do PrintTicket",
        ),
    ],
    ids=["no-counter", "unreadable", "rating", "print"],
)
def test_what_can_not_be_said_is_refused_with_the_reason(body: Any, said: str) -> None:
    effects = Desk().do(Ordered("c1", body, 0, 20_000))
    assert replies(effects) == [("c1", "refused")]
    assert said in effects[0].reason
    assert spoken(effects) == []


def test_identify_makes_the_loudspeaker_say_that_it_is_tested() -> None:
    desk = Desk()
    (effect,) = desk.do(Ordered("c1", Identify(), 0, 20_000))
    assert effect == Speak("c1", PHRASES.test())
    assert replies(desk.ended("c1")) == [("c1", "done")]


def test_the_loudspeaker_is_looked_at_from_the_start_and_again_but_not_while_it_speaks() -> None:
    desk = Desk()
    assert desk.do(Started("announcer-1", "s", {}, ())) == [Look(), SetTimer("look", LOOK_S)]
    assert desk.do(SpeakerSeen(BROKEN, OK)) == [Health("player", BROKEN), Health("clips", OK)]
    assert Look() in desk.do(TimerDue("look"))
    desk.call("c1")
    assert desk.do(TimerDue("look")) == [SetTimer("look", LOOK_S)]


@pytest.mark.parametrize("full", ["played", "stale"])
def test_a_full_disk_does_not_silence_the_hall(full: str) -> None:
    desk = Desk()
    desk.call("c1")
    desk.call("c2", "A002", left_ms=3_000)
    desk.call("c3", "A003")
    desk.now += 5.0
    event = Played("c1", "", OK, OK) if full == "played" else TimerDue("stale")
    effects = desk.do(StepRefused(event, "disk"))
    assert replies(effects) == []
    if full == "stale":
        effects = desk.ended("c1")
    assert spoken(effects) == ["c3"]


def test_an_order_that_could_not_be_refused_comes_again() -> None:
    desk = Desk()
    order = Ordered("c1", Announce(phrase="call", number="A001"), 0, 20_000)
    assert desk.do(StepRefused(order, "disk")) == []
    assert replies(desk.do(order)) == [("c1", "refused")]


def test_the_end_of_another_job_changes_nothing() -> None:
    desk = Desk()
    assert desk.ended("c9") == []
    desk.call("c1")
    assert desk.ended("c9") == []
    assert replies(desk.ended("c1")) == [("c1", "done")]
