"""A server that is killed while it sends."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.submissions.conftest import ADA

from clawback.submissions.making import Wish
from clawback.submissions.records import Wanted
from clawback.submissions.submission import Category, Reason, SendState
from clawback.submissions.targets.target import MemoryTarget

WISH = Wish(category=Category.PHISH, reason=Reason.CONFIRMED_THREAT)
_PROGRAM = """
import os, signal, sys
from datetime import timedelta
from clawback.database import Database
from clawback.submissions.courier import Courier
from clawback.submissions.policy import SubmissionPolicy
from clawback.submissions.targets.target import MemoryTarget
from tests.submissions.conftest import TurnedClock
clock = TurnedClock()
clock.turn(seconds=1)
def killed(parcel):
    print(parcel.key, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
Courier(
    Database.open(__import__("pathlib").Path(sys.argv[1])), clock, MemoryTarget(answer=killed),
    policy=SubmissionPolicy(), per_minute=60, opened=lambda made: b"",
).turn()
"""


@pytest.mark.slow
def test_a_kill_neither_loses_nor_doubles(desk, tmp_path):
    """What was under way is sent once more under the same key, and says that it may have come."""
    target = MemoryTarget()
    at = desk(target)
    case = at.judged(at.door.url("http://evil.example", WISH, ADA))
    root = Path(__file__).parents[2]
    program = [sys.executable, "-c", _PROGRAM, str(tmp_path / "s.sqlite")]
    ended = subprocess.run(program, cwd=root, capture_output=True, check=False, text=True)
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    at.again()
    at.carried(case)
    at.carried(case)
    (sent,) = target.parcels
    assert (f"{sent.key}\n", sent.again) == (ended.stdout, True)
    (found,) = at.door.newest(ADA, Wanted(), limit=10)
    assert found.sendings[0].state is SendState.ANSWERED
