"""What the documents tell people to type exists, their links lead somewhere, and both languages say the same."""

import re
import shlex
import tomllib
from collections.abc import Iterator
from configparser import ConfigParser
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import msgspec
import pytest

from devicekit.errors import SettingsError
from devicekit.settings import Settings, json_schema, loads
from hub.api import OPERATIONS, Operation
from hub.settings import SiteFile
from motcua.__main__ import COMMANDS
from motcua.commands.check import KINDS
from motcua.pages.commands_page import parser_of
from printer.settings import PrinterSettings

ROOT = Path(__file__).resolve().parents[3]
READMES = (ROOT / "README.md", ROOT / "README.vi.md")
PAGES = (*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md")))
SITE = ROOT / "config" / "site.toml"
SHELL = {"sh", "console", "bash", ""}
# Programs of the system that a page may name; what they are given is looked at below.
SYSTEM = {"aplay", "apt-get", "cp", "install", "journalctl", "ls", "systemctl", "useradd", "python3", "mosquitto_sub"}
SYSTEM |= {"cd", "date", "git", "head", "mbpoll", "rm", "sed"}
# A variable of the shell in a request; here it is a time.
VARIABLE, ITS_VALUE = re.compile(r"\$[A-Z]+"), "4000000000000"


class PrinterSample(Settings, frozen=True, kw_only=True):
    """A kiosk's file, as far as a page about printers shows it."""

    printer: PrinterSettings


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def blocks(text: str) -> Iterator[tuple[str, str]]:
    """Language and text of each fenced block, also of those inside a list."""
    for indent, language, body in re.findall(r"^( *)```(\w*)\n(.*?)^\1```$", text, re.MULTILINE | re.DOTALL):
        yield language, re.sub(rf"^{indent}", "", body, flags=re.MULTILINE)


def command_lines(path: Path) -> list[list[str]]:
    found = []
    for language, body in blocks(path.read_text(encoding="utf-8")):
        if language in SHELL:
            lines = re.sub(r" \| .*", "", body.replace("\\\n", " ")).splitlines()
            found += [shlex.split(line, comments=True) for line in lines if line.strip()]
    return [words[1:] if words[0] == "sudo" else words for words in found if words]


def commands_in_sentences(path: Path) -> list[list[str]]:
    """Those of ours that a sentence names, such as `motcua why A012 --page FILE`."""
    found = re.findall(r"`(?:sudo )?(\S*\bmotcua [a-z-]+(?: [^`]*)?)`", path.read_text(encoding="utf-8"))
    return [shlex.split(each) for each in found]


def samples(path: Path, *tables: str) -> list[str]:
    """The settings in a page that begin with one of those tables."""
    found = (body for language, body in blocks(path.read_text(encoding="utf-8")) if language == "toml")
    return [body for body in found if body.startswith(tables)]


def why_refused(text: str, kind: type[Settings]) -> str:
    """What a program says of those settings; "" when it takes them."""
    try:
        loads(text, "sample.toml", kind)
    except SettingsError as error:
        return str(error)
    return ""


def make_targets() -> set[str]:
    rules = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    return set(rules)


def programs() -> set[str]:
    setup = ConfigParser()
    setup.read(ROOT / "setup.cfg", encoding="utf-8")
    scripts = setup["options.entry_points"]["console_scripts"].split("\n")
    return {line.partition("=")[0].strip() for line in scripts if line.strip()}


def what_is_wrong(words: list[str]) -> str:
    """Why this command line can't work in this house; "" when it can."""
    if re.match(r"[A-Z]+=", words[0]):
        return ""
    program, rest = words[0].removeprefix(".venv/bin/").removeprefix("/opt/motcua/bin/"), words[1:]
    missing = [word for word in rest if word.startswith(("config/", "requirements/")) and not (ROOT / word).exists()]
    if missing:
        return f"no {missing[0]}"
    if program == "make":
        return "" if rest and rest[0] in make_targets() else "no such target"
    if program == "motcua":
        return what_motcua_has_not(rest)
    if program == "curl":
        return what_the_hub_refuses(rest)
    if program == "pip":
        locked = "--require-hashes" in rest or "--no-deps" in rest
        return "" if locked else "installs what is not locked"
    return "" if program in SYSTEM | programs() else "no such program"


def what_motcua_has_not(words: list[str]) -> str:
    if not words or words[0] in ("--help", "--version"):
        return "" if words else "no command"
    if words[0] not in COMMANDS:
        return "no such command"
    flags = {"--help", *parser_of(words[0])._option_string_actions}
    return "".join(f"no {word}" for word in words[1:] if word.startswith("-") and word.partition("=")[0] not in flags)


def what_the_hub_refuses(words: list[str]) -> str:
    """Why the API can't take this request of curl; "" when it can."""
    address = next((urlsplit(word.removeprefix("$HUB")) for word in words if word.startswith("$HUB/")), None)
    if address is None:
        return "asks nothing of $HUB"
    method = "POST" if "-d" in words else "GET"
    for each in OPERATIONS:
        if each.method == method and re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", each.path), address.path):
            return what_it_refuses(each, words, dict(parse_qsl(address.query)))
    return "no such address"


def what_it_refuses(operation: Operation, words: list[str], query: dict[str, str]) -> str:
    try:
        for key, value in query.items():
            msgspec.convert(value, operation.parameters[key], strict=False)
        if operation.body is not None:
            body = VARIABLE.sub(ITS_VALUE, words[words.index("-d") + 1])
            msgspec.json.decode(body, type=operation.body)
    except (KeyError, msgspec.ValidationError, msgspec.DecodeError) as error:
        return str(error)
    is_json = operation.body is None or "Content-Type: application/json" in words
    return "" if is_json else "is not said to be JSON"


def links(path: Path) -> Iterator[str]:
    text = re.sub(r"^( *)```.*?^\1```$", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if not target.startswith(("http://", "https://", "mailto:")):
            yield target.partition("#")[0]


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_every_command_in_a_page_is_one_of_ours(path: Path) -> None:
    found = [*command_lines(path), *commands_in_sentences(path)]
    wrong = {" ".join(words): why for words in found if (why := what_is_wrong(words))}
    assert not wrong


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_a_unit_that_a_page_starts_reads_the_file_that_it_has_checked(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    started = re.findall(r"systemctl enable --now (motcua-[a-z-]+@)(\w+)\.service", text)
    units = {name: (ROOT / "config" / "systemd" / f"{name}.service").read_text(encoding="utf-8") for name, _ in started}
    files = [re.findall(r"^ExecStart=\S+ (\S+)", units[name], re.MULTILINE)[0].replace("%i", i) for name, i in started]
    assert [file for file in files if f"motcua check {file}" not in text] == []


@pytest.mark.parametrize("path", [each for each in PAGES if each.name != "onestop.md"], ids=name_of)
def test_every_address_of_the_api_in_a_page_is_served(path: Path) -> None:
    patterns = [re.sub(r"\{\w+\}", "[^/]+", each.path) for each in OPERATIONS]
    named = set(re.findall(r"/api/v1/[^\s`?\")]+", path.read_text(encoding="utf-8")))
    assert [each for each in named if not any(re.fullmatch(pattern, each) for pattern in patterns)] == []


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_every_link_leads_to_a_file(path: Path) -> None:
    assert not [target for target in links(path) if target and not (path.parent / target).exists()]


def test_both_readmes_name_the_same_commands_samples_and_pages() -> None:
    english, vietnamese = READMES
    assert command_lines(english) == command_lines(vietnamese)
    assert list(blocks(english.read_text(encoding="utf-8"))) == list(blocks(vietnamese.read_text(encoding="utf-8")))
    other = {"README.md", "README.vi.md"}
    assert [link for link in links(english) if link not in other] == [
        link for link in links(vietnamese) if link not in other
    ]


def test_the_readmes_show_every_make_target_that_people_use() -> None:
    shown = {words[1] for words in command_lines(READMES[0]) if words[0] == "make"}
    assert shown >= {"demo", "test", "test-long", "check", "bench", "pictures"}


def test_every_picture_is_small_and_shown_by_a_page() -> None:
    """A README is read on a phone too. Pictures are taken again by `make pictures`."""
    shown = {(page.parent / target).resolve() for page in PAGES for target in links(page)}
    pictures = sorted((ROOT / "docs" / "pictures").iterdir())
    assert [name_of(picture) for picture in pictures if picture not in shown] == []
    sizes = [picture.stat().st_size for picture in pictures]
    assert (max(sizes) < 150_000, sum(sizes) < 700_000) == (True, True)


def test_every_page_is_reached_from_the_index() -> None:
    docs = ROOT / "docs"
    reached, todo = set[Path](), [docs / "index.md"]
    while todo:
        page = todo.pop().resolve()
        if page not in reached and page.suffix == ".md":
            reached.add(page)
            todo += [page.parent / target for target in links(page)]
    assert not [name_of(page) for page in docs.rglob("*.md") if page.resolve() not in reached]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("make demo", ""),
        ("make tea", "no such target"),
        ("motcua brew", "no such command"),
        ("motcua why A012 --page why.html --sight x", "no --sight"),
        ("motcua --version", ""),
        ("/opt/motcua/bin/motcua check config/none.toml", "no config/none.toml"),
        ("/opt/motcua/bin/pip install requests", "installs what is not locked"),
        ("brew tea", "no such program"),
        ("AT=$(date +%s000)", ""),
        ("curl x", "asks nothing of $HUB"),
        ("curl $HUB/api/v1/tea", "no such address"),
        ("curl $HUB/api/v1/appointments?day=2026-11-26", ""),
        ("curl $HUB/api/v1/appointments?tea=1", "'tea'"),
        ("curl $HUB/api/v1/help -d {}", "Object missing required field `request`"),
        ("""curl $HUB/api/v1/help -d '{"request": "help-001", "kiosk": "kiosk-1"}'""", "is not said to be JSON"),
    ],
)
def test_the_rule_for_command_lines_sees(line: str, why: str) -> None:
    assert what_is_wrong(shlex.split(line)) == why


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_every_sample_of_a_site_fits_into_the_sample_site(path: Path) -> None:
    site = "\n".join([SITE.read_text(encoding="utf-8"), *samples(path, "[[service]]", "[[counter]]")])
    assert why_refused(site, SiteFile) == ""


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_every_sample_of_a_printer_is_right(path: Path) -> None:
    refused = {body: why for body in samples(path, "[printer]") if (why := why_refused(body, PrinterSample))}
    assert refused == {}


def unknown_keys(value: object, schema: dict[str, Any], structs: dict[str, dict[str, Any]]) -> list[str]:
    """The keys of a part of some settings that a file of this kind does not have."""
    if "anyOf" in schema:
        tables = [each for each in schema["anyOf"] if ("$ref" if isinstance(value, dict) else "items") in each]
        return min((unknown_keys(value, each, structs) for each in tables), key=len, default=[])
    if isinstance(value, list):
        return [key for each in value for key in unknown_keys(each, schema.get("items", {}), structs)]
    if not isinstance(value, dict) or "$ref" not in schema:
        return []
    known = structs[schema["$ref"].rpartition("/")[2]].get("properties", {})
    here = [key for key in value if key not in known]
    inner = (unknown_keys(each, known[key], structs) for key, each in value.items() if key in known)
    return [*here, *(key for keys in inner for key in keys)]


def wrong_keys(body: str) -> list[str]:
    """Of the kind of file that fits it best."""
    schemas = [json_schema(kind) for kind in KINDS.values()]
    return min((unknown_keys(tomllib.loads(body), schema, schema["$defs"]) for schema in schemas), key=len)


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_every_key_in_a_sample_is_one_of_ours(path: Path) -> None:
    wrong = {body: keys for body in samples(path, "") if (keys := wrong_keys(body))}
    assert wrong == {}


@pytest.mark.parametrize(
    ("body", "keys"),
    [
        ('[policy]\nratio = 3\n[[service]]\npriority = { prefix = "U" }', []),
        ('[policy]\nration = 3\n[[service]]\npriority = { prefx = "U" }', ["ration", "prefx"]),
        ("[polcy]\nratio = 3", ["polcy"]),
        ("[printer]\nbaud = 9600\n[spare]\nbau = 1", ["bau"]),
    ],
)
def test_the_rule_for_keys_sees(body: str, keys: list[str]) -> None:
    assert wrong_keys(body) == keys


@pytest.mark.parametrize("path", READMES, ids=name_of)
def test_the_rule_for_samples_sees(path: Path) -> None:
    (printer,) = samples(path, "[printer]")
    assert "adress" in why_refused(printer.replace("address", "adress"), PrinterSample)
    site = "\n".join([SITE.read_text(encoding="utf-8"), *samples(path, "[[service]]", "[[counter]]")])
    assert "colour" in why_refused(f'{site}\ncolour = "red"', SiteFile)
