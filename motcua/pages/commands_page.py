"""The reference page of the `motcua` command, from the parsers that really read its words."""

import argparse
import importlib
from collections.abc import Iterator

from motcua.__main__ import COMMANDS, Command

PATH = "reference/commands.md"
HEAD = """# Commands

`motcua COMMAND`, in Vietnamese first, then in English. `motcua COMMAND --help` says the same. Exit status: 0 all is
well, 1 the command did its work and what it looked at is not right, 2 it could not do its work. This page is generated:
`make docs`.
"""


def page() -> str:
    """Every command with its arguments, in Markdown."""
    return HEAD + "".join(_command(name, command) for name, command in COMMANDS.items())


def parser_of(name: str) -> argparse.ArgumentParser:
    """The parser of one command."""
    parser = argparse.ArgumentParser(prog=f"motcua {name}", add_help=False)
    importlib.import_module(f"motcua.commands.{COMMANDS[name].module}").add_arguments(parser)
    return parser


def _command(name: str, command: Command) -> str:
    needs = f" Needs the extra `[{command.extra}]`." if command.extra else ""
    rows = "".join(f"| {words} | {meaning} |\n" for words, meaning in _rows(parser_of(name)))
    return f"\n## motcua {name}\n\n{command.vietnamese} / {command.english}.{needs}\n\n| | |\n|---|---|\n{rows}"


def _rows(parser: argparse.ArgumentParser) -> Iterator[tuple[str, str]]:
    for action in parser._actions:
        value = action.metavar or (
            f"{{{','.join(map(str, action.choices))}}}" if action.choices else action.dest.upper()
        )
        shown = f" {value}" if action.option_strings and action.nargs != 0 else ""
        words = ", ".join(f"`{option}{shown}`" for option in action.option_strings) or f"`{value}`"
        default = f" ({action.default})" if isinstance(action.default, str) and action.default else ""
        yield words, f"{action.help or ''}{default}"
