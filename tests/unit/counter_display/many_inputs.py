"""A hundred thousand random inputs for one claim.

They are drawn as long pieces and cut here: Hypothesis needs more time for a short text than a board for its frame.
"""

from collections.abc import Callable, Iterator

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

INPUTS, AT_A_TIME = 100_000, 100
MANY = settings(
    max_examples=INPUTS // AT_A_TIME,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def each_of_many(claim: Callable[[bytes], None], longest: int) -> None:
    """Try the claim on that many random byte strings of up to `longest` bytes."""
    tried = [0]

    @MANY
    @given(_drawn(longest))
    def every(data: bytes) -> None:
        for piece in _pieces(data, longest):
            claim(piece)
            tried[0] += 1

    every()
    assert tried[0] == INPUTS


def _drawn(longest: int) -> st.SearchStrategy[bytes]:
    """Bytes enough for that many pieces."""
    size = AT_A_TIME * (longest + 1)
    return st.binary(min_size=size, max_size=size)


def _pieces(data: bytes, longest: int) -> Iterator[bytes]:
    """Pieces of up to that length, each as long as its first byte says."""
    at = 0
    for _ in range(AT_A_TIME):
        length = data[at] % (longest + 1)
        yield data[at + 1 : at + 1 + length]
        at += 1 + length
