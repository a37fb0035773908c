"""The page of the living floor: light, of one piece, with every text in both languages and nothing from elsewhere."""

import re
from pathlib import Path

import pytest

import motcua.stage
from devicekit.text_files import load_texts
from motcua.stage.page_files import page_files

FILES = {name: content.decode() for name, (content, _) in page_files().items()}
SCRIPTS = {name: text for name, text in FILES.items() if name.endswith(".js") and name != "texts.js"}
SOURCE = (Path(motcua.stage.__file__).parent / "page" / "index.html").read_text(encoding="utf-8")
KEYS = {language: load_texts(language).keys() for language in ("vi", "en")}
# The pictures of two screens and the papers that hang in the slots come on top: 300 kB is for all of it.
LARGEST_PAGE = 150_000

KEY = re.compile(r"""["`]((?:stage|board|keypad|onestop|kiosk)\.[\w.]*)(?:\$\{[^`]*)?["`]""")


def asked_keys() -> set[str]:
    """What the scripts ask for, whole or, with a dot at its end, up to the first ${…}."""
    return {key for text in SCRIPTS.values() for key in KEY.findall(text)}


def test_the_page_is_light() -> None:
    assert sum(len(text.encode()) for text in FILES.values()) < LARGEST_PAGE


def test_every_text_that_a_script_asks_for_is_there_in_both_languages() -> None:
    asked = asked_keys()
    assert len(asked) > 60
    for keys in KEYS.values():
        assert [each for each in asked if each not in keys and not _begins(each, keys)] == []
    assert [each for each in asked if each in KEYS["vi"] and FILES["texts.js"].count(f'"{each}":') != 2] == []


def test_no_text_is_left_that_nothing_shows() -> None:
    shown = (
        asked_keys()
        | set(re.findall(r"\{\{([\w.]+)\}\}", SOURCE))
        | set(re.findall(r'data-\w+="(stage[\w.]+)"', SOURCE))
    )
    beginnings = tuple(each for each in shown if each.endswith("."))
    ours = {key for key in KEYS["vi"] if key.startswith("stage.") and not key.startswith("stage.err.")}
    assert sorted(key for key in ours - shown if not key.startswith(beginnings)) == []


def _begins(key: str, keys: frozenset[str]) -> bool:
    return key.endswith(".") and any(each.startswith(key) for each in keys)


def test_texts_are_filled_in_in_both_languages_and_nothing_else_is_left_open() -> None:
    assert "{{" not in "".join(FILES.values())
    assert '<span lang="vi">Gây sự cố</span><span lang="en">Mischief</span>' in FILES[""]


@pytest.mark.parametrize("name", sorted(FILES))
def test_nothing_comes_from_elsewhere(name: str) -> None:
    text = FILES[name].replace("http://www.w3.org/2000/svg", "").replace("#url(", "")
    assert not re.search(r"https?://|//cdn|\burl\([^#]|@import|data:", text)


def test_no_script_and_no_style_is_in_the_page_itself() -> None:
    assert not re.search(r"\sstyle=|\son\w+=|<style|<script(?![^>]* src=)", FILES[""])
    for name, text in SCRIPTS.items():
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|\beval\b|setAttribute\(.style", text), name


def test_every_file_is_used_and_every_used_file_is_served() -> None:
    linked = set(re.findall(r'(?:href|src)="/([\w.]+)"', FILES[""]))
    imported = {name for text in SCRIPTS.values() for name in re.findall(r'from "\./([\w.]+)"', text)}
    assert linked | imported | {""} == set(FILES)


def test_every_element_that_a_script_looks_for_is_in_the_page() -> None:
    ids = set(re.findall(r'\bid="([\w-]+)"', FILES[""]))
    looked_for = {name for text in SCRIPTS.values() for name in re.findall(r'byId\("([\w-]+)"\)', text)}
    assert len(looked_for) > 40
    assert looked_for - ids == set()


def test_every_name_that_a_script_imports_is_exported() -> None:
    for name, text in SCRIPTS.items():
        for names, source in re.findall(r'import \{ ([^}]+) \} from "\./([\w.]+)"', text):
            exported = set(re.findall(r"export (?:async )?(?:const|let|function|class) (\w+)", FILES[source]))
            wanted = {each.split(" as ")[0].strip() for each in names.split(",")}
            assert wanted <= exported, f"{name} wants {wanted - exported} of {source}"


def test_labels_of_the_page_point_at_elements_of_it() -> None:
    ids = re.findall(r'\bid="([\w-]+)"', FILES[""])
    assert len(ids) == len(set(ids))
    named = re.findall(r'aria-(?:labelledby|describedby)="([\w-]+)"', FILES[""])
    assert set(named) <= set(ids)
