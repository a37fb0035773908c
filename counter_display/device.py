"""What a counter's program needs of its display and its key box: both turn meaning into bytes; neither sends."""

from collections.abc import Mapping
from typing import Literal, NamedTuple, Protocol, runtime_checkable

from counter_display.glyphs import Face
from counter_display.keypad import PadKey, Verb
from devicekit.link import Inbox
from devicekit.messages import Part

Lamp = Literal["ready", "asked", "refused", "away"]
"""ready: the hub answers; asked: a key waits for its answer; refused: it got none, or a no; away: the hub is silent."""

Reply = Literal["taken", "refused", "coming", "strange"]
"""What a display's bytes say of the frame before them; coming: they may become an answer; strange: they are none."""


class BoxKey(NamedTuple):
    """A key of the box with that address went down; `key` is None for one that has no meaning here."""

    address: int
    key: Verb | None


class Noise(NamedTuple):
    """Bytes that no device of ours would send."""

    data: bytes


class KeySeen(NamedTuple):
    """A key of this counter's box on the line was pressed at that monotonic second."""

    key: Verb | None
    at: float


class KeyTyped(NamedTuple):
    """A key of a numeric keypad was pressed at that monotonic second: once, however long it is held."""

    key: PadKey
    at: float


class KeypadSeen(NamedTuple):
    """How the keypad is now."""

    part: Part


class DisplaySeen(NamedTuple):
    """How the display is now, by its answers."""

    part: Part


class LightSeen(NamedTuple):
    """Whether the display takes the frame that says how bright it is to be."""

    part: Part


class LineSeen(NamedTuple):
    """How the line is now that the counter hangs on with others."""

    part: Part


class SpeakerSeen(NamedTuple):
    """How the loudspeaker or headset at the officer's desk is now."""

    part: Part


@runtime_checkable
class KeyInput(Protocol):
    """A keypad with a plug of its own; what is pressed comes as events."""

    def start(self, inbox: Inbox) -> None:
        """Begin to listen; post KeyTyped and KeypadSeen. A keypad that is not there is an event, and looked for."""

    def poll(self) -> bool:
        """Take what it has to say, for a program without threads; True when there was anything."""

    def stop(self) -> None:
        """Idempotent."""


@runtime_checkable
class Lit(Protocol):
    """A keypad whose buttons have lamps."""

    def light(self, lit: Mapping[str, bool]) -> None:
        """Switch these lamps, by what their buttons do; does nothing for a button that has none."""


class Ability(NamedTuple):
    """What displays differ in: what one can show, and what it needs of the line."""

    face: Face
    gap_s: float
    """How long the line must be silent after a frame, and after an answer."""
    answer_s: float = 0.0
    """How long its answer may take to begin and end; 0.0: it answers nothing."""
    blinks: bool = False
    """It blinks by itself: one frame says so, and the line is free."""


class Display(Protocol):
    """The large number above a counter."""

    @property
    def ability(self) -> Ability: ...

    def show(self, text: str, blinking: bool = False) -> bytes:
        """The frame for this text; "" is blank. Raises ValueError for what it can't show.

        `blinking` is for a display that blinks by itself; the others ignore it.
        """

    def reply(self, frame: bytes, data: bytes) -> Reply:
        """What the bytes say that came after that frame of ours, or after one of the settings for its light."""


class Keypad(Protocol):
    """A key box that speaks when a key is pressed: keys, three characters and a lamp."""

    @property
    def address(self) -> int:
        """Its address on the line."""

    @property
    def gap_s(self) -> float:
        """How long the line must be silent before and after a frame."""

    def show(self, text: str, blinking: bool) -> bytes:
        """The frame for up to three characters. Raises ValueError for what it can't show."""

    def lamp(self, lamp: Lamp) -> bytes: ...

    def hear(self, memory: object, data: bytes, at: float) -> tuple[object, tuple[BoxKey | Noise, ...]]:
        """Bytes that arrived at `at`, of any box of this kind: one hears for all that hang on the line.

        `memory` is None at first, then whatever the call before gave back.
        """


class PollAbility(NamedTuple):
    """What a keypad that is asked for its keys needs of the line."""

    gap_s: float
    """How long the line must be silent before a frame, and after an answer."""
    answer_s: float
    """How long its answer may take to begin and end."""
    every_s: float = 0.05
    """How often it must be asked where the line has time."""
    idle_s: float = 0.0
    """The same while nobody has pressed anything for a while, for one that remembers presses; 0.0: no other."""


@runtime_checkable
class Polled(Protocol):
    """A keypad that says nothing unasked. One question or order at a time is on the line, each is answered."""

    @property
    def ability(self) -> PollAbility: ...

    def poll(self, memory: object) -> bytes:
        """The question to ask now. `memory` is None at first, then whatever hear() gave back last."""

    def show(self, text: str, blinking: bool) -> bytes:
        """The frame for up to three characters; empty for a keypad that has none."""

    def lamp(self, lamp: Lamp) -> bytes:
        """The frame for the lamp; empty for a keypad that has none."""

    def reply(self, frame: bytes, data: bytes) -> Reply:
        """What the bytes say that came after that frame: a question, or an order to lamp or characters."""

    def answer_bytes(self, frame: bytes) -> int:
        """How long the answer to that frame is; 0 where that shows only in the answer."""

    def hear(
        self, memory: object, frame: bytes, data: bytes, at: float
    ) -> tuple[object, tuple[KeySeen | KeyTyped | KeypadSeen, ...]]:
        """The keys in a whole answer to that question, which came at `at`; and news of a key that stays down."""
