"""Every paper of a centre in the printer's own letters, on both widths: what belongs together is on one line."""

import pytest
from abilities import ability, printed_by

from devicekit.text_files import load_texts
from motcua.preview.centre import read_centre
from motcua.preview.examples import example
from printer.document import Badge, Cut
from printer.layout import lay_out
from printer.layout_files import PAPERS, shipped_layout
from printer.papers import Paper
from printer.words import NO_BREAK

VI = load_texts("vi")
SAMPLE = read_centre(None, "vi")


@pytest.mark.parametrize("profile", ["tcvn3-80", "tcvn3-58", "tcvn3-80-180dpi", "cp1258-80"])
@pytest.mark.parametrize("paper", PAPERS)
def test_what_belongs_together_is_on_one_line(paper: Paper, profile: str) -> None:
    document = lay_out(shipped_layout(paper), example(paper, SAMPLE, VI), VI)
    lines = [" ".join(line.split()) for line in printed_by(document, ability(profile)).text]
    bound = {word for element in document for part in element if isinstance(part, str) for word in part.split(" ")}
    for word in (each for each in bound if NO_BREAK in each):
        assert any(word.replace(NO_BREAK, " ") in line for line in lines), word
    assert "Mã phiếu:" in lines[-1]


def test_a_badge_is_words_in_white_on_black() -> None:
    job = printed_by((Badge("IN LẠI lần 1"), Cut()), ability("tcvn3-80"))
    inked = [row for row in job.rows if any(row)]
    black = sum(byte.bit_count() for row in inked for byte in row)
    plate = (len("IN LẠI lần 1") + 2) * 24 * len(inked)
    assert 0.5 * plate < black < 0.95 * plate
