"""The officer's page says what became of a key, whatever key it was."""

from typing import get_args

import pytest

from devicekit.messages import Answer, Key, KeyPressed, TypedVerb, VerbTyped
from hub.engine.refusal import Reason
from hub.key_words import key_view

BODIES = [
    *(KeyPressed(counter="counter-1", key=key) for key in get_args(Key)),
    *(VerbTyped(counter="counter-1", verb=verb, digits="12") for verb in get_args(TypedVerb)),
]


@pytest.mark.parametrize("body", BODIES, ids=str)
def test_every_key_has_words(body: KeyPressed | VerbTyped) -> None:
    said = key_view(body, Answer(id="x", outcome="accepted", detail="A012"), 7)
    assert (said.reason, said.at_ms) == ("", 7)
    assert said.vi.startswith("Bàn phím: ")
    assert said.vi.endswith("Đã nhận")
    assert "…" not in said.vi + said.en


@pytest.mark.parametrize("reason", get_args(Reason))
def test_every_refusal_has_words(reason: str) -> None:
    said = key_view(BODIES[0], Answer(id="x", outcome="refused", reason=reason), 7)
    assert said.reason == reason
    assert reason not in said.vi
