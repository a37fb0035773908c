"""The agent runtime on bad days: parts that fail, a disk that is full or broken, a backlog of thousands."""

import time
from collections.abc import Iterator

import pytest
from fragile_disk import FragileDisk
from small_house import (
    FINISH,
    FREE,
    NEXT,
    Do,
    House,
    house_fixture,  # noqa: F401
)

from devicekit.errors import SpoolError
from devicekit.messages import (
    CommandResult,
    FaultChanged,
    Part,
)
from devicekit.spool import Batch, Stored
from devicekit.steps import (
    Answered,
    Emit,
    Health,
    HubSilent,
    Keep,
    Note,
    Ordered,
    Reply,
    SetTimer,
    Started,
    StateSet,
    StepRefused,
    TimerDue,
)


@pytest.fixture
def disk(house: House) -> Iterator[FragileDisk]:
    disk = FragileDisk()
    yield disk
    disk.room, disk.broken = None, False
    house.stop()
    disk.remove()


# Health


def test_health_goes_into_status_at_once_and_a_change_is_an_event_once(house: House) -> None:
    house.boot()
    bad = Part(state="failed", code="silent", detail="no answer on /dev/ttyUSB0")
    before = len(house.sent("status"))
    house.do(Health("display", Part(state="ok")))
    assert house.sent("evt") == []
    house.do(Health("display", bad))
    house.do(Health("display", bad))
    statuses = house.sent("status")[before:]
    assert [status.parts["display"].state for status in statuses] == ["ok", "failed"]
    (event,) = house.sent("evt")
    expected = FaultChanged(part="display", state="failed", code="silent", detail="no answer on /dev/ttyUSB0")
    assert event.body == expected
    house.do(Health("display", Part(state="ok")))
    assert [event.body.state for event in house.sent("evt")] == ["failed", "ok"]
    assert house.told(Answered) == []


def test_each_change_of_health_is_one_line_of_the_log(house: House, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "motcua.agent")
    house.boot()
    out = Part(state="failed", code="paper_out", detail="the roll is empty")
    for part in (Part(state="ok"), out, out, Part(state="ok")):
        house.do(Health("printer", part))
    said = [(record.levelname, record.getMessage()) for record in caplog.records if "printer" in record.getMessage()]
    assert said == [("WARNING", "printer is failed paper_out: the roll is empty"), ("INFO", "printer is ok")]


def test_health_found_by_a_timer_goes_into_status_at_once(house: House) -> None:
    house.reactions[TimerDue] = lambda due: [Health("display", Part(state="ok", detail="warm"))]
    house.boot()
    house.do(SetTimer("watch", 1.0))
    house.clock.turn(1.0)
    house.settle()
    assert house.sent("status")[-1].parts["display"].detail == "warm"


def test_the_last_of_two_reports_in_one_step_counts(house: House) -> None:
    house.boot()
    house.do(Health("display", Part(state="failed")), Health("display", Part(state="ok")))
    assert house.sent("evt") == []
    assert house.sent("status")[-1].parts["display"] == Part(state="ok")


def test_an_endless_error_text_does_not_make_an_event_that_nobody_can_read(house: House) -> None:
    house.boot()
    house.do(Health("display", Part(state="failed", code="silent", detail="\ud800" + "lỗi " * 300)))
    house.do(Emit(CommandResult(command="c1", outcome="failed", reason="x" * 5000)))
    fault, result = house.hub.bodies
    assert fault.detail.startswith("\\ud800lỗi ")
    assert (len(fault.detail), len(result.reason)) == (200, 200)
    house.kill()
    house.boot()
    assert house.told(Started)


def test_an_event_unanswered_for_ten_seconds_is_a_fault_that_names_the_likely_causes(house: House) -> None:
    house.boot()
    house.broker.fault = lambda topic, payload: 0 if topic.endswith("/evt") else 1
    house.turn(4)
    house.do(Emit(NEXT))
    house.turn(10)
    assert "unanswered" not in {status.parts["hub"].code for status in house.sent("status") if status.parts}
    house.turn(6)
    part = house.sent("status")[-1].parts["hub"]
    assert (part.state, part.code) == ("degraded", "unanswered")
    assert all(cause in part.detail for cause in ("ACL", "too large", "network", "hub is down"))
    assert house.told(HubSilent) == []
    house.broker.fault = lambda topic, payload: 1
    house.turn(25)
    assert house.sent("status")[-1].parts["hub"] == Part(state="ok")


def test_an_hour_without_a_broker_is_not_an_unanswered_event(house: House) -> None:
    house.boot()
    house.broker.fault = lambda topic, payload: 0 if topic.endswith("/evt") else 1
    house.do(Emit(NEXT))
    house.broker.stop()
    house.turn(3600, by=5)
    house.clock.turn(4.99)
    house.broker.restart()
    house.settle()
    house.turn(1)
    part = house.sent("status")[-1].parts["hub"]
    assert part == Part(state="ok")


# The disk


def test_a_full_disk_keeps_the_state_does_nothing_of_the_step_and_the_next_step_works(
    house: House, disk: FragileDisk
) -> None:
    house.boot()
    before, sent = house.agent.state, len(house.sent("evt"))
    disk.room = 0
    refused = Do((Emit(NEXT), SetTimer("t", 1), Note("info", "never said"), "ring"))
    house.do(*refused.effects)
    assert house.agent.state == (*before, StepRefused(refused, "disk"))
    assert len(house.sent("evt")) == sent
    assert house.lamp.done == []
    house.turn(2)
    assert house.told(TimerDue) == []
    part = house.sent("status")[-1].parts["disk"]
    assert (part.state, part.code) == ("failed", "full")
    assert "free some space" in part.detail
    house.do("blink")
    assert house.lamp.done == ["blink"]
    disk.room = None
    house.do(Emit(FINISH))
    assert house.hub.bodies == [FINISH]
    assert house.sent("status")[-1].parts["disk"] == Part(state="ok")


