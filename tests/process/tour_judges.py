"""A visit, as the tour shows it: each step is done by its button, and judged where it arrives."""

import io
import re
import wave

import pytest
import requests
from camera import Camera
from far_end import code_on, codes_on, number_on, said_in, words_on
from floor_page import COUNTER, FEE, PAPER, Visitor

from devicekit.dossier_code import code_in


def judge_press(visitor: Visitor, number: str, camera: Camera) -> None:
    paper = visitor.dots(PAPER)
    assert paper.width == 576
    read = words_on(paper)
    assert not [word for word in ("số thứ tự", number.lower(), "đất đai", "quầy số 1") if word not in read], read


def judge_paper(visitor: Visitor, number: str, camera: Camera) -> None:
    """It is in the citizen's hand: so large that a camera reads its code off the screen."""
    assert visitor.page.locator(PAPER).count() == 0
    visitor.wait(lambda: codes_on(visitor.photo()), "its code on the page")
    assert number_on(visitor.photo()) == number
    camera.keep_paper("ticket.png", visitor.dots("#big-paper"))
    visitor.page.click("#paper-dialog [data-close]")
    assert visitor.page.locator(".kiosk .small-paper").count() == 1


def judge_call(visitor: Visitor, number: str, camera: Camera) -> None:
    """Digits, board and voice say the same, and the voice reaches the visitor's own loudspeaker."""
    assert (visitor.digits(COUNTER), visitor.blinks(COUNTER)) == (number, True)
    visitor.wait(lambda: visitor.board() == [(number, "1")], "the board")
    visitor.wait(lambda: visitor.page.locator(".waveform[aria-label]").count(), "the sound's picture")
    visitor.page.click('[data-lang="en"]')
    camera.keep("tour.png", visitor.photo())
    visitor.page.click('[data-lang="vi"]')
    visitor.wait(lambda: visitor.heard() and visitor.heard()[0]["loudest"] > 0.05, "the sound")
    shown = re.search(r"([\d.]+) giây", str(visitor.page.get_attribute(".waveform", "aria-label")))
    sound = requests.get(f"{visitor.url}/stage/sound/announcer-1/1.wav", timeout=10).content
    with wave.open(io.BytesIO(sound)) as call:
        seconds, pcm = call.getnframes() / call.getframerate(), call.readframes(call.getnframes())
    assert shown
    assert float(shown[1]) == pytest.approx(seconds, abs=0.051)
    assert visitor.heard()[0]["seconds"] == pytest.approx(seconds, abs=0.01)
    assert said_in(pcm)[-6:] == ["a", "không", "không", "một", "đến quầy số", "một"]


def judge_start(visitor: Visitor, number: str, camera: Camera) -> None:
    assert (visitor.digits(COUNTER), visitor.blinks(COUNTER)) == (number, False)


def judge_dossier(visitor: Visitor, number: str, camera: Camera) -> None:
    """The slip bears the code under which the one-stop system has the dossier."""
    slip = visitor.dots("#place-printer-1 .paper img")
    camera.keep_paper("slip.png", slip)
    dossier = visitor.text("#dossiers b")
    assert code_in(code_on(slip)) == dossier
    read = words_on(slip)
    wanted = ("phiếu thông tin hồ sơ", "mã số hồ sơ", dossier[-4:], number.lower(), "không thay")
    assert not [word for word in wanted if word not in read], read
    assert "Đã tiếp nhận" in visitor.text("#dossiers li")


def judge_fee(visitor: Visitor, number: str, camera: Camera) -> None:
    """It went to the fee counter and came back, with its number."""
    assert (visitor.digits(COUNTER), visitor.digits(FEE)) == (number, "")
    assert visitor.board()[:3] == [(number, "1"), (number, "4"), (number, "1")]


def judge_rating(visitor: Visitor, number: str, camera: Camera) -> None:
    assert visitor.digits(COUNTER) == ""
    assert visitor.about("Rated") == [number]
    visitor.wait_to_read("#place-rating-1 img", "cảm ơn")


def judge_hub(visitor: Visitor, number: str, camera: Camera) -> None:
    """It was dead and is back: one more number than before, none twice, and the board as it was."""
    assert "lần 2" in visitor.text("#programs li:first-child")
    visitor.wait(lambda: len(visitor.numbers()) == 2, "the second number in the hub's log")
    assert visitor.numbers()[0] == number
    assert visitor.numbers()[1] == number_on(visitor.dots(PAPER))
    assert visitor.board()[:3] == [(number, "1"), (number, "4"), (number, "1")]


JUDGES = (judge_press, judge_paper, judge_call, judge_start, judge_dossier, judge_fee, judge_rating, judge_hub)
