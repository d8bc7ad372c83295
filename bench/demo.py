"""`clawback search` on the demo's data, process start included, and the idle server's memory."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.servers.clawback import Server

from bench.machine import resident
from clawback.demo.world import build
from clawback.model.clock import SystemClock

_RUNS = 7
_FILTERS = (
    "",
    "sender_domain:example.net",
    "subject~invoice",
    "url_domain:*.example -delivery_action:delivered_to_junk",
    "threat_type:phish",
)


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="clawback-bench-") as scratch:
        folder = Path(scratch)
        world = build(folder, SystemClock())
        with Server(folder) as server:
            print(f"idle server, empty: {resident(server.pid) / 1e6:.0f} MB resident")
            server.cli("import", str(world.mail))
            print(f"deliveries: {server.cli('search', '', '--count').strip()}")
            for text in _FILTERS:
                print(
                    f"{statistics.median(_times(server, text)) * 1000:6.0f} ms  {text or '(all)'}"
                )
            python = statistics.median(_start())
            print(f"{python * 1000:6.0f} ms  the interpreter alone")
            server.stop()
            server.start()
            print(f"idle server, with these data: {resident(server.pid) / 1e6:.0f} MB resident")


def _times(server: Server, text: str) -> list[float]:
    return [_timed(lambda: server.cli("search", text)) for _ in range(_RUNS)]


def _start() -> list[float]:
    return [
        _timed(lambda: subprocess.run([sys.executable, "-c", ""], check=True)) for _ in range(_RUNS)
    ]


def _timed(action: Callable[[], object]) -> float:
    began = time.perf_counter()
    action()
    return time.perf_counter() - began
