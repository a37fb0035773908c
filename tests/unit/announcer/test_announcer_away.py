"""While the hub is silent the hall hears that numbers are called at the counters, where a setting says so."""

from typing import Any

import pytest
from test_announcer_logic import Desk, replies, spoken

from announcer.away import AWAY, FIRST_S
from announcer.logic import AnnouncerLogic, Cut, Speak
from announcer.phrases import Phrases
from devicekit.orders import Proclaim
from devicekit.sound import clipset
from devicekit.steps import HubHeard, HubSilent, Ordered, SetTimer, Started, StopTimer, TimerDue
from devicekit.text_files import load_texts

PHRASES = Phrases(load_texts("vi"))
EVERY_S = 300.0
STARTED = Started("announcer-1", "s", {}, ())


class Hall(Desk):
    def __init__(self, away_s: float = EVERY_S) -> None:
        super().__init__()
        self.logic = AnnouncerLogic(PHRASES, away_s)


def timers(effects: list[Any]) -> list[float]:
    return [effect.seconds for effect in effects if isinstance(effect, SetTimer) and effect.name == AWAY]


@pytest.fixture
def hall() -> Hall:
    made = Hall()
    made.do(STARTED)
    made.do(HubHeard(0))
    return made


def test_the_hall_is_told_once_and_then_every_so_many_minutes(hall: Hall) -> None:
    assert timers(hall.do(HubSilent("link down"))) == [FIRST_S]
    assert timers(hall.do(HubSilent("still down"))) == [], "the time runs on"
    for _ in range(3):
        effects = hall.do(TimerDue(AWAY))
        assert [effect.clips for effect in effects if isinstance(effect, Speak)] == [PHRASES.manual()]
        assert timers(effects) == [EVERY_S]
        assert replies(hall.ended(AWAY)) == []


def test_a_loudspeaker_that_never_heard_its_hub_tells_it_too() -> None:
    hall = Hall()
    assert timers(hall.do(STARTED)) == [FIRST_S]


def test_a_hub_that_is_back_ends_it(hall: Hall) -> None:
    hall.do(HubSilent("link down"))
    assert StopTimer(AWAY) in hall.do(HubHeard(0))
    assert hall.do(TimerDue(AWAY)) == []
    assert timers(hall.do(HubSilent("again"))) == [FIRST_S]


def test_without_the_setting_nothing_is_said() -> None:
    hall = Hall(away_s=0.0)
    assert timers(hall.do(STARTED)) == timers(hall.do(HubSilent("link down"))) == []


def test_it_never_comes_between_calls_and_calls_wait_for_its_end(hall: Hall) -> None:
    hall.call("c1")
    hall.do(HubSilent("link down"))
    effects = hall.do(TimerDue(AWAY))
    assert (spoken(effects), timers(effects)) == ([], [EVERY_S])
    hall.ended("c1")
    assert spoken(hall.do(TimerDue(AWAY))) == [AWAY]
    assert spoken(hall.call("c2")) == []
    assert spoken(hall.ended(AWAY)) == ["c2"]


def test_an_evacuation_cuts_it_and_nothing_is_said_of_counters_while_it_lasts(hall: Hall) -> None:
    hall.do(HubSilent("link down"))
    hall.do(TimerDue(AWAY))
    assert Cut() in hall.do(Ordered("e1", Proclaim(notice="evacuate", repeat_s=60), 1, 60_000))
    assert spoken(hall.ended(AWAY)) == ["e1"]
    assert spoken(hall.do(TimerDue(AWAY))) == []


def test_its_words_are_those_of_the_texts_and_have_their_clips() -> None:
    words = PHRASES.manual()
    assert " ".join(words[2:]) == "số thứ tự được gọi trực tiếp tại quầy , mời quý vị chú ý"
    assert clipset.load(clipset.shipped("announcer", "vi"), PHRASES.vocabulary()).wrong == {}


def test_an_older_set_of_ones_own_lacks_nothing_where_it_is_never_said() -> None:
    more = set(PHRASES.vocabulary()) - set(PHRASES.vocabulary(manual=False))
    assert more == set(PHRASES.manual()[2:]) - {","}
