"""Looks at processes from outside, as an administrator would."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path


def wait_until(done: Callable[[], bool]) -> None:
    """Waits for what happens soon; fails when it does not within ten seconds."""
    deadline = time.monotonic() + 10
    while not done():
        assert time.monotonic() < deadline
        threading.Event().wait(0.01)


def wait_until_gone(pid: int) -> None:
    """Waits until there is no such process, not even one that nobody has taken note of."""
    wait_until(lambda: not Path(f"/proc/{pid}").exists())


def runs(pid: int) -> bool:
    """Whether a process is alive."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def children_of(pid: int) -> list[int]:
    """The processes that one has started and that are there now."""
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text().split()]


def handles_of(pid: int) -> set[int]:
    """The numbers of what a process has open."""
    return {int(one.name) for one in Path(f"/proc/{pid}/fd").iterdir()}
