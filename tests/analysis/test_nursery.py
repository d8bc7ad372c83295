"""Children are forked off a process that reads no mail."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.analysis.processes import children_of, handles_of, wait_until_gone

from clawback.analysis import nursery as module
from clawback.analysis.child_settings import ChildSettings
from clawback.analysis.leash import ChildStartError
from clawback.analysis.nursery import Nursery

pytestmark = pytest.mark.slow

SETTINGS = ChildSettings(memory_bytes=512 * 1024 * 1024, wall_seconds=5.0)
MAIL = b"Subject: x\n\n"


@pytest.fixture
def nursery() -> Iterator[Nursery]:
    nursery = Nursery(SETTINGS)
    yield nursery
    nursery.end()


def parent_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def test_children_are_siblings_and_know_nothing_of_each_other(nursery: Nursery):
    """Two children have one parent, which is no child of theirs, and four handles each."""
    before = handles_of(os.getpid())
    first, second = nursery.bear(), nursery.bear()
    warm = parent_of(first.pid)
    assert warm == parent_of(second.pid)
    assert warm in children_of(os.getpid())
    for child in (first, second):
        assert [one.subject for one in child.ask([MAIL])] == ["x"]
        assert handles_of(child.pid) == {0, 1, 2, 3}
        child.end()
        wait_until_gone(child.pid)
    nursery.end()
    wait_until_gone(warm)
    assert handles_of(os.getpid()) == before


def test_nobody_gets_secrets(nursery: Nursery, monkeypatch: pytest.MonkeyPatch):
    """The environment of the server stays with the server."""
    monkeypatch.setenv("CLAWBACK_TOKEN", "secret")
    child = nursery.bear()
    for pid in (child.pid, parent_of(child.pid)):
        assert b"secret" not in Path(f"/proc/{pid}/environ").read_bytes()
    child.end()


def test_a_nursery_that_died_is_replaced(nursery: Nursery):
    """Its children go on, and the next one is born all the same."""
    first = nursery.bear()
    warm = parent_of(first.pid)
    os.kill(warm, signal.SIGKILL)
    second = nursery.bear()
    assert parent_of(second.pid) != warm
    for child in (first, second):
        assert [one.subject for one in child.ask([MAIL])] == ["x"]
        child.end()


def test_children_outlive_a_nursery_that_rests(nursery: Nursery, monkeypatch: pytest.MonkeyPatch):
    """Ending it ends no child; the next child starts it again."""
    monkeypatch.setattr(module, "_END_SECONDS", 0.05)
    first = nursery.bear()
    nursery.end()
    second = nursery.bear()
    for child in (first, second):
        assert [one.subject for one in child.ask([MAIL])] == ["x"]
        child.end()


@pytest.mark.parametrize("program", ["print('hello')", "import sys; sys.stdin.read()"])
def test_what_is_no_nursery_is_an_error_in_words(
    program: str, monkeypatch: pytest.MonkeyPatch, nursery: Nursery
):
    """A process that ends at once, or says nothing, gives no child and stays nowhere."""
    monkeypatch.setattr(module, "_PROGRAM", (sys.executable, "-c", program))
    monkeypatch.setattr(module, "_START_SECONDS", 0.2)
    before = set(children_of(os.getpid()))
    with pytest.raises(ChildStartError):
        nursery.bear()
    assert set(children_of(os.getpid())) == before
