"""Parts that live in an event loop."""

from __future__ import annotations

import threading

import pytest

from clawback.worker.loop import listening


class Listener:
    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.heard: list[str] = []

    async def start(self) -> None:
        if self.error:
            raise self.error
        self.heard.append(f"started in {threading.current_thread().name}")

    async def stop(self) -> None:
        self.heard.append("stopped")


def test_it_runs_beside_the_block():
    """Started in a thread of its own, stopped at the end."""
    listener = Listener()
    with listening(listener, "ears"):
        assert listener.heard == ["started in ears"]
    assert listener.heard[-1] == "stopped"


def test_what_start_raises_is_raised():
    """And no thread is left behind."""
    with pytest.raises(OSError, match="taken"), listening(Listener(OSError("taken")), "ears"):
        pytest.fail("the block must not run")
    assert "ears" not in [thread.name for thread in threading.enumerate()]
