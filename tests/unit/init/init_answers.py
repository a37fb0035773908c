"""Answers for the tests of `motcua init`."""

from motcua.init.answers import Answers
from motcua.init.flags import from_flags

NAME = "Trung tâm Phục vụ hành chính công xã Ia Chim"


def answers(**flags: str) -> Answers:
    """What the flags say, of a centre that has a name."""
    return from_flags({"name": NAME, "id": "ia-chim"} | flags)
