"""Somebody who looks at a server while it works: mixed requests, about twenty a second, timed.

A process of its own, so that it takes no turn from the server's interpreter:
`python -m bench.calling URL` reads the token from its first line of input and calls until that
ends; then it prints the seconds of each request.
"""

from __future__ import annotations

import http.client
import itertools
import json
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

_PAUSE_SECONDS = 0.05
_SEARCH = "/api/v1/deliveries?filter=sender_domain%3Asender3.test&limit=50"
_LIST = "/api/v1/remediations?limit=50"


@dataclass(slots=True)
class Called:
    """Seconds of each request, filled when the block ends."""

    seconds: tuple[float, ...] = ()

    @property
    def p95(self) -> float:
        """The 95th percentile in milliseconds."""
        ranked = sorted(self.seconds)
        return 1000 * ranked[int(0.95 * (len(ranked) - 1))]


@contextmanager
def called(url: str, token: str) -> Iterator[Called]:
    """Calls the server while the block runs: a search page, the list, the newest remediation."""
    result = Called()
    with subprocess.Popen(
        [sys.executable, "-m", "bench.calling", url],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        if process.stdin is None or process.stdout is None:
            raise SystemExit("no pipes")
        process.stdin.write(f"{token}\n")
        process.stdin.flush()
        process.stdout.readline()  # it has begun
        yield result
        process.stdin.close()
        result.seconds = tuple(json.loads(process.stdout.read()))


def main(url: str) -> None:
    """Calls until the input ends."""
    headers = {"Authorization": f"Bearer {sys.stdin.readline().strip()}"}
    connection = http.client.HTTPConnection(urlsplit(url).netloc)
    newest = ""
    seconds: list[float] = []
    print("ready", flush=True)
    for number in itertools.count():
        paths = [_SEARCH, _LIST, f"/api/v1/remediations/{newest}" if newest else _LIST]
        path = paths[number % 3]
        began = time.perf_counter()
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        body = answer.read()
        seconds.append(time.perf_counter() - began)
        if answer.status != http.client.OK:
            raise SystemExit(f"{path} answered {answer.status}")
        if path == _LIST:
            newest = _newest(json.loads(body))
        if select.select([sys.stdin], [], [], _PAUSE_SECONDS)[0]:
            break
    print(json.dumps(seconds))


def _newest(page: dict[str, list[dict[str, str]]]) -> str:
    rows = page["items"]
    return rows[0]["id"] if rows else ""


if __name__ == "__main__":
    main(sys.argv[1])
