"""A real corpus imported, stored and searchable, against `notmuch new` and `mu index`."""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path

from tests.making.corpus import corpus
from tests.servers.clawback import Server

from bench.machine import Spent, spent, version


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="clawback-bench-") as scratch:
        folder = Path(scratch)
        count = _maildir(folder / "Maildir")
        print(f"{count} mails; {version('notmuch', '--version')}; {version('mu', '--version')}")
        ours = _clawback(folder, count)
        peers = {"notmuch new": _notmuch(folder), "mu index": _mu(folder)}
        _print("clawback import", count, ours)
        for name, peer in peers.items():
            _print(name, count, peer)
            print(f"  ratio to {name}, per core: {peer.cpu / ours.cpu:.2f}")


def _maildir(folder: Path) -> int:
    for name in ("cur", "new", "tmp"):
        (folder / name).mkdir(parents=True)
    mails = corpus()
    for at, mail in enumerate(mails):
        (folder / "cur" / f"{1_700_000_000 + at}.M{at}.bench:2,S").write_bytes(mail.raw)
    return len(mails)


def _clawback(folder: Path, count: int) -> Spent:
    """The command ends when all is searchable; that it is, is looked at afterwards."""
    with Server(folder / "data") as server:
        with spent([server.pid]) as result:
            server.cli("import", str(folder / "Maildir"), "--recipient", "ann@example.org")
        stored = int(server.cli("search", "", "--count"))
        if stored < count * 0.99:
            raise RuntimeError(f"Only {stored} of {count} mails are searchable.")
        print(f"searchable: {stored} deliveries ({count - stored} are repeats of another)")
    return result


def _notmuch(folder: Path) -> Spent:
    settings = folder / "notmuch-config"
    settings.write_text(f"[database]\npath={folder / 'Maildir'}\n[new]\ntags=\n")
    environment = {**os.environ, "NOTMUCH_CONFIG": str(settings), "HOME": str(folder)}
    with spent() as result:
        subprocess.run(["notmuch", "new", "--quiet"], env=environment, check=True)
    return result


def _mu(folder: Path) -> Spent:
    home = ["--muhome", str(folder / "mu")]
    maildir = ["--maildir", str(folder / "Maildir")]
    subprocess.run(["mu", "init", *home, *maildir], check=True, capture_output=True)
    with spent() as result:
        subprocess.run(["mu", "index", "--quiet", *home], check=True, capture_output=True)
    return result


def _print(name: str, count: int, result: Spent) -> None:
    print(
        f"{name:16} {count / result.wall:8.0f} mails/s  {count / result.cpu:8.0f} mails/s per core"
        f"  (wall {result.wall:.2f} s, CPU {result.cpu:.2f} s)"
    )
