"""A client of the API that keeps its connection and times what it asks."""

from __future__ import annotations

import http.client
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from statistics import median

from tests.servers.clawback import Server

_BLOCK = 1 << 20


class Api:
    """One connection to a server, with the administrator's token."""

    def __init__(self, server: Server) -> None:
        token = (Path(server.data) / "admin.token").read_text().strip()
        self._headers = {"Authorization": f"Bearer {token}"}
        self._connection = http.client.HTTPConnection("127.0.0.1", server.port)

    def close(self) -> None:
        self._connection.close()

    def get(self, path: str) -> bytes:
        """What a request answers; the bench ends where it is refused."""
        return b"".join(self.blocks(path))

    def blocks(self, path: str) -> Iterator[bytes]:
        """The same, a block at a time."""
        self._connection.request("GET", path, headers=self._headers)
        answer = self._connection.getresponse()
        if answer.status != http.client.OK:
            raise SystemExit(f"{path} answered {answer.status}: {answer.read(500)!r}")
        while block := answer.read(_BLOCK):
            yield block


@contextmanager
def api(server: Server) -> Iterator[Api]:
    """A connection for as long as the block runs."""
    with closing(Api(server)) as found:
        yield found


def milliseconds(action: Callable[[], object]) -> float:
    """How long it takes."""
    began = time.perf_counter()
    action()
    return 1000 * (time.perf_counter() - began)


def warm(action: Callable[[], object], runs: int = 7) -> float:
    """The median of some runs after one that is not counted."""
    action()
    return median(milliseconds(action) for _ in range(runs))
