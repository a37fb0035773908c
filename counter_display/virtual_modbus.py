"""What hangs on a virtual line and speaks Modbus RTU: boards that show their registers, keypads that are asked."""

from collections.abc import Sequence

from counter_display.virtual_device import Board, Device, KeyBox

TEXT_REGISTER = 0x70
# 3.5 characters at 9600 baud.
GAP_S = 0.004
# How long a finger holds a button.
HOLD_S = 0.15
ILLEGAL_FUNCTION, ILLEGAL_ADDRESS, ILLEGAL_VALUE = 1, 2, 3


def _table() -> list[int]:
    made = []
    for value in range(256):
        for _ in range(8):
            value = value >> 1 ^ (0xA001 if value & 1 else 0)
        made.append(value)
    return made


TABLE = _table()


def crc(data: bytes) -> bytes:
    """The CRC by its table, low byte first."""
    now = 0xFFFF
    for value in data:
        now = now >> 8 ^ TABLE[(now ^ value) & 0xFF]
    return bytes((now & 0xFF, now >> 8))


class _Station(Device):
    """What is asked and ordered by Modbus: its own address, a right checksum, silence before each frame."""

    # It knows that a frame has ended when the line was silent.
    turn_s = GAP_S

    def _look(self, frame: bytes) -> bytes:
        if frame[0] != self.address:
            # Another station's frame, whose length is not known: the next silence ends it.
            self._frame.clear()
            self._deaf = True
            return b""
        if len(frame) < 8 or (frame[1] == 16 and len(frame) < 9 + frame[6]):
            return b""
        if crc(frame[:-2]) != frame[-2:]:
            self._drop("checksum")
            self._deaf = True
            return b""
        answer = self._obey(frame[1], frame[2:-2])
        self._done()
        return answer + crc(answer)

    def _obey(self, function: int, body: bytes) -> bytes:
        """Act upon a frame; gives the answer without its checksum."""
        raise NotImplementedError

    def _refusal(self, function: int, code: int) -> bytes:
        return bytes((self.address, function | 0x80, code))


class ModbusBoard(_Station, Board):
    """Functions 3, 6 and 16. What is written into `register` is shown: as text, or with `number` as a number."""

    def __init__(
        self,
        address: int,
        cells: int = 4,
        gap_s: float = GAP_S,
        register: int = TEXT_REGISTER,
        number: bool = False,
        low_first: bool = False,
        blank: int = 0,
    ) -> None:
        Board.__init__(self, address, cells, gap_s)
        self.registers = dict.fromkeys([*range(256), *range(register, register + cells)], 0)
        self._register, self._number, self._low_first, self._blank = register, number, low_first, blank

    def _obey(self, function: int, body: bytes) -> bytes:
        first, second = int.from_bytes(body[:2], "big"), int.from_bytes(body[2:4], "big")
        if function == 6:
            return self._write(function, first, [second], body)
        if function == 16:
            values = [int.from_bytes(body[at : at + 2], "big") for at in range(5, len(body), 2)]
            if len(values) != second or body[4] != 2 * second:
                return self._refusal(function, ILLEGAL_VALUE)
            return self._write(function, first, values, body[:4])
        if function == 3:
            return self._read(first, second)
        return self._refusal(function, ILLEGAL_FUNCTION)

    def _write(self, function: int, first: int, values: list[int], answer: bytes) -> bytes:
        if not all(first + at in self.registers for at in range(len(values))):
            return self._refusal(function, ILLEGAL_ADDRESS)
        self.registers.update({first + at: value for at, value in enumerate(values)})
        if first <= self._register < first + len(values):
            self._show(self._meaning())
        return bytes((self.address, function)) + answer

    def _read(self, first: int, count: int) -> bytes:
        if not 1 <= count <= 125 or not all(first + at in self.registers for at in range(count)):
            return self._refusal(3, ILLEGAL_ADDRESS)
        data = b"".join(self.registers[first + at].to_bytes(2, "big") for at in range(count))
        return bytes((self.address, 3, len(data))) + data

    def _forget(self) -> None:
        super()._forget()
        self.registers = dict.fromkeys(self.registers, 0)

    def _meaning(self) -> str:
        if self._number:
            value = self.registers[self._register]
            return "" if value == self._blank else str(value - 65536 if value > 32767 else value)
        characters = ""
        for at in range((self.cells + 1) // 2):
            high, low = divmod(self.registers[self._register + at], 256)
            characters += chr(low) + chr(high) if self._low_first else chr(high) + chr(low)
        return characters[: self.cells]


class ModbusBox(_Station, KeyBox):
    """Buttons as bits (function 2) and as counters of presses (3, 4), and a lamp (5); it says nothing unasked."""

    def __init__(
        self, address: int, keys: Sequence[str], lamp: int = 0, gap_s: float = GAP_S, wraps_at: int = 0x10000
    ) -> None:
        """`keys`: the buttons, by what they do; the first one stands at 0."""
        KeyBox.__init__(self, address, gap_s)
        self.keys = tuple(keys)
        self.counts = [0] * len(self.keys)
        self._lamp_at, self._wraps_at = lamp, wraps_at
        self._down_until = [float("-inf")] * len(self.keys)

    def press(self, key: str, at: float) -> bytes:
        if self.on:
            place = self.keys.index(key)
            self.counts[place] = (self.counts[place] + 1) % self._wraps_at
            self._down_until[place] = at + HOLD_S
        return b""

    def _obey(self, function: int, body: bytes) -> bytes:
        first, second = int.from_bytes(body[:2], "big"), int.from_bytes(body[2:4], "big")
        if function == 5:
            return self._switch(first, second)
        if function not in (2, 3, 4):
            return self._refusal(function, ILLEGAL_FUNCTION)
        if second < 1 or first + second > len(self.keys):
            return self._refusal(function, ILLEGAL_ADDRESS)
        data = self._bits(first, second) if function == 2 else self._counters(first, second)
        return bytes((self.address, function, len(data))) + data

    def _switch(self, coil: int, value: int) -> bytes:
        if coil != self._lamp_at:
            return self._refusal(5, ILLEGAL_ADDRESS)
        if value not in (0, 0xFF00):
            return self._refusal(5, ILLEGAL_VALUE)
        self._light("on" if value else "off")
        return bytes((self.address, 5)) + coil.to_bytes(2, "big") + value.to_bytes(2, "big")

    def _bits(self, first: int, count: int) -> bytes:
        data = bytearray((count + 7) // 8)
        for at in range(count):
            if self._down_until[first + at] > self._at:
                data[at // 8] |= 1 << at % 8
        return bytes(data)

    def _counters(self, first: int, count: int) -> bytes:
        return b"".join(value.to_bytes(2, "big") for value in self.counts[first : first + count])

    def _forget(self) -> None:
        super()._forget()
        self.counts = [0] * len(self.keys)
