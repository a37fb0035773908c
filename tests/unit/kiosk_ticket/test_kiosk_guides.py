"""The buttons of a kiosk that print what a procedure needs."""

import pytest
from kiosk_bench import BUTTONS, OUT, Kiosk, bodies, known

from devicekit.errors import SettingsError
from devicekit.messages import GuidanceWanted, SlipFailed, SlipPrinted
from devicekit.orders import PrintGuidance
from devicekit.sample_files import sample
from devicekit.settings import loads
from devicekit.steps import Emit, Keep, Ordered, Reply
from kiosk_ticket.device import GuidePaper, GuidePrinted
from kiosk_ticket.guides import MOST
from kiosk_ticket.logic import KioskLogic
from kiosk_ticket.settings import KioskFile
from kiosk_ticket.state import Button, Timing

NAME = "guide:1.001193"
ORDER = PrintGuidance(slip="guide-x", procedure="Đăng ký khai sinh", code="1.001193")
WANTED = GuidanceWanted(press="kiosk-1.run1.1", procedure="1.001193")
UNKNOWN = SlipFailed(slip="guide-x", command="c1", outcome="unknown", reason="restarted while printing")


def ready() -> Kiosk:
    kiosk = Kiosk()
    kiosk.logic = KioskLogic((*BUTTONS, Button(NAME, "", procedure="1.001193")), Timing())
    kiosk.state = kiosk.logic.start()
    kiosk.boot()
    kiosk.hub()
    kiosk.do(known())
    kiosk.wait(3.0)
    return kiosk


def order(kiosk: Kiosk, command: str = "c1") -> list[object]:
    return kiosk.do(Ordered(command, ORDER, 1_795_000_000_000, 60_000))


def lamp_changes(kiosk: Kiosk) -> bool:
    seen = set()
    for _ in range(20):
        kiosk.wait(0.1)
        seen.add(kiosk.lamps[NAME])
    return seen == {True, False}


def test_a_press_asks_for_guidance_and_its_paper_is_told() -> None:
    kiosk = ready()
    assert bodies(kiosk.press(NAME)) == [WANTED]
    kiosk.answer(WANTED)
    effects = order(kiosk)
    kinds = [type(effect) for effect in effects]
    assert kinds.index(Keep) < kinds.index(GuidePaper)
    assert lamp_changes(kiosk)
    effects = kiosk.do(GuidePrinted("c1", "confirmed"))
    emitted = [effect for effect in effects if isinstance(effect, Emit)]
    assert [(each.body, each.answers) for each in emitted] == [(SlipPrinted(slip="guide-x", command="c1"), "c1")]
    assert not [key for key in kiosk.kept if key.startswith("guide.")]


def test_a_kiosk_that_dies_while_it_prints_says_so_and_does_not_print_again() -> None:
    kiosk = ready()
    order(kiosk)
    kiosk.boot()
    assert [body for _, body, _ in kiosk.outbox] == [UNKNOWN]
    assert [effect for effect in kiosk.effects if isinstance(effect, GuidePaper)] == [
        GuidePaper(ORDER, "c1", 1_795_000_000_000)
    ]
    assert not [key for key in kiosk.kept if key.startswith("guide.")]


def test_its_last_words_are_said_when_the_disk_takes_them() -> None:
    kiosk = ready()
    order(kiosk)
    kiosk.disk_full = True
    kiosk.do(GuidePrinted("c1", "failed", "paper_out"))
    assert kiosk.outbox == []
    kiosk.disk_full = False
    kiosk.wait(5.0)
    failed = SlipFailed(slip="guide-x", command="c1", outcome="failed", reason="paper_out")
    assert [body for _, body, _ in kiosk.outbox] == [failed]


def test_with_the_hub_away_nothing_is_kept_for_later_and_the_lamp_says_no() -> None:
    kiosk = ready()
    kiosk.hub(heard=False)
    kiosk.wait(60.0)
    assert bodies(kiosk.press(NAME)) == []
    assert kiosk.outbox == []
    assert lamp_changes(kiosk)


def test_without_paper_neither_press_nor_order_waits() -> None:
    kiosk = ready()
    kiosk.printer = OUT
    kiosk.wait(5.0)
    assert bodies(kiosk.press(NAME)) == []
    assert Reply("c1", "failed", "paper_out") in order(kiosk)


def test_a_procedure_that_the_hub_has_not_is_said_by_the_lamp() -> None:
    kiosk = ready()
    kiosk.press(NAME)
    assert not lamp_changes(kiosk)
    kiosk.answer(WANTED, "refused", "unknown_procedure")
    assert lamp_changes(kiosk)


def test_somebody_who_does_not_stop_pressing_gets_no_more_than_a_few() -> None:
    kiosk = ready()
    for n in range(MOST):
        order(kiosk, f"c{n}")
    assert Reply("c9", "failed", "queue_full") in order(kiosk, "c9")
    assert bodies(kiosk.press(NAME)) == []


def settings(more: str) -> KioskFile:
    return loads(sample("kiosk-1.toml").read_text(encoding="utf-8") + more, "kiosk-1.toml", KioskFile)


@pytest.mark.parametrize(
    ("tables", "words"),
    [
        ('\n[[guide]]\nprocedure = "1.001193"\npin = 5\n', "5"),
        ('\n[[guide]]\nprocedure = "khai sinh"\npin = 27\n', "1.001193"),
        ('\n[[guide]]\nprocedure = "a"\npin = 27\n[[guide]]\nprocedure = "a"\npin = 26\n', "a"),
    ],
    ids=["pin", "code", "twice"],
)
def test_a_button_that_can_not_be_is_said(tables: str, words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        settings(tables)


def test_a_button_of_each_procedure() -> None:
    assert [each.name for each in settings('\n[[guide]]\nprocedure = "1.001193"\npin = 27\nlamp = 22\n').guide] == [
        NAME
    ]
