"""The `motcua` command: one name for all that is done by hand; a command is imported only when it is called."""

import argparse
import importlib
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol, cast

from devicekit.errors import MotcuaError
from devicekit.version import VERSION


class Command(NamedTuple):
    """A command: its module and what it says of itself."""

    module: str
    vietnamese: str
    english: str
    extra: str
    """The installation extra it needs, "" for none."""


COMMANDS = {
    "init": Command("init", "tạo cấu hình của một trung tâm mới", "make the settings of a new centre", ""),
    "check": Command("check", "kiểm tra tệp cấu hình", "check settings files", ""),
    "preview": Command("preview", "xem trước phiếu in, đúng từng điểm", "see a paper before it is printed", "printer"),
    "keypad-card": Command(
        "keypad_card", "in thẻ hướng dẫn bàn phím số", "the officer's card of the numeric keypad", "printer"
    ),
    "officer-pin": Command("officer_pin", "đặt mã PIN cho công chức", "give an officer a PIN to log in with", "hub"),
    "broker-config": Command("broker_config", "tạo cấu hình Mosquitto", "write Mosquitto's files", ""),
    "make-clips": Command("make_clips", "tạo bộ tiếng gọi số", "make the clips of the call-outs", "announcer"),
    "trace": Command("trace", "kể lại đường đi của một số", "tell a ticket's story", ""),
    "backup": Command("backup", "sao lưu dữ liệu của hub", "back up the hub's store", "hub"),
    "restore": Command("restore", "khôi phục dữ liệu từ bản sao lưu", "put a backup in the store's place", "hub"),
    "export": Command("export", "xuất nhật ký thành từng dòng", "write the log as lines", "hub"),
    "import": Command("import_log", "tạo kho mới từ nhật ký đã xuất", "make a store of an exported log", "hub"),
    "why": Command("why", "giải trình vì sao một số được gọi", "explain why a number was called", ""),
    "day-report": Command("day_report", "in báo cáo trong ngày", "print the day's report", "hub"),
    "issue-log": Command("issue_log", "in nhật ký cấp số của một ngày", "print the issue log of a day", ""),
    "book": Command("book", "nhập lịch hẹn từ tệp CSV", "read appointments from a CSV file", "hub"),
    "demo": Command("demo", "chạy cả trung tâm trên một máy", "run a whole centre on this machine", "demo"),
    "virtual-onestop": Command(
        "virtual_onestop", "hệ thống một cửa mô phỏng để thử", "a virtual one-stop system to try with", "demo"
    ),
    "virtual-printer": Command("virtual_printer", "máy in mô phỏng để thử", "a virtual printer to try with", "printer"),
    "doctor": Command("doctor", "khám máy in, quầy; nói cách sửa", "look at a device, say what to do", "printer"),
    "identify": Command("identify", "tìm một thiết bị: nháy đèn, đọc loa", "find a device: it shows itself", "hub"),
    "led": Command("led", "hiện thử một chữ lên bảng LED", "show a text on an LED display", "counter"),
    "sniff": Command("sniff", "nghe đường RS-485, đoán giao thức", "listen to a line, guess the protocol", "counter"),
    "bench": Command("bench", "đo tốc độ và tài nguyên", "measure speed and resources", "demo"),
    "fuzz": Command(
        "fuzz", "mô phỏng hàng nghìn buổi để tìm lỗi", "simulate thousands of mornings to find bugs", "hub"
    ),
}


class CommandModule(Protocol):
    """What a module in motcua.commands offers."""

    add_arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; its exit status, or 2 for a command line that can't work."""
    # Its greeting would be the first line of every command that draws screens.
    os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
    words = list(sys.argv[1:] if argv is None else argv)
    if not words or words[0] in ("-h", "--help"):
        sys.stdout.write(_help())
        return 0 if words else 2
    if words[0] == "--version":
        sys.stdout.write(f"motcua {VERSION}\n")
        return 0
    command = COMMANDS.get(words[0])
    if command is None:
        known = ", ".join(COMMANDS)
        sys.stderr.write(f"motcua: không có lệnh / no command {words[0]!r}; có / known: {known}\n")
        return 2
    return _run(words[0], command, words[1:])


def _run(name: str, command: Command, words: list[str]) -> int:
    try:
        return _called(name, command, words)
    except MotcuaError as error:
        sys.stderr.write(f"{error.told}\n")
        return 2
    except KeyboardInterrupt:
        return 130


def _called(name: str, command: Command, words: list[str]) -> int:
    try:
        module = cast(CommandModule, importlib.import_module(f"motcua.commands.{command.module}"))
    except ModuleNotFoundError as error:
        # By the lock, never by name: an index may hold something else that is called motcua.
        pip = Path(sys.executable).with_name("pip")
        lock = f"requirements/{command.extra or 'hub'}.txt"
        hint = f"trong bản sao của kho mã / in a clone of motcua: {pip} install --require-hashes -r {lock}"
        sys.stderr.write(f"motcua {name}: thiếu / missing {error.name!r}; {hint}\n")
        return 2
    description = f"{command.vietnamese} / {command.english}"
    parser = argparse.ArgumentParser(prog=f"motcua {name}", description=description)
    module.add_arguments(parser)
    return module.run(parser.parse_args(words))


def _help() -> str:
    lines = [f"motcua {VERSION}", "", "motcua LỆNH/COMMAND [--help]", ""]
    lines += [f"  {name:16} {command.vietnamese} / {command.english}" for name, command in COMMANDS.items()]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    raise SystemExit(main())
