"""`motcua init DIR`: the settings of a whole new centre, from questions or flags."""

import argparse
import sys
from pathlib import Path

from devicekit.text_files import in_both, load_texts
from motcua.called import own_name
from motcua.init import folder
from motcua.init.answers import FIELDS, Answers, shape, spelt
from motcua.init.dialogue import Dialogue
from motcua.init.files import files
from motcua.init.flags import flag, from_flags

_METAVARS: dict[type, str] = {int: "N", tuple: "A,B"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, metavar="DIR", help=_help("init.folder"))
    for field in FIELDS:
        words = _help(f"init.ask.{field}")
        if shape(field) is bool:
            parser.add_argument(flag(field), action=argparse.BooleanOptionalAction, help=words)
        else:
            # Judged by us, not by argparse: all errors at once, in the words of the settings errors.
            parser.add_argument(flag(field), metavar=_METAVARS.get(shape(field), field.upper()), help=words)
    parser.add_argument("--yes", action="store_true", help=_help("init.yes"))


def run(args: argparse.Namespace) -> int:
    """0 when the folder is written, 1 when a person did not want it. Raises MotcuaError, KeyboardInterrupt."""
    target: Path = args.folder
    folder.check(target)
    given = {field: spelt(value) for field in FIELDS if (value := getattr(args, field)) is not None}
    answers = from_flags(given) if args.yes or not sys.stdin.isatty() else _ask(given)
    if answers is None:
        _say(in_both("init.nothing"))
        return 1
    texts = files(answers)
    folder.write(target, texts)
    for name in texts:
        _say(str(target / name))
    readme = "README.md" if answers.language == "en" else "README.vi.md"
    _say(in_both("init.done", readme=target / readme, motcua=own_name(sys.argv[0]), folder=target))
    return 0


def _ask(given: dict[str, str]) -> Answers | None:
    # Lines can be edited, and a Vietnamese letter is deleted as a whole.
    import readline  # noqa: F401

    try:
        return Dialogue(input, _say).ask(given)
    except EOFError:
        return None


def _help(key: str) -> str:
    words = " / ".join(load_texts(language).get(key) for language in ("vi", "en"))
    return words.replace("%", "%%")


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
