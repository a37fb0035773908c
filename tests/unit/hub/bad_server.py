"""An HTTP server on a real socket that answers each request with the bytes it was told, as slowly as it was told."""

import re
import socket
import threading
from collections.abc import Sequence

Piece = bytes | float
"""Bytes to send, or seconds to wait before the next piece."""


def answer(body: bytes, status: str = "200 OK", *headers: str) -> bytes:
    lines = (f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers, "", "")
    return "\r\n".join(lines).encode() + body


def _read(connection: socket.socket) -> bytes:
    """The head of a request, its body read too: a socket that is closed with something unread says reset instead."""
    data = b""
    while b"\r\n\r\n" not in data and (piece := connection.recv(65536)):
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)content-length: (\d+)", head)
    left = int(length[1]) - len(body) if length else 0
    while left > 0 and (piece := connection.recv(left)):
        left -= len(piece)
    return data


class BadServer:
    """Every connection gets `pieces` for its first request and is closed; heads of requests are kept."""

    def __init__(self, *pieces: Piece) -> None:
        self.pieces: Sequence[Piece] = pieces
        self.heads: list[str] = []
        self.arrived = threading.Event()
        self._over = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    def close(self) -> None:
        self._over.set()
        # Closing alone does not wake accept().
        with socket.create_connection(self._listener.getsockname()):
            self._threads[0].join()
        self._listener.close()
        for thread in self._threads[1:]:
            thread.join()

    def _accept(self) -> None:
        while not self._over.is_set():
            connection, _ = self._listener.accept()
            thread = threading.Thread(target=self._serve, args=(connection,))
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        with connection:
            head = _read(connection)
            if not head:
                return
            self.heads.append(head.decode("latin-1"))
            self.arrived.set()
            for piece in self.pieces:
                if isinstance(piece, float):
                    if self._over.wait(piece):
                        return
                    continue
                try:
                    connection.sendall(piece)
                except OSError:
                    return
