"""The agent runtime with a logic and a hub of the test's own: nothing lost, nothing twice, everything in its time."""

import logging
import threading
from itertools import pairwise

import pytest
from small_house import (
    FINISH,
    FREE,
    HERE,
    NEXT,
    Do,
    House,
    house_fixture,  # noqa: F401
)

from devicekit.link import LinkDown
from devicekit.steps import (
    Answered,
    Emit,
    HubHeard,
    HubSilent,
    Keep,
    Note,
    Ordered,
    Reply,
    SetTimer,
    Started,
    StateSet,
    StopTimer,
    TimerDue,
)
from devicekit.worker import JobCrashed

# Presence


def test_a_device_says_at_birth_who_it_is_and_the_will_names_the_same_session(house: House) -> None:
    house.boot()
    first = house.sent("status")[0]
    assert (first.state, first.session, first.version) == ("online", house.agent.exchange.session, "0.1")
    house.kill()
    last = house.sent("status")[-1]
    assert (last.state, last.session, last.reason) == ("offline", first.session, "connection lost")


def test_a_heartbeat_comes_every_five_seconds(house: House) -> None:
    house.boot()
    before = len(house.sent("status"))
    house.turn(25)
    beats = house.sent("status")[before:]
    assert [b.sent_ms - a.sent_ms for a, b in pairwise(beats)] == [5000] * 4
    assert all(beat.state == "online" for beat in beats)


def test_a_clean_stop_says_so_itself_and_leaves_the_hardware_safe(house: House) -> None:
    house.boot()
    house.agent.stop()
    house.agent.stop()
    last = house.sent("status")[-1]
    assert (last.state, last.reason) == ("offline", "stopped")
    assert not house.lamp.running
    house.boot()
    assert house.told(Started)


def test_a_new_run_is_a_new_session(house: House) -> None:
    house.boot()
    house.kill()
    house.boot()
    sessions = {status.session for status in house.sent("status")}
    assert len(sessions) == 2


# Events


def test_an_event_is_on_disk_before_it_leaves_and_off_it_after_its_answer(house: House) -> None:
    house.boot()
    on_disk: list[int] = []

    def look(topic: str, payload: bytes) -> int:
        on_disk.append(len(house.spool.unanswered()))
        return 1

    house.broker.fault = look
    house.agent.inbox.put(Do([Emit(NEXT, key="k1")]))
    house.agent.pump()
    assert on_disk == [1]
    house.settle()
    (answered,) = house.told(Answered)
    assert (answered.key, answered.body, answered.answer.outcome) == ("k1", NEXT, "accepted")
    house.do(Emit(FINISH))
    assert [event.body for event in house.spool.unanswered()] == [FINISH]
    assert len(house.agent.exchange.outbox) == 0


def test_an_unanswered_event_is_sent_again_with_the_same_id_and_back_off(house: House) -> None:
    house.boot()
    house.hub.silent = True
    house.do(Emit(NEXT))
    house.turn(20)
    copies = house.sent("evt")
    assert len({(copy.id, copy.happened_ms) for copy in copies}) == 1
    # With the least jitter: 1 s after the first copy, then half of 2, 4, 8, ...
    assert [copy.sent_ms - copies[0].sent_ms for copy in copies] == [0, 1000, 2000, 4000, 8000, 16000]
    house.hub.silent = False
    house.turn(10)
    sent = len(house.sent("evt"))
    assert house.hub.bodies == [NEXT]
    house.turn(60)
    assert len(house.sent("evt")) == sent


def test_events_of_an_earlier_run_are_sent_again_and_told_to_the_logic(house: House) -> None:
    house.hub.silent = True
    house.boot()
    house.do(Emit(NEXT, key="k1"), Keep("count", b"1"))
    house.do(Emit(FINISH), Keep("gone", b"x"))
    house.do(Keep("gone", None))
    house.kill()
    house.hub.silent = False
    house.clock.turn(7)
    house.boot()
    (started,) = house.told(Started)
    assert (started.device, started.kept) == (HERE.device, {"count": b"1"})
    assert started.unanswered == (("k1", NEXT), ("", FINISH))
    assert started.ages == pytest.approx((7, 7), abs=0.01)
    house.turn(1)
    assert house.hub.bodies == [NEXT, FINISH]
    assert [answered.key for answered in house.told(Answered)] == ["k1", ""]


def test_an_event_takes_the_place_of_another_in_one_step(house: House) -> None:
    house.boot()
    house.hub.silent = True
    house.do(Emit(NEXT, key="press-1"))
    house.do(Emit(FINISH, key="press-1", replaces="press-1"))
    assert [(event.key, event.body) for event in house.spool.unanswered()] == [("press-1", FINISH)]
    house.hub.silent = False
    house.turn(5)
    assert house.hub.bodies == [FINISH]


def test_what_could_not_leave_because_the_link_just_broke_leaves_when_it_is_back(house: House) -> None:
    house.boot()
    house.agent.inbox.put(Do([Emit(NEXT)]))
    house.broker.stop()
    assert house.link.up is False
    house.settle()
    assert len(house.spool.unanswered()) == 1
    house.turn(60)
    house.broker.restart()
    house.turn(1)
    assert house.hub.bodies == [NEXT]


