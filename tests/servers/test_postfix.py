"""The tests' own Postfix."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from tests.servers.fixtures import skip_without_postfix
from tests.servers.postfix import Postfix

pytestmark = pytest.mark.server
RAW = b"From: paul@away.example\r\nSubject: hello\r\n\r\nHello.\r\n"


@pytest.fixture(scope="module")
def two() -> Iterator[list[Postfix]]:
    skip_without_postfix()
    with ExitStack() as stack:
        yield [
            stack.enter_context(Postfix.start(domain=f"{name}.example", recipients=["anna"]))
            for name in ("one", "two")
        ]


def test_two_run_side_by_side(two):
    """Each takes mail for its own people alone, says so in its own log, and gets rid of it."""
    before = etc()
    for server, own, other in zip(two, ("one", "two"), ("two", "one"), strict=True):
        server.send("paul@away.example", [f"anna@{own}.example"], RAW)
        server.await_empty_queue()
        assert f"to=<anna@{own}.example>" in server.log
        assert f"anna@{other}.example" not in server.log
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            server.send("paul@away.example", [f"bob@{own}.example"], RAW)
    assert etc() == before


def test_it_starts_again_and_leaves_nothing_behind():
    """A stopped one has no process and no folder; it can be started again on its ports."""
    skip_without_postfix()
    with Postfix.start(recipients=["anna"]) as server:
        server.stop()
        server.launch()
        server.send("paul@away.example", ["anna@example.org"], RAW)
    assert not server.folder.exists()
    assert not processes_of(server.folder)


def etc() -> list[tuple[str, int]]:
    """Every file of the system's own Postfix, and when it was changed."""
    return sorted((str(path), path.stat().st_mtime_ns) for path in Path("/etc/postfix").rglob("*"))


def processes_of(folder: Path) -> list[str]:
    """What runs with a file of this folder open as its working folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "cwd").readlink().is_relative_to(folder):
                found.append(process.name)
        except OSError:
            continue
    return found
