"""A keypad that speaks Modbus RTU: it is asked how its buttons stand, and has a lamp."""

from counter_display import modbus_protocol as frames
from counter_display.device import KeypadSeen, KeySeen, KeyTyped, Lamp, PollAbility, Reply
from counter_display.keypad_settings import KeypadTable
from counter_display.modbus_keypad_settings import ModbusKeypadTable
from counter_display.modbus_keys import Memory, Reading, presses, remembered
from devicekit.clock import Clock
from devicekit.messages import Part

# A bit is lost with a press that is shorter; a counter loses none, and each question costs the Pi a tenth of a
# per cent of a core. Nobody feels that the first key after a while is found a tenth of a second later.
BITS_EVERY_S, COUNTERS_EVERY_S, COUNTERS_IDLE_S = 0.05, 0.1, 0.25


class ModbusKeypad:
    """One keypad (device.Polled); what it remembers is modbus_keys.Memory."""

    def __init__(self, address: int, table: ModbusKeypadTable, gap_s: float) -> None:
        self._address, self._table = address, table
        every_s, idle_s = COUNTERS_EVERY_S, COUNTERS_IDLE_S
        if table.function == frames.READ_BITS:
            every_s = idle_s = BITS_EVERY_S
        self.ability = PollAbility(gap_s, table.answer_ms / 1000, every_s, idle_s)
        self._later_s = idle_s - every_s
        self._question = frames.read(address, table.function, table.first, table.count)

    def poll(self, memory: object) -> bytes:
        return self._question

    def show(self, text: str, blinking: bool) -> bytes:
        """It has no characters."""
        return b""

    def lamp(self, lamp: Lamp) -> bytes:
        """Lit while a key would be heard; empty for a keypad without a lamp."""
        if self._table.lamp is None:
            return b""
        return frames.write_coil(self._address, self._table.lamp, lamp == "ready")

    def reply(self, frame: bytes, data: bytes) -> Reply:
        return frames.reply(frame, data)

    def answer_bytes(self, frame: bytes) -> int:
        return frames.answer_bytes(frame)

    def hear(
        self, memory: object, frame: bytes, data: bytes, at: float
    ) -> tuple[object, tuple[KeySeen | KeyTyped | KeypadSeen, ...]]:
        answer = frames.answer(self._question, data)
        if frame != self._question or not answer:
            return memory, ()
        found = frames.values(self._question, answer)
        reading = Reading(tuple(found[each.at - self._table.first] for each in self._table.button), at)
        before, wraps_at = memory if isinstance(memory, Memory) else None, self._table.counters_end
        counts = presses(None if before is None else before.reading, reading, wraps_at)
        now = remembered(before, reading, are_bits=wraps_at is None)
        pairs = zip(self._table.button, counts, strict=True)
        # A key that was found late because nobody had pressed for a while is not so close to the next one as it looks
        # (logic.SAME_KEY_S).
        since = at if before is None else max(before.reading.at, at - self._later_s)
        keys = [KeySeen(button.does, since) for button, count in pairs for _ in range(count)]
        return now, (*keys, *self._stuck(before, now))

    def _stuck(self, before: Memory | None, now: Memory) -> tuple[KeypadSeen, ...]:
        """News of a button that stays down, or no longer does."""
        if now.stuck == (None if before is None else before.stuck):
            return ()
        if now.stuck is None:
            return (KeypadSeen(Part(state="ok")),)
        detail = f"button {self._table.button[now.stuck].does} stays down: look for what holds it"
        return (KeypadSeen(Part(state="degraded", code="stuck", detail=detail)),)


def open_keypad(settings: KeypadTable, clock: Clock, baud: int) -> ModbusKeypad:
    """The keypad at the address of these settings, on a line of that speed.

    Raises ValueError for settings that `motcua check` would not have let pass.
    """
    if settings.address is None or settings.modbus is None:
        raise ValueError("keypad.modbus needs address and [keypad.modbus]")
    return ModbusKeypad(settings.address, settings.modbus, frames.silence_s(baud))
