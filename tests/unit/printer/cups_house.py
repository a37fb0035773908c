"""A private CUPS for the tests: its own files, its own port, one queue whose backend hands jobs to a TCP printer."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from conftest import free_port, wait_until

QUEUE = "phieu"
SBIN = f"{os.environ['PATH']}:/usr/sbin"
SERVER_BIN = Path("/usr/lib/cups")

FILES = """
ServerRoot {folder}/root
ServerBin {folder}/bin
RequestRoot {folder}/spool
CacheDir {folder}/cache
StateDir {folder}/state
ErrorLog {folder}/error.log
AccessLog {folder}/access.log
PageLog {folder}/page.log
SystemGroup {group}
"""
DAEMON = """
Listen 127.0.0.1:{port}
Browsing No
DefaultAuthType None
WebInterface No
<Location />
Order allow,deny
Allow all
</Location>
<Policy default>
<Limit All>
Order allow,deny
Allow all
</Limit>
</Policy>
"""
# CUPS gives the job as the sixth word, and the address in the environment; what it says is the printer's state.
BACKEND = """#!{python}
import os, socket, sys
if len(sys.argv) < 7:
    sys.exit(0 if print('direct wire "Unknown" "wire"') is None else 1)
host, port = os.environ["DEVICE_URI"].split("//")[1].split(":")
with socket.create_connection((host, int(port))) as wire:
    wire.sendall(open(sys.argv[6], "rb").read())
"""


class Cups:
    """One cupsd with one queue; `address` is host:port of the printer behind it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def server(self) -> str:
        return f"127.0.0.1:{self.port}"

    def start(self, address: str) -> None:
        for name in ("root", "bin/backend", "spool", "cache", "state"):
            (self.folder / name).mkdir(parents=True)
        (self.folder / "bin" / "daemon").symlink_to(SERVER_BIN / "daemon")
        backend = self.folder / "bin" / "backend" / "wire"
        backend.write_text(BACKEND.format(python=sys.executable), encoding="utf-8")
        backend.chmod(0o700)
        files, daemon = self.folder / "root" / "cups-files.conf", self.folder / "root" / "cupsd.conf"
        group = subprocess.run(["id", "-gn"], capture_output=True, text=True, check=True).stdout.strip()
        files.write_text(FILES.format(folder=self.folder, group=group), encoding="utf-8")
        daemon.write_text(DAEMON.format(port=self.port), encoding="utf-8")
        program = shutil.which("cupsd", path=SBIN)
        assert program, "cupsd is needed: apt-get install cups-daemon cups-client"
        log = (self.folder / "out.log").open("wb")
        self._process = subprocess.Popen([program, "-f", "-c", daemon, "-s", files], stdout=log, stderr=log)
        log.close()
        wait_until(self._listens, f"cupsd at {self.server}")
        self.admin("lpadmin", "-p", QUEUE, "-v", f"wire://{address}", "-E", "-m", "raw")

    def admin(self, program: str, *words: str) -> str:
        command = [str(shutil.which(program, path=SBIN)), "-h", self.server, *words]
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=10)
        return done.stdout

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(10)

    def _listens(self) -> bool:
        with socket.socket() as sock:
            return sock.connect_ex(("127.0.0.1", self.port)) == 0


@contextmanager
def cups_for(folder: Path, address: str) -> Iterator[Cups]:
    cups = Cups(folder)
    try:
        cups.start(address)
        yield cups
    finally:
        cups.stop()
