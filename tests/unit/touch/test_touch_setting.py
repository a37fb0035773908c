"""Words are made smaller, broken into lines, and never cut."""

from hypothesis import given
from hypothesis import strategies as st

from devicekit.touch.box import Box
from devicekit.touch.setting import fit, line_height, wrap


def measure(text: str, size: int) -> int:
    """Letters that are all half an em wide."""
    return len(text) * size // 2


words = st.text(st.sampled_from("aăâbcdđẩệỹ"), min_size=1, max_size=12)
texts = st.lists(words, min_size=1, max_size=25).map(" ".join)


@given(texts, st.integers(60, 800), st.integers(40, 300))
def test_all_of_a_text_is_inside_its_box_and_no_word_is_lost(text: str, width: int, height: int) -> None:
    lines = fit(text, width, height, 40, 14, measure)
    assert " ".join(lines.lines) == text
    if lines.size > 4:
        assert all(measure(line, lines.size) <= width for line in lines.lines)
        assert lines.height <= height


@given(texts, st.integers(60, 800), st.integers(40, 300))
def test_no_larger_size_would_have_fitted(text: str, width: int, height: int) -> None:
    size = fit(text, width, height, 40, 14, measure).size
    for larger in range(size + 1, 41):
        lines = wrap(text, width, larger, measure)
        assert lines is None or line_height(larger) * len(lines) > height


def test_lines_are_about_equally_long() -> None:
    lines = fit("mời ông bà đánh giá sau khi được phục vụ ạ", 260, 100, 15, 14, measure).lines
    assert len(lines) == 2
    assert abs(len(lines[0]) - len(lines[1])) <= 8


def test_syllables_with_a_hard_space_between_them_stay_together() -> None:
    assert fit("RẤT HÀI\N{NO-BREAK SPACE}LÒNG", 90, 100, 20, 14, measure).lines == (
        "RẤT",
        "HÀI\N{NO-BREAK SPACE}LÒNG",
    )


@given(st.integers(1, 12), st.integers(1, 5), st.integers(0, 20), st.integers(100, 900), st.integers(100, 900))
def test_cells_of_a_grid_lie_inside_and_apart(count: int, columns: int, gap: int, w: int, h: int) -> None:
    box = Box(7, 9, w, h)
    cells = box.grid(count, columns, gap)
    assert len(cells) == count
    for i, cell in enumerate(cells):
        assert box.x <= cell.x and cell.right <= box.right and box.y <= cell.y and cell.bottom <= box.bottom + gap
        for other in cells[:i]:
            assert cell.x >= other.right + gap or cell.y >= other.bottom + gap