def test_a_disk_with_room_again_is_noticed_without_anyone_pressing(house: House, disk: FragileDisk) -> None:
    house.boot()
    disk.room = 0
    house.do(Emit(NEXT))
    house.turn(20)
    assert house.sent("status")[-1].parts["disk"].state == "failed"
    disk.room = None
    house.turn(5)
    assert house.sent("status")[-1].parts["disk"] == Part(state="ok")


def test_a_full_disk_is_told_in_the_log_once_and_not_at_every_try(
    house: House, disk: FragileDisk, caplog: pytest.LogCaptureFixture
) -> None:
    house.boot()
    disk.room = 0
    for _ in range(5):
        house.do(Emit(NEXT))
        house.turn(10)
    assert sum("disk is full" in record.message for record in caplog.records) == 1


def test_health_found_while_the_disk_is_full_is_still_in_the_status(house: House, disk: FragileDisk) -> None:
    house.reactions[StepRefused] = lambda refused: [Health("display", Part(state="failed", code="silent")), "red"]
    house.boot()
    disk.room = 0
    house.do(Health("display", Part(state="failed", code="silent")))
    assert house.sent("status")[-1].parts["display"].code == "silent"
    assert house.lamp.done == ["red"]


def test_an_order_a_state_and_an_answer_refused_by_a_full_disk_come_again(house: House, disk: FragileDisk) -> None:
    house.reactions[Ordered] = lambda order: [Reply(order.command, "done"), "ring"]
    house.reactions[StateSet] = lambda state: [Keep("day", b"1"), "show"]
    house.reactions[Answered] = lambda answered: [Keep("done", b"1"), "thank"] if answered.key else []
    house.boot()
    house.hub.silent = True
    house.do(Emit(NEXT, key="k1"))
    disk.room = 0
    house.hub.silent = False
    house.hub.set(FREE)
    house.hub.order("c1", ttl_ms=60_000)
    house.hub.order("c2", ttl_ms=1000, age_ms=2000)
    house.turn(8)
    assert house.lamp.done == []
    assert (house.told(Ordered), house.told(StateSet), house.told(Answered)) == ([], [], [])
    disk.room = None
    house.hub.order("c1", ttl_ms=60_000)
    house.hub.order("c2", ttl_ms=1000, age_ms=2000)
    house.turn(40)
    assert sorted(house.lamp.done, key=str) == ["ring", "show", "thank"]
    outcomes = [body.outcome for body in house.hub.bodies if isinstance(body, CommandResult)]
    assert sorted(outcomes) == ["done", "expired"]


def test_a_broken_disk_ends_the_program_and_the_hub_is_told_why(house: House, disk: FragileDisk) -> None:
    house.boot()
    disk.broken = True
    house.agent.inbox.put(Do([Emit(NEXT)]))
    with pytest.raises(SpoolError, match="check the folder's owner and the disk"):
        house.agent.pump()
    house.agent.stop()
    assert house.sent("evt") == []
    last = house.sent("status")[-1]
    assert last.state == "offline"
    assert last.reason.startswith("stopped: spool ")


def test_answered_events_leave_the_disk_even_if_nothing_else_happens(house: House) -> None:
    house.hub.silent = True
    house.boot()
    house.do(*(Emit(NEXT) for _ in range(150)))
    house.hub.silent = False
    house.turn(20)
    assert len(house.hub.events) == 150
    assert len(house.spool.unanswered()) < 100


# A backlog


def test_a_backlog_of_10000_costs_an_idle_agent_nothing_and_drains_in_order(house: House) -> None:
    house.boot()
    house.agent.stop()
    house.spool.open()
    backlog = tuple(Stored(f"old.{n}", "", "boot-0", n, NEXT) for n in range(10_000))
    house.spool.commit(Batch(emits=backlog))
    house.spool.close()
    house.hub.silent = True
    house.boot()
    sent = len(house.broker.history)
    begin = time.process_time()
    house.turn(300, by=0.5)
    assert time.process_time() - begin < 2.0
    # A silent hub gets at most a burst of 50 every five seconds, and our heartbeat.
    assert len(house.broker.history) - sent <= 61 * 51
    house.hub.silent = False
    house.turn(40, by=0.1)
    assert len(house.hub.events) == 10_000
    assert len(house.spool.unanswered()) < 100


def test_a_new_press_does_not_wait_behind_a_backlog(house: House) -> None:
    house.boot()
    house.hub.silent = True
    house.do(*(Emit(NEXT) for _ in range(1000)))
    house.hub.silent = False
    while not house.told(Answered):
        house.turn(0.1, by=0.1)
    assert len(house.hub.events) < 500
    house.do(Emit(FINISH, key="new"))
    assert [answered.key for answered in house.told(Answered) if answered.key] == ["new"]


def test_presses_made_while_the_broker_was_away_arrive_in_their_order(house: House) -> None:
    house.boot()
    house.broker.stop()
    house.settle()
    for n in range(30):
        house.do(Emit(CommandResult(command=f"c{n}", outcome="done")))
    house.broker.restart()
    house.turn(1)
    assert [body.command for body in house.hub.bodies] == [f"c{n}" for n in range(30)]
