"""The program of the parsing children: mails in, messages out, under limits the kernel keeps.

Run as `python -m clawback.analysis.child SETTINGS`, by `nursery` only. The process that is started
loads everything and then forks a child for each pair of pipes that comes through its standard
input, a socket. All of them end when their input does, so that none outlives the server.
"""

from __future__ import annotations

import gc
import os
import resource
import signal
import socket
import sys
from contextlib import suppress
from typing import BinaryIO, NoReturn

from clawback.analysis.child_settings import ChildSettings
from clawback.analysis.frames import BIRTH, NUMBER, OUT_OF_MEMORY, READY, answer, read_block
from clawback.analysis.limits import Limit, limited
from clawback.analysis.message import analyse
from clawback.model.codec import from_json
from clawback.model.native_codec import write_json

_MAILS, _ANSWERS = 0, 3  # a child's handles; what a library prints goes to another
_NICENESS = 15  # beside a busy mail server it gets a thirtieth; on an idle machine, all of it
_HANDLES = 256  # more than the process that forks ever has
_COLLECT_EVERY = 20_000  # allocations; the stock 700 costs a tenth of the time
_GRACE_SECONDS = 1.0  # the parent kills first; this is for a child whose server is gone
_OUT_OF_MEMORY = limited([Limit.MEMORY])
_WARM_UP = (
    b"Subject: =?utf-8?q?=C3=A9?=\nFrom: a@example.com\nContent-Type: text/html; charset=utf-8\n\n"
    b"<a href='https://www.example.com/'>x</a>"
)


def main() -> None:
    """Fork children until the input ends, then wait for them."""
    settings = from_json(ChildSettings, sys.argv[1])
    control = socket.socket(fileno=os.dup(_MAILS))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server to decide
    signal.signal(signal.SIGCHLD, _reap)
    _limit(settings.memory_bytes)
    if settings.yields:
        os.nice(_NICENESS)
    analyse(_WARM_UP, settings.limits, settings.trust)  # loads what is loaded late
    gc.collect()
    gc.freeze()
    gc.set_threshold(_COLLECT_EVERY, 10, 10)
    control.sendall(READY)
    while pipes := socket.recv_fds(control, len(BIRTH), 2)[1]:
        pid = os.fork()
        if not pid:
            _live(control, pipes, settings)
        _tell(control, pid)
        for pipe in pipes:
            os.close(pipe)
    with suppress(ChildProcessError):
        while True:
            os.wait()


def _reap(*_: object) -> None:
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _tell(control: socket.socket, pid: int) -> None:
    """The child's number, and a handle that means this child even when it is gone."""
    handles = []
    with suppress(ProcessLookupError):  # it is gone already
        handles.append(os.pidfd_open(pid))
    socket.send_fds(control, [pid.to_bytes(NUMBER, "big")], handles)
    for handle in handles:
        os.close(handle)


def _live(control: socket.socket, pipes: list[int], settings: ChildSettings) -> NoReturn:
    """The life of a child. It holds its two pipes and nothing else."""
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        control.close()
        answers, mails = pipes
        os.dup2(mails, _MAILS)
        os.dup2(answers, _ANSWERS)
        os.closerange(_ANSWERS + 1, _HANDLES)
        _serve(open(_MAILS, "rb"), open(_ANSWERS, "wb", buffering=0), settings)  # noqa: SIM115 - for life
    finally:
        os._exit(0)


def _serve(mails: BinaryIO, answers: BinaryIO, settings: ChildSettings) -> None:
    """Answer blocks of mails until the input ends."""
    while raws := read_block(mails):
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


def _limit(memory_bytes: int) -> None:
    """Address space is bounded, nothing can be written to disk, no core holds a mail."""
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
