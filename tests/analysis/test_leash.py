"""A child is held by its parent."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.making import hostile

from clawback.analysis.child_settings import ChildSettings
from clawback.analysis.leash import ChildLostError, Leash
from clawback.analysis.limits import Limit, limited

SETTINGS = ChildSettings(memory_bytes=512 * 1024 * 1024, wall_seconds=5.0)


def test_a_child_answers_and_is_let_go():
    """Started, asked, ended: no process stays."""
    leash = Leash(SETTINGS)
    assert [one.subject for one in leash.ask([b"Subject: a\n\n", b"Subject: b\n\n"])] == ["a", "b"]
    assert leash.answered == 2
    leash.end()
    assert not Path(f"/proc/{leash.pid}").exists()


def test_a_child_gets_no_secrets(monkeypatch: pytest.MonkeyPatch):
    """The environment of the parent stays with the parent."""
    monkeypatch.setenv("CLAWBACK_TOKEN", "secret")
    leash = Leash(SETTINGS)
    assert b"secret" not in Path(f"/proc/{leash.pid}/environ").read_bytes()
    leash.end()


def test_time_runs_out_in_time():
    """A child that does not answer is given up at its limit, with the reason."""
    leash = Leash(ChildSettings(memory_bytes=512 * 1024 * 1024, wall_seconds=0.001))
    with pytest.raises(ChildLostError) as lost:
        list(leash.ask([hostile.shape("urls_100k")]))
    assert lost.value.parse == limited([Limit.TIME])
    assert lost.value.is_hang
    leash.kill()
    assert not Path(f"/proc/{leash.pid}").exists()
