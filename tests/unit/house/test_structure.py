"""The house keeps its shape: who imports whom, what pure modules may do, how long a file and a function may grow."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from configparser import ConfigParser
from fnmatch import fnmatch
from pathlib import Path
from statistics import median

import pytest

ROOT = Path(__file__).resolve().parents[3]
PACKAGES = (
    "devicekit",
    "printer",
    "kiosk_ticket",
    "kiosk_rating",
    "counter_display",
    "announcer",
    "hub",
    "motcua",
)
FILES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
MODULES = [path for path in FILES if path.name != "__init__.py"]
TESTS = sorted((ROOT / "tests").rglob("*.py"))

LINES_OF_A_FILE = 400
LINES_OF_A_MEDIAN_FILE = 150
LINES_OF_A_FUNCTION = 40

# A module of one of these names decides or encodes: it takes values and gives values.
PURE_NAMES = {"logic", "protocol", "messages", "topics", "codec", "engine", "floor", "phrases", "playlist", "escpos"}
PURE_ENDS = ("_logic", "_protocol", "_encoder", "encoder")
ASKS_THE_WORLD = {"open", "input", "now", "utcnow", "today", "time", "monotonic", "perf_counter"}
DUMPING_GROUNDS = {"util", "utils", "common", "const", "consts", "constants", "helper", "helpers", "misc", "tools"}


def rooms() -> ConfigParser:
    settings = ConfigParser()
    settings.read(ROOT / "setup.cfg", encoding="utf-8")
    return settings


def listed(contract: str, key: str) -> list[str]:
    return rooms()[f"importlinter:contract:{contract}"][key].split()


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def in_contract(module: str, pure: list[str]) -> bool:
    return any(module == name or module.startswith(f"{name}.") for name in pure)


def looks_pure(module: str) -> bool:
    package, *parts = module.split(".")
    return package != "motcua" and any(part in PURE_NAMES or part.endswith(PURE_ENDS) for part in parts)


def questions_to_the_world(source: str) -> list[str]:
    """Calls that would make a pure module depend on more than its arguments, as `line: name`."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            called = node.func
            name = called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")
            if name in ASKS_THE_WORLD:
                found.append(f"{node.lineno}: {name}()")
    return found


def functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
            yield f"{path.relative_to(ROOT)}:{first} {node.name}", (node.end_lineno or first) - first + 1


def test_the_import_contracts_hold() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-logo", "--no-cache"]
    linter = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert linter.returncode == 0, linter.stdout + linter.stderr


def test_every_package_on_disk_is_in_the_import_contracts() -> None:
    on_disk = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert on_disk == set(PACKAGES) == set(rooms()["importlinter"]["root_packages"].split())


def test_every_module_that_decides_or_encodes_is_in_the_pure_contract() -> None:
    pure = listed("pure", "source_modules")
    missing = [name_of(path) for path in FILES if looks_pure(name_of(path)) and not in_contract(name_of(path), pure)]
    assert not missing, f"add to source_modules of [importlinter:contract:pure] in setup.cfg: {missing}"


def test_the_pure_contract_forbids_every_way_to_the_world() -> None:
    assert set(listed("pure", "forbidden_modules")) >= {
        *("asyncio", "socket", "sqlite3", "apsw", "subprocess", "threading", "time", "random"),
        *("os", "io", "pathlib", "logging", "uuid", "secrets", "zoneinfo", "importlib"),
    }


def test_pure_modules_open_nothing_and_ask_no_clock() -> None:
    pure = listed("pure", "source_modules")
    found = [
        f"{path.relative_to(ROOT)}:{question}"
        for path in FILES
        if in_contract(name_of(path), pure)
        for question in questions_to_the_world(path.read_text(encoding="utf-8"))
    ]
    assert not found, f"hand the value in instead: {found}"


@pytest.mark.parametrize(
    "source",
    [
        "open('x')",
        "Path('x').open()",
        "datetime.now(UTC)",
        "date.today()",
        "import time\ntime.time()",
        "from time import monotonic\nmonotonic()",
    ],
)
def test_the_rule_for_pure_modules_sees(source: str) -> None:
    assert len(questions_to_the_world(source)) == 1


def test_only_screens_use_touch() -> None:
    if (ROOT / "devicekit" / "touch").exists() or (ROOT / "devicekit" / "touch.py").exists():
        allowed = {"devicekit", "kiosk_ticket", "kiosk_rating", "counter_display", "motcua"}
        assert "devicekit.touch" in listed("touch", "forbidden_modules")
        assert set(listed("touch", "source_modules")) == set(PACKAGES) - allowed


def test_init_files_are_empty() -> None:
    assert not [str(path.relative_to(ROOT)) for path in FILES if path.name == "__init__.py" and path.read_bytes()]


def test_no_module_is_a_dumping_ground() -> None:
    assert not [name_of(path) for path in FILES if DUMPING_GROUNDS & set(name_of(path).split("."))]


def test_every_module_says_first_what_it_is_for() -> None:
    silent = [name_of(path) for path in MODULES if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))]
    assert not silent


@pytest.mark.parametrize("files", [MODULES, TESTS], ids=["packages", "tests"])
def test_files_stay_short(files: list[Path]) -> None:
    lines = {str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in files}
    assert not {name: count for name, count in lines.items() if count > LINES_OF_A_FILE}
    assert median(lines.values()) <= LINES_OF_A_MEDIAN_FILE


def test_functions_stay_short() -> None:
    assert not [
        f"{name}: {count} lines" for path in MODULES for name, count in functions(path) if count > LINES_OF_A_FUNCTION
    ]


def test_test_files_have_names_of_their_own() -> None:
    names = [path.name for path in TESTS]
    assert sorted(names) == sorted(set(names))
    assert not [path for path in TESTS if path.name == "__init__.py"]


def test_tests_mock_nothing_and_never_sleep() -> None:
    found = []
    for path in TESTS:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                names = [f"{node.value.id}.{node.attr}"]
            elif isinstance(node, ast.ImportFrom):
                names = [f"{node.module}.{alias.name}" for alias in node.names]
            elif isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            for name in names:
                if name.startswith("unittest.mock") or name in ("time.sleep", "monkeypatch.setattr"):
                    found.append(f"{path.relative_to(ROOT)}:{node.lineno} {name}")
    assert not found, f"wait for the thing itself; fake at the far end of the wire: {found}"


def test_every_data_file_is_packed() -> None:
    patterns = re.split(r"[,\s]+", rooms()["options.package_data"]["*"].strip())
    data = [path for package in (*PACKAGES, "config") for path in (ROOT / package).rglob("*") if path.is_file()]
    left_out = [
        str(path.relative_to(ROOT))
        for path in data
        if path.suffix not in (".py", ".pyc") and not any(fnmatch(path.name, pattern) for pattern in patterns)
    ]
    assert not left_out, f"add to [options.package_data] in setup.cfg: {left_out}"


def test_pages_that_the_code_names_exist() -> None:
    named = re.compile(r"[\w./-]+\.md\b")
    pages = {str(path.relative_to(ROOT)) for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"))}
    pages |= {str(path.relative_to(ROOT / "docs")) for path in ROOT.glob("docs/**/*.md")}
    missing = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in (*FILES, *TESTS)
        for name in named.findall(path.read_text(encoding="utf-8"))
        if name not in pages and path.parent.name != "house"
    ]
    assert not missing, "a reader can't look that up"
