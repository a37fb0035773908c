"""The life of a device program: settings to agent, signals to a clean stop, and what systemd wants to hear."""

import argparse
import logging
import random
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from devicekit import logs, sdnotify
from devicekit.clock import Clock, SystemClock
from devicekit.device_settings import DeviceFile, broker_password
from devicekit.errors import MotcuaError, SettingsError
from devicekit.link_mqtt import MqttLink
from devicekit.runtime import Agent
from devicekit.settings import load
from devicekit.spool import Spool
from devicekit.steps import Hardware, Logic, Polled
from devicekit.topics import Address, Kind
from devicekit.version import VERSION

log = logging.getLogger("motcua.program")

F = TypeVar("F", bound=DeviceFile)

Build = Callable[[F, Clock], tuple[Logic[Any], Hardware]]
"""Makes the two halves of a device from its settings; opens nothing."""


def main(kind: Kind, name: str, file_type: type[F], build: Build[F], argv: list[str] | None = None) -> int:
    """Run a device program until SIGTERM or Ctrl-C. Exit status 0, or 2 for settings that can't work."""
    parser = argparse.ArgumentParser(prog=name, description=f"motcua {VERSION}: {name}")
    parser.add_argument("settings", type=Path, help="tệp cấu hình của thiết bị / the device's settings file")
    parser.add_argument("--log", choices=("json", "plain"), help="kiểu nhật ký / log style (terminal: plain)")
    args = parser.parse_args(argv)
    try:
        settings = load(args.settings, file_type)
        password = broker_password(settings.broker)
    except SettingsError as error:
        parser.exit(2, f"{error}\n")
    logs.setup(settings.device.id, args.log)
    try:
        run(kind, settings, password, build)
    except MotcuaError as error:
        log.error("%s", error)
        return 2
    return 0


def run(kind: Kind, settings: F, password: str | None, build: Build[F]) -> None:
    """Start the agent and serve until a signal ends it."""
    clock = SystemClock()
    logic, hardware = build(settings, clock)
    agent, link = assemble(kind, settings, password, logic, hardware, clock)
    for signum in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signum, lambda *_: agent.request_stop())
    try:
        agent.start(link)
        sdnotify.notify("READY=1")
        log.info("ready", extra={"ids": {"session": agent.exchange.session}})
        serve(agent, hardware, clock)
    finally:
        sdnotify.notify("STOPPING=1")
        agent.stop()


def assemble(
    kind: Kind, settings: DeviceFile, password: str | None, logic: Logic[Any], hardware: Hardware, clock: Clock
) -> tuple[Agent[Any], MqttLink]:
    """The agent of a device and its link to the broker; nothing is started."""
    address = Address(settings.device.site, kind, settings.device.id)
    spool = Spool(Path(settings.device.state) / f"{settings.device.id}.spool")
    agent = Agent(address, VERSION, logic, hardware, spool, clock, random.random)
    broker = settings.broker
    link = MqttLink(
        broker.host, broker.port, settings.user, password, agent.exchange.subscriptions(), agent.exchange.will()
    )
    return agent, link


def serve(agent: Agent[Any], hardware: Hardware, clock: Clock) -> None:
    """Run the loop; it feeds the watchdog, and asks hardware that must be asked."""
    watchdog_s = sdnotify.watchdog_interval() or 60.0
    if not isinstance(hardware, Polled):
        agent.run(lambda: sdnotify.notify("WATCHDOG=1"), watchdog_s)
        return
    fed_at = clock.monotonic()
    while agent.pump(min(hardware.poll_s, watchdog_s)):
        hardware.poll()
        if clock.monotonic() - fed_at >= watchdog_s / 2:
            fed_at = clock.monotonic()
            sdnotify.notify("WATCHDOG=1")
