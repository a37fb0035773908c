"""Notices to the whole hall: in words, and how leaving the building silences everything else."""

import pytest
from test_announcer_logic import Desk, replies, spoken

from announcer.logic import Cut
from announcer.phrases import CHIME, PAUSE, Phrases
from devicekit.orders import Notice, Proclaim
from devicekit.steps import Ordered
from devicekit.text_files import load_texts

PHRASES = Phrases(load_texts("vi"))
EVACUATE = Proclaim(notice="evacuate", repeat_s=60)


def words(proclaim: Proclaim) -> str:
    clips = PHRASES.notice(proclaim)
    assert clips[:2] == (CHIME, PAUSE)
    return " ".join(clips[2:])


@pytest.mark.parametrize(
    ("proclaim", "said"),
    [
        (
            Proclaim(notice="open"),
            "kính chào quý vị , trung tâm bắt đầu làm việc , mời quý vị lấy số thứ tự và ngồi chờ đến lượt",
        ),
        (
            Proclaim(notice="closing_soon", part="morning", minutes=15),
            "còn mười lăm phút nữa trung tâm ngừng cấp số buổi sáng",
        ),
        (
            Proclaim(notice="ticket_closed", part="afternoon"),
            "trung tâm đã ngừng cấp số buổi chiều , quý vị đã có số vui lòng tiếp tục chờ đến lượt",
        ),
        (
            Proclaim(notice="lunch", time="13:00"),
            "trung tâm tạm nghỉ trưa , làm việc lại lúc mười ba giờ , số thứ tự đã lấy vẫn có giá trị",
        ),
        (
            Proclaim(notice="lunch", time="13:05"),
            "trung tâm tạm nghỉ trưa , làm việc lại lúc mười ba giờ năm phút , số thứ tự đã lấy vẫn có giá trị",
        ),
        (EVACUATE, "đề nghị quý vị bình tĩnh , di chuyển ra lối thoát hiểm theo hướng dẫn"),
    ],
    ids=lambda each: each.notice if isinstance(each, Proclaim) else "",
)
def test_a_notice_is_said_as_it_stands_in_the_texts(proclaim: Proclaim, said: str) -> None:
    assert words(proclaim) == said


@pytest.mark.parametrize("notice", ["closing_soon", "lunch"])
def test_a_notice_that_lacks_what_it_must_say_is_refused(notice: Notice) -> None:
    desk = Desk()
    assert replies(say(desk, "n1", Proclaim(notice=notice))) == [("n1", "refused")]


@pytest.mark.parametrize("minute", range(60))
def test_every_word_of_every_time_is_in_the_vocabulary(minute: int) -> None:
    for hour in range(24):
        clips = PHRASES.notice(Proclaim(notice="lunch", time=f"{hour:02}:{minute:02}"))
        assert set(clips) <= {*PHRASES.vocabulary(), PAUSE}


def say(desk: Desk, command: str, proclaim: Proclaim) -> list[object]:
    desk.hub_ms += 1
    return desk.do(Ordered(command, proclaim, desk.hub_ms, 60_000))


def test_leaving_the_building_cuts_in_drops_what_waits_and_is_repeated_until_its_time_is_over() -> None:
    desk = Desk()
    desk.call("c1")
    desk.call("c2", number="A002")
    effects = say(desk, "e1", EVACUATE)
    assert Cut() in effects
    assert replies(effects) == [("c2", "refused")]
    after = desk.ended("c1", reason="cut off: something urgent was to be said")
    assert (replies(after), spoken(after)) == ([("c1", "failed")], ["e1"])
    heard = desk.ended("e1")
    assert (replies(heard), spoken(heard)) == ([("e1", "done")], ["e1"])
    desk.now += 30
    again = desk.ended("e1")
    assert (replies(again), spoken(again)) == ([], ["e1"])
    assert replies(desk.call("c3")) == [("c3", "refused")]
    desk.now += 31
    last = desk.ended("e1")
    assert (replies(last), spoken(last)) == ([], [])
    assert spoken(desk.call("c4")) == ["c4"]


def test_the_hub_that_says_it_again_makes_it_last_longer() -> None:
    desk = Desk()
    assert spoken(say(desk, "e1", EVACUATE)) == ["e1"]
    desk.now += 50
    assert replies(say(desk, "e2", EVACUATE)) == [("e2", "done")]
    desk.now += 50
    assert spoken(desk.ended("e1")) == ["e1"]


def test_when_it_is_over_that_is_said_and_calls_are_heard_again() -> None:
    desk = Desk()
    say(desk, "e1", EVACUATE)
    desk.ended("e1")
    say(desk, "o1", Proclaim(notice="evacuate_over"))
    after = desk.ended("e1")
    assert (replies(after), spoken(after)) == ([], ["o1"])
    assert replies(desk.ended("o1")) == [("o1", "done")]
    assert spoken(desk.call("c1")) == ["c1"]
