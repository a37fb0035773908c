"""The agent runtime and the hub's orders: each is done once, answered alike, never late, over restarts too."""

from small_house import (
    FINISH,
    House,
    house_fixture,  # noqa: F401
)

from devicekit.messages import CommandResult
from devicekit.orders import Identify
from devicekit.spool import Batch, Order
from devicekit.steps import (
    Emit,
    Keep,
    Ordered,
    Reply,
    Started,
)


def test_an_order_that_arrives_twice_at_once_is_done_once_and_answered_alike(house: House) -> None:
    house.reactions[Ordered] = lambda order: [Reply(order.command, "done"), "ring"]
    house.boot()
    house.hub.order("c1")
    house.hub.order("c1")
    house.settle()
    assert house.lamp.done == ["ring"]
    assert house.told(Ordered) == [Ordered("c1", Identify(), house.hub.now(), 5_000)]
    answers = [event for event in house.sent("evt") if isinstance(event.body, CommandResult)]
    assert [answer.id for answer in answers] == [answers[0].id] * 2
    assert answers[0].body == CommandResult(command="c1", outcome="done")


def test_an_order_still_being_worked_on_is_not_begun_again(house: House) -> None:
    house.reactions[Ordered] = lambda order: ["ring"]
    house.boot()
    for _ in range(3):
        house.hub.order("c1")
        house.turn(1)
    assert house.lamp.done == ["ring"]


def test_a_repeat_over_a_restart_gives_the_same_answer_and_no_second_deed(house: House) -> None:
    house.reactions[Ordered] = lambda order: [Emit(FINISH, answers=order.command), "ring"]
    house.boot()
    house.hub.order("c1")
    house.settle()
    house.do(Keep("later", b"1"))
    house.kill()
    house.boot()
    house.turn(1)
    house.hub.order("c1")
    house.settle()
    assert house.lamp.done == []
    assert house.told(Ordered) == []
    first, *rest = [event for event in house.sent("evt") if event.body == FINISH]
    assert rest
    assert {event.id for event in rest} == {first.id}


def test_an_order_begun_before_a_crash_is_not_begun_again(house: House) -> None:
    house.reactions[Ordered] = lambda order: [Keep("job", order.command.encode()), "ring"]
    house.boot()
    house.hub.order("c1")
    house.settle()
    house.kill()
    house.boot()
    house.hub.order("c1")
    house.settle()
    assert house.told(Ordered) == []
    assert house.told(Started)[0].kept == {"job": b"c1"}
    house.do(Reply("c1", "failed", "power cut"))
    assert [event.body.outcome for event in house.sent("evt")] == ["failed"]


def test_an_answer_given_later_keeps_the_age_by_which_it_is_forgotten(house: House) -> None:
    house.reactions[Ordered] = lambda order: ["ring"]
    house.boot()
    house.hub.order("c1")
    sent = house.hub.now()
    house.turn(2)
    house.do(Reply("c1", "done"))
    order = house.spool.order("c1")
    assert order is not None
    assert order.hub_ms == sent
    house.turn(30)
    assert house.spool.order("c1") == order


def test_an_order_too_old_is_answered_as_expired_and_never_shown_to_the_logic(house: House) -> None:
    house.boot()
    house.hub.order("c1", ttl_ms=1000, age_ms=1500)
    house.hub.order("c1", ttl_ms=1000, age_ms=1500)
    house.settle()
    assert house.told(Ordered) == []
    answers = house.sent("evt")
    assert {answer.id for answer in answers} == {answers[0].id}
    assert answers[0].body == CommandResult(command="c1", outcome="expired", reason="1500 ms old")


def test_an_order_before_the_first_round_trip_waits_for_it(house: House) -> None:
    house.hub.silent = True
    house.reactions[Ordered] = lambda order: [Reply(order.command, "done")]
    house.boot()
    house.hub.order("c1", ttl_ms=60_000)
    house.turn(3)
    assert house.told(Ordered) == []
    house.hub.silent = False
    house.turn(5)
    assert len(house.told(Ordered)) == 1


def test_orders_older_than_a_week_are_forgotten_once_the_hubs_time_is_known(house: House) -> None:
    house.boot()
    old = Order("old", house.hub.now() - 8 * 24 * 3600 * 1000, None)
    house.spool.commit(Batch(orders=(old,)))
    house.turn(5)
    assert house.spool.order("old") is None
