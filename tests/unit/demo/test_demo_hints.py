"""What demo and init print can be pasted as it stands."""

import pytest

from motcua.called import own_name


@pytest.mark.parametrize(
    ("called", "name"),
    [
        (".venv/bin/motcua", ".venv/bin/motcua"),
        ("/opt/motcua/bin/motcua", "/opt/motcua/bin/motcua"),
        ("/home/a b/bin/motcua", "'/home/a b/bin/motcua'"),
        ("/x/motcua/__main__.py", "motcua"),
    ],
)
def test_a_hint_names_the_command_as_it_was_called(called: str, name: str) -> None:
    assert own_name(called) == name
