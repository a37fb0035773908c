"""The folder of a new centre: all of it or nothing, and never over what is there."""

import os
import tempfile
from collections.abc import ItemsView, Iterator
from pathlib import Path

import pytest

from devicekit.errors import MotcuaError
from motcua.init.folder import check, write

FILES = {"site.toml": "a\n", "systemd/hub.service": "b\n"}
NOBODY = 65534


class Interrupted(dict[str, str]):
    """Files of which the second is never written: Ctrl-C comes first."""

    def items(self) -> ItemsView[str, str]:
        return InterruptedItems(self)


class InterruptedItems(ItemsView[str, str]):
    def __iter__(self) -> Iterator[tuple[str, str]]:
        yield "site.toml", "a\n"
        raise KeyboardInterrupt


@pytest.fixture
def closed() -> Iterator[Path]:
    """A folder that this test may read, not write; root gives its power away for the time."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o555)
        root = os.geteuid() == 0
        if root:
            os.seteuid(NOBODY)
        yield folder
        if root:
            os.seteuid(0)
        folder.chmod(0o755)


def found(folder: Path) -> dict[str, str]:
    return {str(file.relative_to(folder)): file.read_text() for file in folder.rglob("*") if file.is_file()}


@pytest.mark.parametrize("there", [False, True], ids=["new", "empty"])
def test_every_file_is_written_and_nothing_else(tmp_path: Path, there: bool) -> None:
    folder = tmp_path / "centre"
    if there:
        folder.mkdir(mode=0o750)
    write(folder, FILES)
    assert found(tmp_path) == {f"centre/{name}": text for name, text in FILES.items()}
    if there:
        assert folder.stat().st_mode & 0o777 == 0o750


@pytest.mark.parametrize("there", [False, True], ids=["new", "empty"])
def test_ctrl_c_leaves_nothing(tmp_path: Path, there: bool) -> None:
    folder = tmp_path / "centre"
    if there:
        folder.mkdir()
    with pytest.raises(KeyboardInterrupt):
        write(folder, Interrupted())
    assert list(tmp_path.rglob("*")) == [folder] * there


class Overtaken(dict[str, str]):
    """Files that somebody else is quicker with: when all are written, one of the names is taken."""

    def __init__(self, folder: Path) -> None:
        super().__init__(FILES)
        self._folder = folder

    def items(self) -> ItemsView[str, str]:
        (self._folder / "systemd").mkdir()
        (self._folder / "systemd" / "theirs").write_text("mine\n")
        return super().items()


def test_a_name_that_was_taken_meanwhile_is_left_alone_and_ours_are_taken_back(tmp_path: Path) -> None:
    with pytest.raises(MotcuaError, match="Directory not empty"):
        write(tmp_path, Overtaken(tmp_path))
    assert found(tmp_path) == {"systemd/theirs": "mine\n"}


def test_a_folder_that_holds_something_is_refused_and_named(tmp_path: Path) -> None:
    (tmp_path / "site.toml").write_text("mine\n")
    with pytest.raises(MotcuaError, match=r"site\.toml.*nothing is overwritten\. Choose another folder"):
        write(tmp_path, FILES)
    assert found(tmp_path) == {"site.toml": "mine\n"}


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "centre").write_text("mine\n")
    with pytest.raises(MotcuaError, match="is no folder"):
        check(tmp_path / "centre")


def test_a_folder_in_no_folder_says_how_to_make_it(tmp_path: Path) -> None:
    with pytest.raises(MotcuaError, match=f"mkdir -p {tmp_path}/a"):
        check(tmp_path / "a" / "centre")


def test_a_place_that_may_not_be_written_says_so(closed: Path) -> None:
    with pytest.raises(MotcuaError, match=r"can't be written: Permission denied\. Nothing was written"):
        write(closed / "centre", FILES)
    with pytest.raises(MotcuaError, match=r"can't be written: Permission denied\. Nothing was written"):
        write(closed, FILES)
    assert list(closed.iterdir()) == []
