"""A listener that nobody should ever reach: what a hostile mail would call home to."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread


class Canary:
    """Counts whoever connects."""

    def __init__(self, listening: socket.socket) -> None:
        self._listening = listening
        host, port = listening.getsockname()
        self.url = f"http://{host}:{port}"
        self.heard: list[str] = []

    def listen(self) -> None:
        """Notes the first line of every connection until it is closed."""
        while True:
            try:
                caller, _ = self._listening.accept()
            except OSError:
                return
            with caller:
                caller.settimeout(2)
                try:
                    said = caller.recv(200)
                except OSError:
                    said = b"nothing"
                self.heard.append(said.decode("latin-1").partition("\r\n")[0])


@contextmanager
def canary() -> Iterator[Canary]:
    """One that listens on loopback."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        bird = Canary(listening)
        thread = Thread(target=bird.listen, name="canary")
        thread.start()
        try:
            yield bird
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            listening.close()
            thread.join()
