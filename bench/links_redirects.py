"""Redirects of the click service, each on the disk before it is answered; the peer is nginx.

The same links and the same client for both: the click service checks a signature, decides, and
writes the click down; nginx answers every request with one fixed `return 302`.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.servers.clawback import free_port
from tests.servers.click_service import Alone

from clawback.links.clicks.opened import OPENED
from clawback.links.keys import LinkKeys
from clawback.links.signing import Bearer, wrap
from clawback.model.clock import SystemClock
from clawback.spool.spool import Spool

_NEEDED = 1500  # redirects a second
_P99 = 50.0  # milliseconds
_SECONDS = 10
_CONNECTIONS = 32
_LINKS = 2000
_RATE = re.compile(r"Requests/sec:\s+([\d.]+)")
_TAIL = re.compile(r"99%\s+([\d.]+)(us|ms|s)")
_WRONG = re.compile(r"Non-2xx or 3xx responses: (\d+)")
_SCALE = {"us": 0.001, "ms": 1.0, "s": 1000.0}
_SCRIPT = """
local paths = {}
for line in io.lines("FILE") do paths[#paths + 1] = line end
local at = 0
request = function()
  at = at % #paths + 1
  return wrk.format("GET", paths[at])
end
"""


def main() -> None:
    """Prints the figures beside their bars."""
    with tempfile.TemporaryDirectory() as folder:
        if missing := [one for one in ("wrk", "nginx") if shutil.which(one) is None]:
            print(f"Left out: Debian's {' and '.join(missing)} is not here.")
            return
        data = Path(folder)
        script = _script(data, _links(data))
        with _nginx(data) as port:
            peer, peer_tail = _load(port, script)
        with Alone(data) as service:
            _load(service.port, script, seconds=2)
            rate, tail = _load(service.port, script)
            resident = _resident(service.pid)
        kept = _kept(data)
        print(f"{rate:8,.0f} redirects/s, each on the disk first      (needed: {_NEEDED:,})")
        print(f"{tail:8.1f} ms for the slowest one in a hundred        (at most: {_P99:.0f})")
        print(
            f"{rate / peer:8.3f} of nginx, which returns 302 to {peer:,.0f}/s"
            f" with p99 {peer_tail:.1f} ms"
        )
        print(f"{kept:8,d} clicks in the log, {resident:.0f} MB resident")


def _links(data: Path) -> list[str]:
    """Paths of links to different places, made an hour ago."""
    ring = LinkKeys(data, SystemClock()).ring()
    made = datetime.now(UTC) - timedelta(hours=1)
    bearer = Bearer(network_message_id="018f2c4e-9a00-8abc-9def-0123456789ab", made_at=made)
    base = "http://links.test"
    return [
        wrap(
            f"https://shop{number % 50}.example/item/{number}?from=mail",
            bearer,
            keyring=ring,
            base=base,
        ).removeprefix(base)
        for number in range(_LINKS)
    ]


def _script(data: Path, links: Sequence[str]) -> Path:
    paths, script = data / "paths", data / "load.lua"
    paths.write_text("\n".join(links) + "\n")
    script.write_text(_SCRIPT.replace("FILE", str(paths)))
    return script


def _load(port: int, script: Path, seconds: int = _SECONDS) -> tuple[float, float]:
    """Answers a second, and the 99th percentile in milliseconds."""
    command = [
        *("wrk", "-t1", f"-c{_CONNECTIONS}", f"-d{seconds}s", "--latency", "-s", str(script)),
        *("-H", "User-Agent: Mozilla/5.0", f"http://127.0.0.1:{port}"),
    ]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    rate, tail = _RATE.search(said), _TAIL.search(said)
    if rate is None or tail is None or _WRONG.search(said):
        raise RuntimeError(said)
    return float(rate[1]), float(tail[1]) * _SCALE[tail[2]]


@contextmanager
def _nginx(data: Path) -> Iterator[int]:
    """One worker that answers everything with one redirect, and writes no log."""
    port, folder = free_port(), data / "nginx"
    folder.mkdir()
    (folder / "nginx.conf").write_text(
        "daemon off; worker_processes 1; pid nginx.pid; error_log stderr crit;\n"
        "events { worker_connections 512; }\n"
        "http { access_log off; client_body_temp_path a; proxy_temp_path b; fastcgi_temp_path c;\n"
        "uwsgi_temp_path d; scgi_temp_path e; large_client_header_buffers 4 32k;\n"
        f"server {{ listen 127.0.0.1:{port}; return 302 https://shop.example/; }} }}\n"
    )
    process = subprocess.Popen(
        [shutil.which("nginx") or "nginx", "-p", str(folder), "-c", "nginx.conf"],
        stderr=subprocess.DEVNULL,
    )
    try:
        time.sleep(0.5)
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


def _kept(data: Path) -> int:
    """How many clicks the log has."""
    log = Spool(data / "clicks" / "log", OPENED, clock=SystemClock())
    try:
        return log.backlog().depth
    finally:
        log.close()


def _resident(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


if __name__ == "__main__":
    main()
