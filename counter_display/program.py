"""The life of a program that is one counter or several: an agent and a thread for each, and one end for all."""

import argparse
import logging
import os
import signal
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from counter_display.agent import build, build_all
from counter_display.files import load_counters
from counter_display.settings import CounterFile
from devicekit import logs, program, sdnotify
from devicekit.clock import Clock, SystemClock
from devicekit.device_settings import broker_password
from devicekit.errors import MotcuaError, SettingsError
from devicekit.link_mqtt import MqttLink
from devicekit.over import Over
from devicekit.runtime import Agent
from devicekit.steps import Hardware, Logic
from devicekit.version import VERSION

log = logging.getLogger("motcua.program")

NAME = "motcua-counter-display"
# How often each agent shows that it lives, where systemd does not say it.
BEAT_S = 60.0


def main(argv: list[str] | None = None) -> int:
    """Run counters until SIGTERM or Ctrl-C. Exit status 0, or 2 for settings that can't work."""
    parser = argparse.ArgumentParser(prog=NAME, description=f"motcua {VERSION}: {NAME}")
    parser.add_argument(
        "settings",
        type=Path,
        nargs="+",
        metavar="FILE",
        help="tệp cấu hình của từng quầy, hoặc thư mục của chúng / each counter's settings file, or a folder of them",
    )
    parser.add_argument("--log", choices=("json", "plain"), help="kiểu nhật ký / log style (terminal: plain)")
    args = parser.parse_args(argv)
    try:
        files = list(load_counters(args.settings).values())
        passwords = [broker_password(each.broker) for each in files]
    except SettingsError as error:
        parser.exit(2, f"{error}\n")
    ids = [each.device.id for each in files]
    logs.setup(ids[0] if len(ids) == 1 else "counters", args.log, devices=ids)
    try:
        if len(files) == 1:
            program.run("counter", files[0], passwords[0], build_one)
        else:
            Counters(files, passwords).run()
    except MotcuaError as error:
        log.error("%s", error)
        return 2
    return 0


def build_one(settings: CounterFile, clock: Clock) -> tuple[Logic[Any], Hardware]:
    """Both halves of a counter; SDL is loaded only for one that has a screen: it takes as much as all the rest."""
    if settings.hdmi is None:
        return build(settings, clock)
    # Its greeting would be the first line of the log.
    os.environ["PYGAME_HIDE_SUPPORT_PROMPT"] = "1"
    from counter_display.screen_agent import build_with_screen

    return build_with_screen(settings, settings.hdmi, clock)


class Counters:
    """Several counters in one process. What ends one ends all: who started the program starts it again."""

    def __init__(self, files: Sequence[CounterFile], passwords: Sequence[str | None]) -> None:
        self._clock = SystemClock()
        self._beat_s = sdnotify.watchdog_interval() or BEAT_S
        self._over = Over()
        self._failed: BaseException | None = None
        self._beats: dict[str, float] = {}
        self._agents: dict[str, tuple[Agent[Any], MqttLink]] = {}
        for each, password, (logic, hardware) in zip(files, passwords, build_all(files, self._clock), strict=True):
            made = program.assemble("counter", each, password, logic, hardware, self._clock)
            self._agents[each.device.id] = made

    def run(self) -> None:
        """Serve until a signal ends it. Raises what ended one of them."""
        for signum in (signal.SIGTERM, signal.SIGINT):
            signal.signal(signum, lambda *_: self._over.set())
        threads = [threading.Thread(target=self._serve, args=(name,), name=name) for name in self._agents]
        try:
            for agent, link in self._agents.values():
                agent.start(link)
            for thread in threads:
                thread.start()
            sdnotify.notify("READY=1")
            log.info("ready", extra={"ids": {"counters": len(threads)}})
            self._watch()
        finally:
            sdnotify.notify("STOPPING=1")
            self._end(threads)
        if self._failed is not None:
            raise self._failed

    def _watch(self) -> None:
        """Feed the watchdog as long as every agent lives."""
        while not self._over.wait(self._beat_s / 2):
            now = self._clock.monotonic()
            if all(now - at < 2 * self._beat_s for at in self._beats.values()):
                sdnotify.notify("WATCHDOG=1")

    def _serve(self, name: str) -> None:
        agent, _ = self._agents[name]
        try:
            self._beat(name)
            agent.run(lambda: self._beat(name), self._beat_s / 2)
        except Exception as error:
            # It belongs to the main thread, which ends all of them and then raises it.
            self._failed = self._failed or error
        finally:
            self._over.set()
            agent.stop()

    def _beat(self, name: str) -> None:
        self._beats[name] = self._clock.monotonic()

    def _end(self, threads: Sequence[threading.Thread]) -> None:
        for agent, _ in self._agents.values():
            agent.request_stop()
        for thread in threads:
            if thread.ident is not None:
                thread.join()
        for agent, _ in self._agents.values():
            # One whose thread never ran.
            agent.stop()
