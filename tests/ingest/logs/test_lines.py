"""One line of a log, of any shape."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clawback.ingest.logs.dovecot import read_dovecot
from clawback.ingest.logs.lines import read_line
from clawback.ingest.logs.postfix import read_postfix

NOW = datetime(2026, 1, 1, 0, 10, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("raw", "at"),
    [
        (b"Jan  1 00:05:00 mx postfix/qmgr[7]: A", datetime(2026, 1, 1, 0, 5, tzinfo=UTC)),
        (b"Dec 31 23:59:59 mx postfix/qmgr[7]: A", datetime(2025, 12, 31, 23, 59, 59, tzinfo=UTC)),
        (b"Jan  1 23:00:00 mx postfix/qmgr[7]: A", datetime(2026, 1, 1, 23, tzinfo=UTC)),
        (b"Jan  3 00:00:00 mx postfix/qmgr[7]: A", datetime(2025, 1, 3, tzinfo=UTC)),
        (b"Feb 29 12:00:00 mx postfix/qmgr[7]: A", datetime(2024, 2, 29, 12, tzinfo=UTC)),
        (
            b"2025-12-31T23:59:59.5+01:00 mx postfix/qmgr[7]: A",
            datetime(2025, 12, 31, 22, 59, 59, 500000, tzinfo=UTC),
        ),
    ],
)
def test_the_year_of_a_time_that_has_none(raw, at):
    """The last one that is not in the future, by more than clocks differ; also around New Year."""
    line = read_line(raw, now=NOW, zone=UTC)
    assert line is not None
    assert (line.at, line.host, line.program, line.text) == (at, "mx", "postfix/qmgr", "A")


def test_a_time_without_a_zone_is_of_the_zone_that_is_set():
    """Berlin is an hour ahead in winter."""
    line = read_line(b"Dec 31 12:00:00 mx postfix/qmgr[7]: A", now=NOW, zone=BERLIN)
    assert line is not None
    assert line.at == datetime(2025, 12, 31, 11, tzinfo=UTC)


def test_dovecots_own_file_names_no_host():
    """What stands after the time is Dovecot's."""
    line = read_line(b"Dec 31 12:00:00 lmtp(a)<1><s>: Info: x", now=NOW, zone=UTC)
    assert line is not None
    assert (line.host, line.program, line.text) == ("", "dovecot", "lmtp(a)<1><s>: Info: x")


@pytest.mark.parametrize(
    "raw", [b"", b"\xff\xfe", b"Feb 30 12:00:00 mx a: b", b"Jan 99 99:99:99 mx a: b", b"no time"]
)
def test_what_is_no_line_is_none(raw):
    """Days that no year has, bytes that are no text, and nothing at all."""
    assert read_line(raw, now=NOW, zone=UTC) is None


_WORDS = st.sampled_from(
    [
        *("4jdXnW4vmDzJryQ: ", "A1B2C3D4: ", "NOQUEUE: ", "to=<a@b>, ", "relay=x[1]:25, "),
        *("dsn=5.1.1, ", "status=bounced (", "message-id=<", "warning: header ", "; from=<"),
        *("rule:", "delay=1, ", "lmtp(a)<1><s>: ", "save: box=", ", uid=", ", msgid="),
        *("expunge: box=", "copy from ", "reject: END-OF-MESSAGE from ", "removed", "client=x["),
        *(")", ">", "\x00", "é"),
    ]
)
_PROGRAMS = st.sampled_from(
    ["postfix/cleanup", "postfix/smtp", "postfix/submission/smtpd", "postfix/qmgr", "dovecot"]
)


@given(program=_PROGRAMS, parts=st.lists(_WORDS | st.text(max_size=8), max_size=12))
def test_no_line_is_too_odd(program, parts):
    """Whatever is written, both readers give a value or nothing."""
    raw = f"2026-01-01T00:00:00Z mx {program}[1]: {''.join(parts)}".encode("utf-8", "replace")
    line = read_line(raw, now=NOW, zone=UTC)
    if line is not None:
        assert read_postfix(line) is None or read_dovecot(line) is None


@given(raw=st.binary(max_size=200))
def test_any_bytes_are_a_line_or_none(raw):
    """And a line has an aware time."""
    line = read_line(raw, now=NOW, zone=UTC)
    assert line is None or line.at.tzinfo is not None
