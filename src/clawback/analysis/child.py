"""The program of a parsing child: mails in, messages out, under limits that the kernel keeps.

Run as `python -m clawback.analysis.child SETTINGS`, by `leash` only. It ends when its input does,
so that it never outlives its parent.
"""

from __future__ import annotations

import gc
import os
import resource
import signal
import sys
from typing import BinaryIO

from clawback.analysis.child_settings import ChildSettings
from clawback.analysis.frames import OUT_OF_MEMORY, READY, answer, read_block
from clawback.analysis.limits import Limit, limited
from clawback.analysis.message import analyse
from clawback.model.codec import from_json
from clawback.model.native_codec import write_json

_COLLECT_EVERY = 20_000  # allocations; the stock 700 costs a tenth of the time
_GRACE_SECONDS = 1.0  # the parent kills first; this is for a child whose parent is gone
_OUT_OF_MEMORY = limited([Limit.MEMORY])
_WARM_UP = (
    b"Subject: =?utf-8?q?=C3=A9?=\nFrom: a@example.com\nContent-Type: text/html; charset=utf-8\n\n"
    b"<a href='https://www.example.com/'>x</a>"
)


def main() -> None:
    """Answer blocks of mails until the input ends."""
    settings = from_json(ChildSettings, sys.argv[1])
    answers = _own_output()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent to decide
    _limit(settings.memory_bytes)
    analyse(_WARM_UP, settings.limits, settings.trust)  # loads what is loaded late
    gc.freeze()
    gc.set_threshold(_COLLECT_EVERY, 10, 10)
    answers.write(READY)
    while raws := read_block(sys.stdin.buffer):
        for raw in raws:
            signal.setitimer(signal.ITIMER_REAL, settings.wall_seconds + _GRACE_SECONDS)
            answers.write(_answer(raw, settings))
        signal.setitimer(signal.ITIMER_REAL, 0)


def _answer(raw: bytes, settings: ChildSettings) -> bytes:
    try:
        message = analyse(raw, settings.limits, settings.trust)
        if message.parse == _OUT_OF_MEMORY:
            return OUT_OF_MEMORY
        return answer(write_json(message))
    except MemoryError:
        return OUT_OF_MEMORY


def _own_output() -> BinaryIO:
    """The pipe to the parent, moved to where nothing prints by accident."""
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    return answers


def _limit(memory_bytes: int) -> None:
    """Address space is bounded, nothing can be written to disk, no core holds a mail."""
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
