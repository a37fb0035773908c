"""Dossiers of a visit: whose they are, what is printed, what is kept, what is refused."""

from collections.abc import Iterator
from pathlib import Path

import apsw
import pytest
from fee_house import CODE, DAY, FEES, FeeDay, slip
from msgspec.structs import replace

from devicekit.clock import HandClock
from devicekit.messages import CommandResult, SlipFailed, SlipPrinted
from devicekit.orders import PrintSlip
from hub.dossier import Dossier
from hub.engine import commands as c
from hub.engine import events as e
from hub.engine.dossiers import JUST_SERVED_MS
from hub.floor import SLIP_TTL_MS, Floor
from hub.history import dossier_kept
from hub.ledger import Request
from hub.plan import DevicePlan
from hub.service import Service
from hub.store import Store
from hub.store_rows import Pending
from hub.trace import trace
from hub.translate import command_for, expiry_of, may_not, settled_by

OTHER = "000.00.01.H34-261118-0002"


@pytest.fixture
def day() -> FeeDay:
    return FeeDay()


def report(day: FeeDay, code: str = CODE, **said: object) -> e.DossierReported:
    fact = day.do(c.ReportDossier(**{"code": code, "state": 2, "counter": "counter-1", **said}))[0]  # type: ignore[arg-type]
    assert isinstance(fact, e.DossierReported)
    return fact


def test_a_dossier_belongs_to_who_is_at_the_counter(day: FeeDay) -> None:
    number = day.take()
    day.serve()
    assert report(day).number == number


def test_a_visit_holds_many_dossiers(day: FeeDay) -> None:
    number = day.take()
    day.serve()
    report(day)
    report(day, OTHER)
    report(day, state=5)
    assert day.state.tickets[number].dossiers == [CODE, OTHER]


def test_a_dossier_entered_right_after_belongs_to_who_has_just_left(day: FeeDay) -> None:
    number = day.take()
    day.serve()
    day.do(c.Finish(counter="counter-1"))
    day.now += JUST_SERVED_MS
    assert report(day).number == number
    day.now += 1
    assert report(day, OTHER).number == ""


def test_a_dossier_stays_with_its_visit_when_the_next_one_sits_there(day: FeeDay) -> None:
    first, second = day.take(), day.take()
    day.serve()
    report(day)
    assert day.serve() == second
    assert report(day, state=5).number == first


def test_the_ticket_that_is_named_goes_before_all_else(day: FeeDay) -> None:
    day.take()
    second = day.take()
    day.serve()
    assert report(day, ticket=second).number == second


def test_a_ticket_that_nobody_has_is_left_out(day: FeeDay) -> None:
    number = day.take()
    day.serve()
    assert report(day, ticket="A555").number == number


def test_an_unknown_counter_is_refused_with_those_that_are_known(day: FeeDay) -> None:
    refusal = day.ask(c.ReportDossier(code=CODE, state=2, counter="counter-9"))
    assert isinstance(refusal, c.Refusal)
    assert (refusal.reason, "counter-4" in refusal.detail) == ("unknown_counter", True)


def test_a_dossier_of_no_counter_is_kept_for_the_look_up(day: FeeDay) -> None:
    fact = report(day, counter="", slip=slip())
    assert (fact.number, fact.counter, fact.slip) == ("", "", "")


def test_a_counter_without_a_printer_prints_nothing(day: FeeDay) -> None:
    assert report(day, counter="counter-2", slip=slip()).slip == ""


def test_the_slip_knows_the_number_and_the_counter(day: FeeDay) -> None:
    number = day.take()
    day.serve()
    fact = report(day, slip=slip())
    (order,) = Floor(FEES).orders(DAY, [fact], slip())
    assert order == ("printer-1", replace(slip(), number=number, counter="1"), SLIP_TTL_MS)


# At the contract

ORDERED = Pending("c1-5-0", "printer-1", slip(), 0, 20_000)
PENDING = {ORDERED.id: ORDERED}
PRINTER = DevicePlan(id="printer-1", kind="printer", counter="counter-1")


@pytest.mark.parametrize(
    ("body", "asked"),
    [
        (
            SlipPrinted(slip="s-1", command=ORDERED.id, confirmed=False),
            c.NoteSlipPrinted(printer="printer-1", slip="s-1", confirmed=False),
        ),
        (
            SlipFailed(slip="s-1", command=ORDERED.id, outcome="unknown", reason="lost"),
            c.NoteSlipMissed(printer="printer-1", slip="s-1", outcome="unknown", reason="lost"),
        ),
        (
            CommandResult(command=ORDERED.id, outcome="expired", reason="out of paper"),
            c.NoteSlipMissed(printer="printer-1", slip="s-1", outcome="expired", reason="out of paper"),
        ),
    ],
)
def test_what_a_printer_says_of_a_slip_becomes_a_fact_and_settles_the_order(body, asked: c.Asking) -> None:
    assert may_not(PRINTER, body, PENDING) == ""
    assert settled_by(body) == ORDERED.id
    assert command_for("printer-1", body, 0, str, PENDING) == asked


