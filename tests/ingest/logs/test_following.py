"""A file that is followed, however it is rotated."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clawback.ingest.logs.following import Cursor, read_on
from clawback.model.codec import from_json, to_json

NOW = datetime(2026, 6, 9, 12, 0, tzinfo=UTC)


@pytest.fixture
def log(tmp_path):
    return Log(tmp_path / "mail.log")


class Log:
    """A file, and whoever follows it; each reading begins from the cursor as it was kept."""

    def __init__(self, path):
        self.path = path
        self.cursor = Cursor()
        self.now = NOW
        self.lost = 0

    def write(self, text):
        with self.path.open("ab") as file:
            file.write(text)

    def read(self):
        read = read_on(self.path, from_json(Cursor, to_json(self.cursor)), self.now)
        self.cursor = read.cursor
        self.lost += read.lost
        return list(read.lines)


def test_only_whole_lines_are_read_and_each_once(log):
    """Half a line waits for its end; a file that is not there yet is no error."""
    assert log.read() == []
    log.write(b"one\ntw")
    assert log.read() == [b"one"]
    log.write(b"o\n\nthree\n")
    assert log.read() == [b"two", b"three"]
    assert log.read() == []


def test_a_file_that_is_moved_away_is_read_to_its_end(log):
    """Its writer may go on with it for a while; then it is left alone."""
    log.write(b"one\n")
    log.read()
    old = log.path.rename(log.path.with_name("mail.log.1"))
    with old.open("ab") as writer:
        writer.write(b"two\n")
        writer.flush()
        log.write(b"three\n")
        assert log.read() == [b"two", b"three"]
        writer.write(b"four\n")
        writer.flush()
        assert log.read() == [b"four"]
    log.now += timedelta(minutes=6)
    assert log.read() == []
    assert len(log.cursor.marks) == 1
    assert not log.lost


def test_a_file_that_is_cut_short_is_begun_again(log):
    """Also when it has grown beyond where it was (copytruncate)."""
    log.write(b"one\ntwo\n")
    log.read()
    log.path.write_bytes(b"3\n")
    assert log.read() == [b"3"]
    log.path.write_bytes(b"four, and longer than before\n")
    assert log.read() == [b"four, and longer than before"]


def test_a_file_that_is_gone_is_told(log):
    """It was compressed or removed while nobody looked; what has its name now is read whole."""
    log.write(b"one\n")
    log.read()
    log.write(b"two\n")
    log.path.rename(log.path.parent / "elsewhere.gz")
    log.write(b"three\n")
    assert log.read() == [b"three"]
    assert log.lost == 1


_DEEDS = st.lists(st.sampled_from(["write", "half", "read", "rename"]), max_size=30)


@settings(max_examples=40)
@given(deeds=_DEEDS)
def test_nothing_is_lost_and_nothing_is_read_twice(tmp_path_factory, deeds):
    """Whatever is written, in whichever pieces, over any number of rotations."""
    log = Log(tmp_path_factory.mktemp("log") / "mail.log")
    expected, seen = [], []
    for number, deed in enumerate(deeds):
        if deed == "write":
            log.write(b"line %d\n" % number)
            expected.append(b"line %d" % number)
        elif deed == "half":
            log.write(b"half ")
            log.write(b"%d\n" % number)
            expected.append(b"half %d" % number)
        elif deed == "read":
            seen += log.read()
        elif log.path.exists():
            seen += log.read()
            log.path.rename(log.path.with_name(f"mail.log.{number}"))
    log.write(b"end\n")
    seen += log.read()
    assert seen == [*expected, b"end"]
