"""What the demo prints can be pasted as it stands."""

import sys

import pytest

from motcua.commands.demo import own_name


@pytest.mark.parametrize(
    ("called", "name"),
    [
        (".venv/bin/motcua", ".venv/bin/motcua"),
        ("/opt/motcua/bin/motcua", "/opt/motcua/bin/motcua"),
        ("/home/a b/bin/motcua", "'/home/a b/bin/motcua'"),
        ("/x/motcua/__main__.py", "motcua"),
    ],
)
def test_a_hint_names_the_command_as_it_was_called(monkeypatch: pytest.MonkeyPatch, called: str, name: str) -> None:
    monkeypatch.setattr(sys, "argv", [called, "demo"])
    assert own_name() == name
