"""What a log line holds and what it does not."""

from __future__ import annotations

import io
import json
import logging
import signal
import subprocess
import sys

import pytest
import structlog

from clawback.worker.logs import configure_logs


@pytest.fixture
def lines():
    """Configures the logs; reads what was logged so far."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    before = structlog.get_config()
    written = io.StringIO()
    configure_logs(to=written)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    root.handlers, root.level = handlers, level
    structlog.configure(**before)


def test_a_line_is_an_object_with_a_time(lines):
    """Our own lines are JSON with their values."""
    structlog.get_logger("clawback.ingest").info("stored", count=3)
    (line,) = lines()
    assert (line["event"], line["count"], line["level"]) == ("stored", 3, "info")
    assert line["timestamp"].endswith("Z")


def test_libraries_log_in_the_same_form(lines):
    """A line of the standard library's logging is no exception."""
    logging.getLogger("uvicorn.error").warning("port %d", 25)
    assert lines()[0]["event"] == "port 25"
    assert lines()[0]["logger"] == "uvicorn.error"


def test_secrets_and_content_are_taken_out(lines):
    """Values under telling keys, and tokens wherever they stand, do not reach the log."""
    token = "cb_" + "a" * 67
    structlog.get_logger().info(f"sent {token}", password="hunter2", subject="Offer", body="Dear")
    text = json.dumps(lines())
    for secret in (token, "hunter2", "Offer", "Dear"):
        assert secret not in text


def test_an_error_is_its_kind_and_its_way(lines):
    """Neither the words of an error nor the machine's folders are logged."""
    try:
        int("subject: secret offer")
    except ValueError:
        structlog.get_logger().exception("failed")
        logging.getLogger("asyncio").exception("failed too")
    for line in lines():
        assert line["error"] == "ValueError"
        assert line["at"][-1].partition(":")[0].endswith("test_an_error_is_its_kind_and_its_way")
    assert "secret" not in json.dumps(lines())
    assert "/" not in json.dumps(lines())


def test_a_crash_in_native_code_says_where_it_was():
    """A process that dies of a signal leaves the lines that were running on standard error."""
    program = "import os; from clawback.worker.logs import tell_crashes; tell_crashes(); os.abort()"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == -signal.SIGABRT
    assert "Fatal Python error: Aborted" in done.stderr
