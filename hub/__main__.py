"""`motcua-hub SITE.toml`: run the hub of one centre."""

import argparse
import logging
import os
import random
import secrets
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from devicekit import logs, sdnotify
from devicekit.clock import SystemClock
from devicekit.device_settings import broker_password, read_secret
from devicekit.errors import SaidError, SettingsError
from devicekit.link_mqtt import MqttLink
from devicekit.over import Over
from devicekit.text_files import sentence
from devicekit.texts import Sentence
from devicekit.version import VERSION
from hub import fail_points
from hub.backup_check import last_good
from hub.backups import Backups
from hub.bridge import subscriptions
from hub.errors import StoreBroken
from hub.legal_time import kernel_is_synchronised
from hub.login import Login
from hub.main import Hub, build, goodbye
from hub.settings import Site, load_site
from hub.store_open import STORE_FILE
from hub.web import WebServer

if TYPE_CHECKING:
    from hub.sync.onestop import Onestop

log = logging.getLogger("motcua.hub")


def main(argv: list[str] | None = None) -> int:
    """Run until SIGTERM or Ctrl-C. Exit status 0; 2: settings or store can't work; 1: the disk broke."""
    parser = argparse.ArgumentParser(prog="motcua-hub", description=f"motcua {VERSION}: hub")
    parser.add_argument("settings", type=Path, help="tệp cấu hình của trung tâm / the centre's site.toml")
    parser.add_argument("--log", choices=("json", "plain"), help="kiểu nhật ký / log style (terminal: plain)")
    args = parser.parse_args(argv)
    try:
        site = load_site(args.settings)
        password = broker_password(site.settings.broker)
        token_file, onestop_file = site.settings.hub.token_file, site.settings.onestop.token_file
        token = read_secret(token_file) if token_file is not None else None
        onestop_token = read_secret(onestop_file) if onestop_file is not None else None
    except SettingsError as error:
        parser.exit(2, f"{error}\n")
    logs.setup(site.plan.hub, args.log)
    if fail_points.VARIABLE in os.environ:
        fail_points.arm(os.environ[fail_points.VARIABLE])
    login = Login(site.plan, Path(site.settings.desk.pins))
    hub = assemble(site, password, login)
    photos = {each.id: Path(each.photo) for each in site.settings.officer if each.photo is not None}
    onestop = onestop_of(site, hub, onestop_token, photos)
    web = WebServer(
        hub.service, store_of(site), site.settings.hub.listen, token, photos, onestop.find if onestop else None, login
    )
    try:
        return run(hub, web, Backups(hub.service, store_of(site), site.settings.backup), onestop)
    except SaidError as error:
        _refuse(error.said)
        if isinstance(error, StoreBroken):
            _refuse(what_is_left(site, args.settings))
        return 2


def _refuse(said: Sentence) -> None:
    """The log is in one language, the technician who reads it now may not be."""
    sys.stderr.write(f"{logs.visible(said.vi)}\n")
    log.error("%s", said.en)


def what_is_left(site: Site, settings: Path) -> Sentence:
    """The next step with a store that can't be used."""
    folder = site.settings.backup.folder
    found = last_good(Path(folder), site.plan.site) if folder is not None else None
    if found is None:
        return sentence("start.no_backup")
    until = datetime.fromtimestamp(found.until_ms / 1000, UTC).astimezone(ZoneInfo(site.plan.timezone))
    return sentence("start.last_backup", until=f"{until:%d/%m/%Y %H:%M:%S}", file=found.file, settings=settings)


def assemble(site: Site, password: str | None, login: Login | None = None) -> Hub:
    """The hub of a site on the real broker and clock; nothing is opened yet."""
    broker, plan = site.settings.broker, site.plan
    session = f"hub-{secrets.token_hex(8)}"
    link = MqttLink(broker.host, broker.port, site.settings.user, password, subscriptions(plan), goodbye(plan, session))
    return build(plan, store_of(site), link, SystemClock(), session, random.random, kernel_is_synchronised, login)


def onestop_of(site: Site, hub: Hub, token: str | None, photos: dict[str, Path]) -> "Onestop | None":
    """The client of the one-stop system, None where no address is given; it adds to the web server's `photos`."""
    if site.settings.onestop.url is None:
        return None
    # Late: a centre without it need not hold requests in memory.
    from hub.sync.onestop import Onestop

    return Onestop(hub.service, store_of(site), site.settings.onestop, token, photos)


def store_of(site: Site) -> Path:
    """The file of the store."""
    return Path(site.settings.hub.data) / STORE_FILE


def run(hub: Hub, web: WebServer, backups: Backups, onestop: "Onestop | None" = None) -> int:
    """Serve until a signal or a broken disk ends it; the exit status. Raises MotcuaError when it can't begin."""
    over = Over()
    for signum in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signum, lambda *_: over.set())
    # A store that another hub has says which process that is: before the address, which says less.
    hub.prepare()
    try:
        # Before the broker: this one would push a running hub of the same name off it.
        web.listen()
        return serve(hub, web, backups, onestop, over)
    finally:
        web.stop()
        hub.stop()


def serve(hub: Hub, web: WebServer, backups: Backups, onestop: "Onestop | None", over: Over) -> int:
    """Start one after the other, wait until it is over, stop them in turn; the exit status."""

    def alive() -> None:
        sdnotify.notify("WATCHDOG=1")
        backups.look()

    hub.start(alive, ended=over.set)
    try:
        web.start()
        backups.start()
        if onestop is not None:
            onestop.start()
        sdnotify.notify("READY=1")
        view = hub.service.view
        log.info(
            "ready: working day %s, %s", view.day, web.url, extra={"ids": {"site": view.site, "epoch": view.epoch}}
        )
        over.wait()
    finally:
        sdnotify.notify("STOPPING=1")
        if onestop is not None:
            onestop.stop()
        web.stop()
        backups.stop()
        hub.stop()
    return 0 if hub.failure is None else 1


if __name__ == "__main__":
    sys.exit(main())
