"""Where each key of a settings file stands: tomllib gives values without lines, an error must name its line.

The text must be valid TOML (tomllib has read it): what it means is the business of tomllib, this scanner
only counts lines.

    [[service]]            ("service",) 1   ("service", 0) 1
    id = "land"            ("service", 0, "id") 2
    counters = [           ("service", 0, "counters") 3
      "1",                 ("service", 0, "counters", 0) 4
    ]
"""

import tomllib

Path = tuple[str | int, ...]

_BARE_END = frozenset(",]}#\n")
_KEY_END = frozenset(" \t.=]")


def key_lines(text: str) -> dict[Path, int]:
    """The line, from 1, of every table, key and array item. A table has the line of its own header where it has one."""
    return _Scanner(text).scan()


class _Scanner:
    def __init__(self, text: str) -> None:
        self._text = text.replace("\r\n", "\n") + "\n"
        self._at = 0
        self._line = 1
        self._lines: dict[Path, int] = {(): 1}
        self._last_of: dict[Path, int] = {}

    def scan(self) -> dict[Path, int]:
        table: Path = ()
        self._skip_blank()
        while self._at < len(self._text):
            if self._text[self._at] == "[":
                table = self._header()
            else:
                self._pair(table)
            self._skip_blank()
        return self._lines

    def _header(self) -> Path:
        line, many = self._line, self._text.startswith("[[", self._at)
        self._move(2 if many else 1)
        parts = self._dotted_key()
        self._move(2 if many else 1)
        path: Path = ()
        for depth, part in enumerate(parts):
            path = (*path, part)
            self._lines.setdefault(path, line)
            if many and depth == len(parts) - 1:
                self._last_of[path] = self._last_of.get(path, -1) + 1
            if path in self._last_of:
                path = (*path, self._last_of[path])
        self._lines[path] = line
        return path

    def _pair(self, table: Path) -> None:
        line, path = self._line, table
        for part in self._dotted_key():
            path = (*path, part)
            self._lines.setdefault(path, line)
        self._move(1)
        self._skip_blank()
        self._value(path)

    def _dotted_key(self) -> list[str]:
        """Reads up to the `=` or `]` behind the key."""
        parts = []
        while True:
            self._skip_spaces()
            start = self._at
            if self._text[start] in "\"'":
                self._string()
                parts.append(next(iter(tomllib.loads(self._text[start : self._at] + "=0"))))
            else:
                while self._text[self._at] not in _KEY_END:
                    self._move(1)
                parts.append(self._text[start : self._at])
            self._skip_spaces()
            if self._text[self._at] != ".":
                return parts
            self._move(1)

    def _value(self, path: Path) -> None:
        self._lines.setdefault(path, self._line)
        opening = self._text[self._at]
        if opening in "\"'":
            self._string()
        elif opening == "[":
            self._array(path)
        elif opening == "{":
            self._inline_table(path)
        else:
            while self._text[self._at] not in _BARE_END:
                self._move(1)

    def _array(self, path: Path) -> None:
        self._move(1)
        self._skip_blank()
        index = 0
        while self._text[self._at] != "]":
            self._value((*path, index))
            index += 1
            self._skip_comma()
        self._move(1)

    def _inline_table(self, path: Path) -> None:
        self._move(1)
        self._skip_blank()
        while self._text[self._at] != "}":
            self._pair(path)
            self._skip_comma()
        self._move(1)

    def _skip_comma(self) -> None:
        self._skip_blank()
        if self._text[self._at] == ",":
            self._move(1)
            self._skip_blank()

    def _string(self) -> None:
        quote = self._text[self._at]
        end = quote * 3 if self._text.startswith(quote * 3, self._at) else quote
        self._move(len(end))
        while not self._text.startswith(end, self._at):
            self._move(2 if quote == '"' and self._text[self._at] == "\\" else 1)
        self._move(len(end))
        # A multi-line string may end in one or two quotes of its own before the closing three.
        while len(end) == 3 and self._text[self._at] == quote:
            self._move(1)

    def _skip_spaces(self) -> None:
        while self._text[self._at] in " \t":
            self._move(1)

    def _skip_blank(self) -> None:
        """Skip spaces, line ends and comments."""
        while self._at < len(self._text) and self._text[self._at] in " \t\n#":
            if self._text[self._at] == "#":
                self._move(self._text.index("\n", self._at) - self._at)
            else:
                self._move(1)

    def _move(self, count: int) -> None:
        self._line += self._text.count("\n", self._at, self._at + count)
        self._at += count
