"""A virtual LED board that speaks Modbus RTU: registers are written, and what they say is shown."""

from counter_display.virtual_boards import Board

TEXT_REGISTER = 0x70
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


class ModbusBoard(Board):
    """Functions 3, 6 and 16. What is written into `register` is shown: as text, or with `number` as a number."""

    def __init__(
        self,
        address: int,
        cells: int = 4,
        gap_s: float = 0.004,
        register: int = TEXT_REGISTER,
        number: bool = False,
        low_first: bool = False,
        blank: int = 0,
    ) -> None:
        super().__init__(address, cells, gap_s)
        self.registers = dict.fromkeys([*range(256), *range(register, register + cells)], 0)
        self._register, self._number, self._low_first, self._blank = register, number, low_first, blank

    def _look(self, frame: bytes) -> bytes:
        if frame[0] != self.address:
            # Another board's frame, whose length is not known: the next silence ends it.
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

    def _meaning(self) -> str:
        if self._number:
            value = self.registers[self._register]
            return "" if value == self._blank else str(value - 65536 if value > 32767 else value)
        characters = ""
        for at in range((self.cells + 1) // 2):
            high, low = divmod(self.registers[self._register + at], 256)
            characters += chr(low) + chr(high) if self._low_first else chr(high) + chr(low)
        return characters[: self.cells]

    def _refusal(self, function: int, code: int) -> bytes:
        return bytes((self.address, function | 0x80, code))
