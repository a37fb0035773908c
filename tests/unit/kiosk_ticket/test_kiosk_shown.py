"""Codes of appointments at a kiosk whose hub is silent: a code waits once, and not without end."""

from kiosk_bench import BUTTONS, Kiosk, bodies, known, notes

from devicekit.messages import AppointmentShown
from devicekit.scanner.device import Scanned
from devicekit.steps import HubHeard
from kiosk_ticket.logic import KioskLogic
from kiosk_ticket.shown import SHOWN_LIMIT
from kiosk_ticket.state import PRESS_LIVES_S, Reads, Timing


def reader(heard: bool = False) -> Kiosk:
    kiosk = Kiosk()
    kiosk.logic = KioskLogic(BUTTONS, Timing(), Reads("", "DVC-"))
    kiosk.boot()
    kiosk.do(known(), HubHeard(1_795_000_000_000))
    kiosk.wait(3.0)
    if not heard:
        kiosk.hub(heard=False)
        kiosk.wait(2.0)
    return kiosk


def waiting(kiosk: Kiosk) -> list[str]:
    return [body.code for _, body, _ in kiosk.outbox if isinstance(body, AppointmentShown)]


def says_no(kiosk: Kiosk) -> bool:
    return all(kiosk.state.refused_until.get(button.name, 0.0) > kiosk.now for button in BUTTONS)


def test_the_same_code_over_and_over_waits_once_and_each_scan_is_told_no() -> None:
    kiosk = reader()
    kiosk.do(Scanned("DVC-0001"))
    assert says_no(kiosk)
    for _ in range(100):
        kiosk.wait(5.0)
        assert not says_no(kiosk)
        kiosk.do(Scanned("DVC-0001"))
        assert says_no(kiosk)
    assert waiting(kiosk) == ["DVC-0001"]
    assert kiosk.state.presses == 5, "one write on the disk in two minutes, not one a scan"


def test_a_code_that_nobody_stands_there_with_any_more_is_as_old_as_its_last_scan() -> None:
    kiosk = reader()
    kiosk.do(Scanned("DVC-0001"))
    kiosk.wait(PRESS_LIVES_S + 1)
    assert bodies(kiosk.do(Scanned("DVC-0001"))) == [AppointmentShown(press="kiosk-1.run1.2", code="DVC-0001")]
    assert [at for _, _, at in kiosk.outbox] == [kiosk.now]


def test_so_many_codes_wait_and_no_more_until_their_holders_have_gone() -> None:
    kiosk = reader()
    for n in range(SHOWN_LIMIT + 20):
        kiosk.do(Scanned(f"DVC-{n:04}"))
    assert waiting(kiosk) == [f"DVC-{n:04}" for n in range(SHOWN_LIMIT)]
    assert notes(kiosk.do(Scanned("DVC-more"))) == ["no ticket: too_many: 16 codes wait for the hub"]
    assert says_no(kiosk)
    kiosk.wait(PRESS_LIVES_S)
    kiosk.do(Scanned("DVC-more"))
    assert (len(waiting(kiosk)), waiting(kiosk)[-1]) == (SHOWN_LIMIT, "DVC-more")


def test_what_waits_is_known_after_a_restart_too() -> None:
    kiosk = reader()
    for n in range(SHOWN_LIMIT):
        kiosk.do(Scanned(f"DVC-{n:04}"))
    kiosk.boot()
    kiosk.do(known())
    kiosk.wait(2.0)
    kiosk.do(Scanned("DVC-0001"), Scanned("DVC-more"))
    assert len(waiting(kiosk)) == SHOWN_LIMIT
    kiosk.boot(fresh=True)
    kiosk.do(known(), Scanned("DVC-more"))
    assert (len(waiting(kiosk)), waiting(kiosk)[-1]) == (SHOWN_LIMIT, "DVC-more")


def test_a_code_that_was_read_twice_while_the_hub_answers_is_asked_once_and_not_refused() -> None:
    kiosk = reader(heard=True)
    (asked,) = bodies(kiosk.do(Scanned("DVC-0001"), Scanned("DVC-0001")))
    assert isinstance(asked, AppointmentShown)
    assert not says_no(kiosk)
    kiosk.answer(asked, "refused", "wrong_day")
    assert says_no(kiosk)
    assert bodies(kiosk.do(Scanned("DVC-0001"))) == [AppointmentShown(press="kiosk-1.run1.2", code="DVC-0001")]


def test_a_refusal_that_comes_when_nobody_stands_there_flashes_at_nobody() -> None:
    kiosk = reader()
    (asked,) = bodies(kiosk.do(Scanned("DVC-0001")))
    assert isinstance(asked, AppointmentShown)
    kiosk.wait(PRESS_LIVES_S + 1)
    assert notes(kiosk.answer(asked, "refused", "too_old")) == ["no ticket: too_old"]
    assert not says_no(kiosk)


def test_a_code_that_the_full_disk_refuses_is_told_no() -> None:
    kiosk = reader(heard=True)
    kiosk.disk_full = True
    assert notes(kiosk.do(Scanned("DVC-0001"))) == ["no ticket: disk"]
    assert (waiting(kiosk), says_no(kiosk)) == ([], True)
    kiosk.disk_full = False
    kiosk.do(Scanned("DVC-0001"))
    assert waiting(kiosk) == ["DVC-0001"]
