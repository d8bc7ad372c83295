"""The click service alone, as a process of its own, and clients that hurry while it is killed."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self

from tests.servers.clawback import free_port

from clawback.links.clicks.opened import OPENED
from clawback.links.keys import LinkKeys
from clawback.links.signing import Bearer, wrap
from clawback.model.clock import SystemClock
from clawback.spool.spool import Spool

BASE = "http://links.test"
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
MESSAGE = "018f2c4e-9a00-8abc-9def-0123456789ab"
_PATIENCE = 20.0
_NOBODY = "http://127.0.0.1:9"  # the port for throwing things away: no server is there


@dataclass(slots=True)
class Alone:
    """`clawback links serve` on a folder; without a server unless one is named."""

    data: Path
    server: str = _NOBODY
    token: str = "cb_nobody"
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def pid(self) -> int:
        if self.process is None:
            raise RuntimeError("The click service is not running.")
        return self.process.pid

    def start(self) -> None:
        """Starts it, and waits until it answers."""
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "clawback", "links", "serve"),
                *("--data", str(self.data), "--url", self.server),
                *("--listen", f"127.0.0.1:{self.port}"),
            ],
            env={**os.environ, "CLAWBACK_TOKEN": self.token},
            stdout=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + _PATIENCE
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("The click service did not start.")
            time.sleep(0.02)

    def stop(self) -> None:
        """Asks it to stop, and waits."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(timeout=_PATIENCE)

    def kill(self) -> None:
        """Ends it as a power cut would."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(timeout=_PATIENCE)

    def _answers(self) -> bool:
        try:
            return asked(self.port, "/healthz")[0] == http.client.OK
        except OSError:
            return False


def asked(port: int, path: str, method: str = "GET") -> tuple[int, str]:
    """The status of the answer, and where it leads."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request(method, path, headers={"User-Agent": BROWSER})
        answer = connection.getresponse()
        answer.read()
        return answer.status, answer.headers.get("Location", "")
    finally:
        connection.close()


def path_to(data: Path, url: str, message: str = MESSAGE) -> str:
    """The path of a protected link that was made an hour ago."""
    ring = LinkKeys(data, SystemClock()).ring()
    made = datetime.now(UTC) - timedelta(hours=1)
    bearer = Bearer(network_message_id=message, made_at=made)
    return wrap(url, bearer, keyring=ring, base=BASE).removeprefix(BASE)


class _Client(threading.Thread):
    """Opens one link after the other, each to a place of its own, and notes what it was led to."""

    def __init__(self, data: Path, port: int, name: str, over: threading.Event) -> None:
        super().__init__(daemon=True)
        self._ring = LinkKeys(data, SystemClock()).ring()
        self._port, self._lane, self._over = port, name, over
        self.seen: list[str] = []

    def run(self) -> None:
        line, number = self._line(), 0
        while not self._over.is_set():
            number += 1
            try:
                line.request("GET", self._path(number), headers={"User-Agent": BROWSER})
                answer = line.getresponse()
                answer.read()
            except (OSError, http.client.HTTPException):
                line.close()
                time.sleep(0.01)  # it was killed just now
                continue
            if answer.status == http.client.FOUND:
                self.seen.append(answer.headers.get("Location", ""))
        line.close()

    def _line(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self._port, timeout=10)

    def _path(self, number: int) -> str:
        made = datetime.now(UTC) - timedelta(hours=1)
        bearer = Bearer(network_message_id=MESSAGE, made_at=made)
        url = f"https://shop.example/{self._lane}/{number}"
        return wrap(url, bearer, keyring=self._ring, base=BASE).removeprefix(BASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class KillRun:
    """How often it was killed, the redirects that clients saw, and those that the log has not."""

    kills: int
    seen: int
    lost: int


def seen_under_kills(
    data: Path, *, seconds: float, pause: Callable[[], float], redirects: int = 0
) -> KillRun:
    """Kills the service again and again, after a pause, while clients hurry.

    As long as `seconds` say, and until clients saw so many redirects; then it is looked for all.
    """
    over, kills, service = threading.Event(), 0, Alone(data)
    LinkKeys(data, SystemClock()).ring()
    clients = [_Client(data, service.port, f"lane-{lane}", over) for lane in range(8)]
    for client in clients:
        client.start()
    deadline = time.monotonic() + seconds
    while (
        kills == 0
        or time.monotonic() < deadline
        or sum(len(client.seen) for client in clients) < redirects
    ):
        service.start()
        time.sleep(pause())
        service.kill()
        kills += 1
    over.set()
    for client in clients:
        client.join()
    seen = {one for client in clients for one in client.seen}
    return KillRun(kills=kills, seen=len(seen), lost=len(seen - logged(data)))


def logged(data: Path) -> set[str]:
    """The links of all clicks that the log has."""
    log = Spool(data / "clicks" / "log", OPENED, clock=SystemClock())
    found: set[str] = set()
    try:
        while block := log.take(most=10_000, most_bytes=1 << 26, wait=0):
            found.update(one.value.url for one in block.kept)
    finally:
        log.close()
    return found
