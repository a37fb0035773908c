"""A counter with a screen on a clock turned by hand, and every sheet that it can show."""

from typing import Any

from counter_display.device import KeyTyped
from counter_display.hall import USUAL, Manner
from counter_display.keypad import PadKey
from counter_display.logic import CounterLogic
from counter_display.screen_logic import ScreenLogic, ShowSheet
from counter_display.sheet import Sheet
from counter_display.sheets import Sheets
from devicekit.messages import Answer, CounterSet
from devicekit.orders import Identify
from devicekit.steps import (
    Answered,
    Emit,
    HubHeard,
    HubSilent,
    Ordered,
    SetTimer,
    Started,
    StateSet,
    StopTimer,
    TimerDue,
)
from devicekit.text_files import load_texts

# 2026-11-26 09:41:40 in Vietnam.
HUB_MS = 1_795_660_900_000
REST_S = 120.0
SERVING = CounterSet(
    counter="counter-3",
    state="serving",
    number="A012",
    officer="Nguyễn Thị Ánh",
    place="3",
    service="Đất đai",
    service_en="Land",
)


class ScreenDesk:
    """A counter's logic with its timers, a numeric keypad and a screen; remembers its sheets."""

    def __init__(self, manner: Manner = USUAL, rest_s: float = REST_S) -> None:
        vi, en = load_texts("vi"), load_texts("en")
        self.logic = ScreenLogic(
            CounterLogic(vi, None, None, on_display=True, manner=manner), Sheets(vi, en, manner, rest_s)
        )
        self.state = self.logic.start()
        self.now = 100.0
        self.timers: dict[str, float] = {}
        self.sheets: list[Sheet] = []
        self.effects: list[Any] = []
        self.do(Started("counter-3", "cafe", {}, ()))

    @property
    def sheet(self) -> Sheet:
        return self.sheets[-1]

    def do(self, *events: object) -> list[Any]:
        effects: list[Any] = []
        for event in events:
            self.state, more = self.logic.step(self.state, event, self.now)
            effects += more
        for effect in effects:
            if isinstance(effect, SetTimer):
                self.timers[effect.name] = self.now + effect.seconds
            elif isinstance(effect, StopTimer):
                self.timers.pop(effect.name, None)
            elif isinstance(effect, ShowSheet):
                self.sheets.append(effect.sheet)
        self.effects += effects
        return effects

    def wait(self, seconds: float) -> None:
        end = self.now + seconds
        while self.timers and min(self.timers.values()) <= end:
            name = min(self.timers, key=self.timers.__getitem__)
            self.now = self.timers.pop(name)
            self.do(TimerDue(name))
        self.now = end

    def type(self, *keys: PadKey) -> None:
        for key in keys:
            self.do(KeyTyped(key, self.now))

    def refuse(self, reason: str) -> None:
        """The hub says no to the last key."""
        emit = next(effect for effect in reversed(self.effects) if isinstance(effect, Emit))
        self.do(Answered(emit.key, emit.body, Answer(id="x", outcome="refused", reason=reason)))


def desk(*events: object, manner: Manner = USUAL) -> ScreenDesk:
    """A counter that has heard its hub."""
    made = ScreenDesk(manner)
    made.do(HubHeard(HUB_MS), *events)
    return made


def shown(**changes: Any) -> StateSet:
    """What the hub set: as SERVING but for the changes."""
    return StateSet(CounterSet(**{**{f: getattr(SERVING, f) for f in SERVING.__struct_fields__}, **changes}))


def every_sheet() -> dict[str, Sheet]:
    """One of each kind, the long words of each."""
    made = {
        "called": desk(shown(state="called", blinking=True)),
        "serving": desk(shown()),
        "digits": desk(
            shown(
                number="1005",
                service="Thủ tục hành chính về đất đai, đo đạc, bản đồ và môi trường",
                service_en="Land, surveying, maps and environment",
            )
        ),
        "fee here": desk(
            shown(state="called", blinking=True, fee="here", place="7", service="Nộp phí, lệ phí", service_en="Fees")
        ),
        "fee away": desk(shown(state="free", number=None, fee="away")),
        "free": desk(shown(state="free", number=None)),
        "many services": desk(
            shown(
                state="free",
                number=None,
                service="Đất đai · Hộ tịch, chứng thực · Lao động, thương binh và xã hội · Đăng ký kinh doanh",
                service_en="Land · Civil status · Labour and social affairs · Business registration",
            )
        ),
        "paused": desk(shown(state="paused", number=None)),
        "closed": desk(shown(state="closed", number=None)),
        "evacuate": desk(shown(evacuate=True)),
        "starting": desk(),
        "older hub": desk(shown(place="", service="", service_en="", officer="")),
        "test": desk(shown()),
    }
    made["unlit"] = desk(shown(state="called", blinking=True))
    made["unlit"].wait(0.7)
    made["test"].do(Ordered("c1", Identify(seconds=10), 0))
    for name, state in (("away", "called"), ("away closed", "closed")):
        made[name] = desk(shown(state=state, number="A012" if state == "called" else None), HubSilent("gone"))
        made[name].wait(61.0)
    made["away without time"] = ScreenDesk()
    made["away without time"].do(shown(), HubSilent("gone"))
    made["away without time"].wait(61.0)
    for name in ("typed", "refused", "empty", "unheard"):
        made[name] = desk(shown(state="called" if name == "typed" else "serving"))
    made["typed"].type("1", "2", "dot")
    made["refused"].type("1", "enter")
    made["refused"].refuse("wrong_state")
    made["empty"].type("enter")
    made["empty"].refuse("nobody_waiting")
    made["unheard"].do(HubSilent("gone"))
    made["unheard"].type("enter")
    for name, event in (
        ("rest", shown(state="free", number=None)),
        ("rest closed", shown(state="closed", number=None)),
    ):
        made[name] = desk(event)
        made[name].wait(REST_S + 61.0)
    made["rest without time"] = ScreenDesk()
    made["rest without time"].do(shown(state="free", number=None))
    made["rest without time"].wait(REST_S + 1.0)
    return {name: each.sheet for name, each in made.items()}