def test_a_slip_that_nobody_answered_for_is_missed() -> None:
    assert expiry_of(ORDERED) == c.NoteSlipMissed(printer="printer-1", slip="s-1", outcome="expired")


def test_only_the_printer_speaks_of_its_own_slip() -> None:
    said = SlipPrinted(slip="s-1", command=ORDERED.id)
    assert "kind printer" in may_not(DevicePlan(id="counter-1", kind="counter", counter="counter-1"), said, {})
    assert "is for printer-1" in may_not(DevicePlan(id="printer-2", kind="printer"), said, PENDING)
    assert "does not print" in may_not(PRINTER, SlipPrinted(slip="s-2", command=ORDERED.id), PENDING)


# In the store


class House:
    def __init__(self, path: Path) -> None:
        self.path, self.clock = path, HandClock()
        self.service = Service(FEES, Store(path, FEES.site), self.clock, Floor(FEES).orders)
        self.service.open()

    def ask(self, command: c.Asking, device: str = "onestop", id_: str = "") -> str:
        self.clock.turn(1)
        answer = self.service.ledger.ask(Request.of(device, id_, command), self.service.now_ms())
        self.service.ledger.commit()
        return answer.outcome

    @property
    def slips(self) -> list[PrintSlip]:
        return [p.body for p in self.service.ledger.pending.values() if isinstance(p.body, PrintSlip)]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path / "hub.db")
    yield house
    house.service.close()


def accepted(**more: object) -> c.ReportDossier:
    said = {"code": CODE, "state": 2, "counter": "counter-1", "accepted_ms": 5, "due_ms": 9, "slip": slip()}
    return c.ReportDossier(**{**said, **more})  # type: ignore[arg-type]


def test_the_same_event_twice_is_one_slip(house: House) -> None:
    assert [house.ask(accepted(), id_="e1.1"), house.ask(accepted(), id_="e1.1")] == ["accepted", "accepted"]
    assert len(house.slips) == 1
    assert house.ask(accepted(state=5), id_="e1.1") == "refused"


def test_what_is_on_the_slip_is_in_no_fact(house: House) -> None:
    house.ask(accepted(slip=replace(slip("refused"), reason="Nguyễn Văn Mẫu chưa ký")))
    assert house.slips
    assert "Mẫu" not in repr(house_rows(house))


def house_rows(house: House) -> list[object]:
    with apsw.Connection(str(house.path), flags=apsw.SQLITE_OPEN_READONLY) as db:
        rows = list(db.execute("SELECT body FROM events")) + list(db.execute("SELECT answer FROM answers"))
    db.close()
    return rows


def test_a_settled_slip_leaves_nothing_of_its_words_on_the_disk(house: House) -> None:
    secret = "Nguyễn Văn Mẫu chưa ký"
    house.ask(accepted(slip=replace(slip("refused"), reason=secret)))
    (order,) = house.service.ledger.pending.values()
    request = Request.of("printer-1", "", c.NoteSlipPrinted(printer="printer-1", slip="s-1", confirmed=True))
    house.service.ledger.ask(request._replace(settles=order.id), house.service.now_ms())
    house.service.ledger.commit()
    house.service.close()
    assert not [file.name for file in house.path.parent.iterdir() if secret.encode() in file.read_bytes()]


def test_the_last_word_about_a_dossier_is_kept_for_the_look_up(house: House) -> None:
    house.ask(accepted())
    house.ask(accepted(state=4, accepted_ms=None, due_ms=None))
    kept = dossier_kept(house.path, CODE)
    assert kept == Dossier(code=CODE, state=4, accepted_ms=5, due_ms=9, updated_ms=house.service.now_ms())
    assert dossier_kept(house.path, OTHER) is None


def test_the_story_tells_of_dossier_slip_and_fee(house: House) -> None:
    house.ask(c.Take(press="p1", service="land", kiosk="kiosk-1"), "kiosk-1")
    house.ask(c.CallNext(counter="counter-1"), "counter-1")
    house.ask(accepted())
    house.ask(c.NoteSlipPrinted(printer="printer-1", slip="s-1", confirmed=True), "printer-1")
    house.ask(c.SendToFee(counter="counter-1"), "counter-1")
    house.ask(c.PayFee(code=CODE))
    told = "\n".join(trace("A001", house.path, FEES, "en"))
    for sentence in (
        f"onestop: dossier {CODE} of A001: Accepted",
        "hub → printer-1: print slip s-1",
        "printer-1: slip s-1 is printed",
        "counter-1: counter 1 sent A001 to pay fees; back here after paying",
        "onestop: A001 has paid; waits to come back to counter 1",
    ):
        assert sentence in told


def test_how_far_was_read_is_kept_over_a_restart_also_when_the_batch_is_rolled_back(house: House) -> None:
    house.service.ledger.keep("news", "i1:7")
    house.service.ledger.roll_back()
    house.service.ledger.commit()
    house.service.close()
    again = House(house.path)
    assert (again.service.kept("news"), again.service.kept("records")) == ("i1:7", "")
    again.service.close()
