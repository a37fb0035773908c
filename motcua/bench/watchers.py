"""Browsers that only watch: so many live streams of one stage, read in a process of their own until its input ends.

    python -m motcua.bench.watchers http://127.0.0.1:8080 10

It says `ready` once each has seen the floor.
"""

import selectors
import socket
import sys
from urllib.parse import urlsplit

CHUNK = 1 << 16


def main() -> int:
    address, count = urlsplit(sys.argv[1]).netloc, int(sys.argv[2])
    host, _, port = address.partition(":")
    asked = f"GET /stage/live HTTP/1.1\r\nHost: {address}\r\n\r\n".encode()
    waiting = set[socket.socket]()
    with selectors.DefaultSelector() as selector:
        selector.register(sys.stdin, selectors.EVENT_READ)
        for _ in range(count):
            watcher = socket.create_connection((host, int(port)))
            watcher.sendall(asked)
            selector.register(watcher, selectors.EVENT_READ)
            waiting.add(watcher)
        while True:
            for key, _ in selector.select():
                if not isinstance(key.fileobj, socket.socket):
                    return 0
                came = key.fileobj.recv(CHUNK)
                if key.fileobj in waiting and b"event: floor" in came:
                    waiting.discard(key.fileobj)
                    if not waiting:
                        sys.stdout.write("ready\n")
                        sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
