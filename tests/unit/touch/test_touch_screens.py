"""Screens: SDL's events become touches once, pictures and fingers pass the socket, a screen that dies comes back."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pygame
import pytest
from hypothesis import given
from hypothesis import strategies as st

from devicekit.errors import DriverError
from devicekit.touch.driver_pygame import MOUSE, PygameScreen
from devicekit.touch.driver_socket import SocketScreen
from devicekit.touch.press import Touch
from devicekit.touch.screen import open_screen
from devicekit.touch.settings import ScreenTable
from devicekit.touch.virtual import SocketGlass
from devicekit.touch.wire import BYTES, Frame, Frames, frame_head, touch_line, touch_of

SIZE = (480, 320)
RED = (200, 10, 20)


@pytest.fixture
def display() -> Iterator[PygameScreen]:
    screen = PygameScreen(ScreenTable(width=SIZE[0], height=SIZE[1], fullscreen=False))
    assert screen.open().get_size() == SIZE
    pygame.event.clear()
    yield screen
    screen.close()


@pytest.fixture
def glass(tmp_path: Path) -> Iterator[SocketGlass]:
    glass = SocketGlass(tmp_path / "screen")
    glass.start()
    yield glass
    glass.stop()


def socket_screen(glass: SocketGlass) -> SocketScreen:
    return SocketScreen(ScreenTable(driver="socket", address=str(glass.path), width=SIZE[0], height=SIZE[1]))


def finger(kind: int, x: float, y: float) -> pygame.event.Event:
    return pygame.event.Event(kind, touch_id=1, finger_id=4, x=x, y=y, dx=0.0, dy=0.0, pressure=1.0)


def mouse(kind: int, x: int, y: int, touch: bool) -> pygame.event.Event:
    return pygame.event.Event(kind, pos=(x, y), button=1, touch=touch)


def test_a_finger_and_the_mouse_that_sdl_makes_of_it_are_one_touch(display: PygameScreen) -> None:
    pygame.event.post(finger(pygame.FINGERDOWN, 0.5, 0.25))
    pygame.event.post(mouse(pygame.MOUSEBUTTONDOWN, 240, 80, touch=True))
    pygame.event.post(finger(pygame.FINGERUP, 0.5, 0.25))
    pygame.event.post(mouse(pygame.MOUSEBUTTONUP, 240, 80, touch=True))
    assert display.touches() == [Touch("down", 4, 240.0, 80.0), Touch("up", 4, 240.0, 80.0)]


def test_a_real_mouse_works_as_a_finger(display: PygameScreen) -> None:
    pygame.event.post(mouse(pygame.MOUSEBUTTONDOWN, 10, 20, touch=False))
    pygame.event.post(mouse(pygame.MOUSEBUTTONUP, 11, 20, touch=False))
    assert display.touches() == [Touch("down", MOUSE, 10, 20), Touch("up", MOUSE, 11, 20)]


def test_keys_wheels_and_other_buttons_touch_nothing(display: PygameScreen) -> None:
    pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=pygame.K_ESCAPE, mod=0, unicode=""))
    pygame.event.post(pygame.event.Event(pygame.MOUSEBUTTONDOWN, pos=(1, 1), button=3, touch=False))
    pygame.event.post(pygame.event.Event(pygame.MOUSEMOTION, pos=(1, 1), rel=(1, 1), buttons=(0, 0, 0), touch=False))
    assert display.touches() == []


def test_a_display_that_was_covered_is_shown_again(display: PygameScreen) -> None:
    pygame.event.post(pygame.event.Event(pygame.VIDEOEXPOSE))
    assert display.touches() == []


def test_a_display_that_can_not_be_had_says_what_to_look_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_VIDEODRIVER", "none-such")
    with pytest.raises(DriverError, match="groups video, render and input"):
        PygameScreen(ScreenTable()).open()


def test_a_closed_display_has_no_touches_and_closes_again(display: PygameScreen) -> None:
    display.close()
    display.close()
    assert display.touches() == []


def test_what_is_drawn_arrives_at_the_glass(glass: SocketGlass) -> None:
    screen = socket_screen(glass)
    screen.open().fill(RED)
    screen.show()
    assert glass.glass.wait_until(lambda g: g.shown, 5)
    assert glass.glass.picture().get_size() == SIZE
    assert glass.glass.picture().get_at((479, 319))[:3] == RED
    screen.close()


def test_fingers_arrive_in_order(glass: SocketGlass, wait_until: Callable[..., None]) -> None:
    screen = socket_screen(glass)
    screen.open()
    screen.show()
    assert glass.glass.wait_until(lambda g: g.shown, 5)
    glass.glass.down(1, 2)
    glass.glass.move(3, 4)
    glass.glass.up(5, 6)
    found: list[Touch] = []
    wait_until(lambda: found.extend(screen.touches()) or len(found) == 3, "three touches")
    assert found == [Touch("down", 0, 1, 2), Touch("move", 0, 3, 4), Touch("up", 0, 5, 6)]
    screen.close()


def test_a_glass_that_died_is_found_again_and_shows_the_page(
    glass: SocketGlass, wait_until: Callable[..., None]
) -> None:
    screen = socket_screen(glass)
    screen.open().fill(RED)
    screen.show()
    glass.stop()
    wait_until(lambda: screen.touches() or screen._wire is None, "the loss to be seen")
    other = SocketGlass(glass.path)
    other.start()
    wait_until(lambda: screen.touches() or other.glass.shown, "the picture on the new glass")
    assert other.glass.picture().get_at((5, 5))[:3] == RED
    screen.close()
    other.stop()


def test_no_glass_is_said_with_its_address(tmp_path: Path) -> None:
    table = ScreenTable(driver="socket", address=str(tmp_path / "none"))
    with pytest.raises(DriverError, match=r"none.*see \[screen\] address"):
        open_screen(table).open()


def test_an_unknown_driver_is_answered_with_those_there_are() -> None:
    with pytest.raises(DriverError, match=r"known: pygame, socket; did you mean 'pygame'\?"):
        open_screen(ScreenTable(driver="pygam"))


@given(st.lists(st.tuples(st.integers(1, 8), st.integers(1, 8)), max_size=5), st.data())
def test_frames_survive_any_cuts_of_the_wire(sizes: list[tuple[int, int]], data: st.DataObject) -> None:
    sent = [Frame(w, h, bytes(range(w * h * BYTES % 256)).ljust(w * h * BYTES, b"\n")) for w, h in sizes]
    wire = b"".join(frame_head(each.width, each.height) + each.pixels for each in sent)
    wires, found = Frames(), []
    while wire:
        cut = data.draw(st.integers(1, len(wire)))
        found += wires.feed(wire[:cut])
        wire = wire[cut:]
    assert found == sent


@pytest.mark.parametrize(
    "noise", [b"hello\n", b"frame x 3\n", b"frame 99999 99999\n", b"frame 1\n", b"frame 0 7\n", b"x" * 60]
)
def test_what_is_no_frame_is_refused(noise: bytes) -> None:
    with pytest.raises(ValueError, match="frame"):
        Frames().feed(noise)


@given(st.sampled_from(["down", "move", "up"]), st.integers(0, 9), st.integers(0, 4000), st.integers(0, 4000))
def test_a_touch_survives_its_line(kind: str, finger: int, x: int, y: int) -> None:
    touch = Touch(kind, finger, float(x), float(y))
    assert touch_of(touch_line(touch).strip()) == touch


@given(st.binary(max_size=30))
def test_noise_on_the_wire_never_raises(noise: bytes) -> None:
    touch_of(noise)
