"""The program of a parsing child, run as one."""

from __future__ import annotations

import subprocess
import sys

from clawback.analysis.child_settings import ChildSettings
from clawback.analysis.frames import NUMBER, READY, block
from clawback.analysis.message import analyse
from clawback.model.codec import to_json
from clawback.model.native_codec import write_json

SETTINGS = ChildSettings(memory_bytes=512 * 1024 * 1024, wall_seconds=5.0)
MAIL = b"Subject: x\n\nhello"


def test_it_answers_blocks_until_its_input_ends():
    """Ready, then one answer for each mail, then the end without a fault."""
    done = subprocess.run(
        [sys.executable, "-m", "clawback.analysis.child", to_json(SETTINGS)],
        input=block([MAIL, MAIL]) + block([b""]),
        capture_output=True,
        check=True,
        timeout=60,
    )
    expected = [write_json(analyse(raw)) for raw in (MAIL, MAIL, b"")]
    answers = b"".join(len(one).to_bytes(NUMBER, "big") + one for one in expected)
    assert done.stdout == READY + answers
    assert done.stderr == b""


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
