"""The questions of `motcua init` at a terminal: each with what Enter means, asked again until the answer is right."""

from collections.abc import Callable, Mapping
from typing import Any, cast

from devicekit.settings_words import Language
from devicekit.text_files import in_both
from motcua.init.answers import FIELDS, NO, YES, Answers, judge, spelt
from motcua.init.defaults import default
from motcua.init.flags import flag
from motcua.init.presets import preset

BACK = "<"
AGAIN = frozenset({"s", "sửa", "sua", "r", "redo"})


class Dialogue:
    """ask() gives the answers, or None when they are not to be written.

    `read` shows a question and gives the line that was typed; it may raise EOFError and KeyboardInterrupt.
    """

    def __init__(self, read: Callable[[str], str], write: Callable[[str], None]) -> None:
        self._read, self._write = read, write

    def ask(self, given: Mapping[str, str]) -> Answers | None:
        """`given` are answers by flags: they are asked only when a person goes through all again."""
        self._write(in_both("init.hello", back=BACK))
        known, skipped = dict(given), frozenset(given)
        while True:
            values = self._round(known, skipped)
            self._write("\n".join(f"  {flag(key)}={spelt(value)}" for key, value in values.items()))
            word = self._sure()
            if word in YES:
                return Answers(**values)
            if word in NO:
                return None
            known, skipped = {key: spelt(value) for key, value in values.items()}, frozenset()

    def _round(self, known: dict[str, str], skipped: frozenset[str]) -> dict[str, Any]:
        """Every question once, or again after a step back; what was answered before stands in [ ]."""
        values: dict[str, Any] = {}
        asked: list[str] = []
        fields = list(FIELDS)
        while len(values) < len(fields):
            field = fields[len(values)]
            if field in skipped and not (judged := judge(field, known[field], values, _language(values)))[1]:
                values[field] = judged[0]
                continue
            value = self._question(field, known, values)
            if value is not None:
                values[field] = value
                asked.append(field)
            elif asked:
                last = fields.index(asked.pop())
                values = {key: values[key] for key in fields[:last]}
        return values

    def _question(self, field: str, known: dict[str, str], values: Mapping[str, Any]) -> Any:
        """The answer, or None for a step back."""
        if field == "services":
            self._list_services(values)
        while True:
            usual = known[field] if self._fits(field, known, values) else default(field, values)
            self._write(in_both(f"init.ask.{field}"))
            text = self._read(f"[{usual}]: ").strip()
            if text == BACK:
                return None
            numbered = _by_number(text, values) if field == "services" else text
            value, faults = judge(field, numbered or usual, values, _language(values))
            if not faults:
                known[field] = spelt(value)
                return value
            for sentence in faults:
                self._write(f"  {sentence}")

    @staticmethod
    def _fits(field: str, known: Mapping[str, str], values: Mapping[str, Any]) -> bool:
        """Whether an answer of before is still one, after what was changed above it."""
        return field in known and not judge(field, known[field], values, _language(values))[1]

    def _list_services(self, values: Mapping[str, Any]) -> None:
        offers = preset(values["preset"]).service
        self._write("\n".join(f"  {n:2} {each.id:14} {each.name} ({each.name_en})" for n, each in enumerate(offers, 1)))

    def _sure(self) -> str:
        while True:
            self._write(in_both("init.write"))
            word = (self._read("[c]: ").strip() or "c").lower()
            if word in YES | NO | AGAIN:
                return word


def _language(values: Mapping[str, Any]) -> Language:
    return cast(Language, values.get("language", "vi"))


def _by_number(text: str, values: Mapping[str, Any]) -> str:
    """The list's numbers as the ids that stand behind them."""
    ids = {str(n): each.id for n, each in enumerate(preset(values["preset"]).service, 1)}
    return ",".join(ids.get(word.strip(), word) for word in text.split(",") if word.strip())