def test_a_broker_that_doubles_and_loses_messages_changes_no_effect(house: House) -> None:
    house.reactions[Ordered] = lambda order: [Reply(order.command, "done")]
    house.boot()
    copies = iter([2, 0, 1, 3, 0, 2, 1, 0, 0, 2] * 100)
    house.broker.fault = lambda topic, payload: next(copies)
    for n in range(10):
        house.do(Emit(NEXT, key=f"k{n}"))
        house.hub.order(f"c{n}", ttl_ms=60_000)
        house.settle()
    for n in range(10):
        house.hub.order(f"c{n}", ttl_ms=60_000)
        house.turn(10)
    house.broker.fault = lambda topic, payload: 1
    house.turn(40)
    assert sorted(answered.key for answered in house.told(Answered) if answered.key) == [f"k{n}" for n in range(10)]
    assert len({order.command for order in house.told(Ordered)}) == len(house.told(Ordered)) == 10
    assert house.hub.bodies.count(NEXT) == 10


# The hub


def test_the_hub_is_heard_once_and_silent_after_three_missed_heartbeats(house: House) -> None:
    house.boot()
    house.turn(20)
    assert house.told(HubHeard) == [HubHeard(house.told(HubHeard)[0].hub_ms)]
    assert house.told(HubSilent) == []
    house.hub.silent = True
    house.turn(14)
    assert house.told(HubSilent) == []
    house.turn(10)
    assert len(house.told(HubSilent)) == 1
    house.turn(30)
    assert len(house.told(HubSilent)) == 1
    house.hub.silent = False
    house.turn(5)
    assert len(house.told(HubHeard)) == 2


def test_a_lost_link_is_silence_at_once_and_told_once(house: House, caplog: pytest.LogCaptureFixture) -> None:
    house.boot()
    house.broker.stop()
    for _ in range(5):
        house.turn(6)
        house.agent.inbox.put(LinkDown("broker stopped"))
    (silent,) = house.told(HubSilent)
    assert silent.reason == "broker stopped"
    house.broker.restart()
    house.turn(1)
    assert len(house.told(HubHeard)) == 2
    assert [record.message for record in caplog.records].count("broker stopped") == 1


def test_the_newest_state_reaches_the_logic_and_a_repeat_does_not(house: House) -> None:
    house.hub.set(FREE)
    house.boot()
    assert house.told(StateSet) == [StateSet(FREE, 1_795_000_000_000)]
    house.broker.stop()
    house.broker.restart()
    house.turn(1)
    assert house.told(StateSet) == [StateSet(FREE, 1_795_000_000_000)]


def test_the_highest_epoch_is_remembered_over_a_restart_and_told_in_the_status(house: House) -> None:
    house.hub.epoch = 7
    house.boot()
    house.kill()
    house.hub.epoch = 6
    house.boot()
    house.hub.set(FREE)
    house.turn(5)
    assert house.told(StateSet) == []
    assert house.told(HubHeard) == []
    assert house.sent("status")[-1].epoch == 7


# Timers


def test_timers_fire_at_their_moment_in_the_order_of_their_moments(house: House) -> None:
    house.boot()
    house.do(SetTimer("late", 2.0), SetTimer("early", 1.0), SetTimer("replaced", 0.5), SetTimer("replaced", 1.5))
    house.clock.turn(0.999)
    house.settle()
    assert house.told(TimerDue) == []
    house.clock.turn(0.001)
    house.settle()
    assert house.told(TimerDue) == [TimerDue("early")]
    house.clock.turn(10)
    house.settle()
    assert [due.name for due in house.told(TimerDue)] == ["early", "replaced", "late"]


def test_a_timer_step_may_set_and_stop_timers_itself(house: House) -> None:
    again: dict[str, list[object]] = {
        "a": [SetTimer("a", 1.0), StopTimer("b"), SetTimer("c", 5.0)],
        "c": [SetTimer("d", 0.0)],
    }
    house.reactions[TimerDue] = lambda due: again.get(due.name, [])
    house.boot()
    house.do(SetTimer("a", 1.0), SetTimer("b", 2.0), SetTimer("c", 2.0), StopTimer("unknown"))
    house.clock.turn(2.0)
    house.settle()
    assert [due.name for due in house.told(TimerDue)] == ["a"]
    house.turn(5)
    assert [due.name for due in house.told(TimerDue)].count("a") == 6
    assert "b" not in [due.name for due in house.told(TimerDue)]


def test_a_timer_of_no_seconds_fires_once_and_does_not_hang_the_loop(house: House) -> None:
    house.reactions[TimerDue] = lambda due: [SetTimer("now", 0.0)]
    house.boot()
    house.agent.inbox.put(Do([SetTimer("now", 0.0)]))
    for _ in range(4):
        house.agent.pump()
    assert len(house.told(TimerDue)) >= 3


# The loop


def test_request_stop_ends_the_loop_and_the_watchdog_is_fed_from_it(house: House) -> None:
    house.boot()
    fed = threading.Event()

    def alive() -> None:
        fed.set()

    loop = threading.Thread(target=lambda: house.agent.run(alive, 0.01))
    loop.start()
    assert fed.wait(5)
    house.agent.request_stop()
    loop.join(5)
    assert not loop.is_alive()


def test_a_crashed_job_ends_the_program_instead_of_leaving_it_half_alive(house: House) -> None:
    house.boot()
    house.agent.inbox.put(JobCrashed("printer", ValueError("boom")))
    with pytest.raises(RuntimeError, match="worker 'printer' crashed"):
        house.agent.pump()


def test_a_note_of_the_logic_is_a_line_of_the_log_with_its_ids(house: House, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "motcua.agent")
    house.boot()
    house.do(Note("warning", "100% sure", {"press": "p1"}))
    record = next(record for record in caplog.records if record.message == "100% sure")
    assert record.levelname == "WARNING"
    assert vars(record)["ids"] == {"press": "p1"}
