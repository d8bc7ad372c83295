"""The program of the parsing children, run as one."""

from __future__ import annotations

import os
import socket
import subprocess
import sys

from clawback.analysis.child_settings import ChildSettings
from clawback.analysis.frames import BIRTH, NUMBER, READY, block
from clawback.analysis.message import analyse
from clawback.model.codec import to_json
from clawback.model.native_codec import write_json

SETTINGS = ChildSettings(memory_bytes=512 * 1024 * 1024, wall_seconds=5.0)
MAIL = b"Subject: x\n\nhello"


def test_a_child_answers_blocks_until_its_input_ends():
    """Ready; a child for two pipes, with its number and a handle; an answer for each mail."""
    ours, theirs = socket.socketpair()
    ours.settimeout(60)
    mails, to_child = os.pipe()
    from_child, answers = os.pipe()
    program = [sys.executable, "-m", "clawback.analysis.child", to_json(SETTINGS)]
    with subprocess.Popen(program, stdin=theirs.fileno(), stderr=subprocess.PIPE) as process, ours:
        theirs.close()
        assert ours.recv(len(READY), socket.MSG_WAITALL) == READY
        socket.send_fds(ours, [BIRTH], [answers, mails])
        number, handles, _, _ = socket.recv_fds(ours, NUMBER, 1)
        os.close(mails)
        os.close(answers)
        assert int.from_bytes(number, "big") not in {0, process.pid}
        os.close(handles[0])
        with os.fdopen(to_child, "wb") as sent:
            sent.write(block([MAIL, MAIL]) + block([b""]))
        with os.fdopen(from_child, "rb") as answered:
            expected = [write_json(analyse(raw)) for raw in (MAIL, MAIL, b"")]
            assert answered.read() == b"".join(
                len(one).to_bytes(NUMBER, "big") + one for one in expected
            )
        ours.close()
        assert process.communicate(timeout=60)[1] == b""
        assert process.returncode == 0


def test_it_imports_no_more_than_it_needs():
    """A child is small: no database, no web server, no client."""
    code = (
        "import sys, clawback.analysis.child\n"
        "print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, timeout=60, text=True
    )
    heavy = {"duckdb", "sqlalchemy", "fastapi", "pydantic", "uvicorn", "structlog", "asyncio"}
    assert not heavy & set(done.stdout.split())
