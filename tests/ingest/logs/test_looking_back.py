"""Logs of before, file by file."""

from __future__ import annotations

import gzip
import os
from datetime import UTC, datetime

from clawback.ingest.logs.looking_back import past_lines


class Heard:
    """What is told of files."""

    def __init__(self):
        self.skips, self.ends = [], []

    def passed_over(self, path, why):
        self.skips.append((path.name, why))

    def ended(self, path):
        self.ends.append(path.name)


def line(moment, what):
    return f"{moment} 12:00:00 mx postfix/qmgr[1]: {what}: removed\n".encode()


def put(folder, name, *lines, year=2026):
    path = folder / name
    data = b"".join(lines)
    path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    changed = datetime(year, 11, 1, tzinfo=UTC).timestamp()
    os.utime(path, (changed, changed))
    return path


def read(paths, heard):
    return [
        f"{one.at:%Y-%m} {one.text.partition(':')[0]}"
        for one in past_lines(paths, zone=UTC, listener=heard)
    ]


def test_the_files_of_several_logs_are_read_in_the_order_of_time(tmp_path):
    """Copied long after they were written, each year is told by the file that follows."""
    heard = Heard()
    paths = [
        put(tmp_path, "mail.log", line("Mar  1", "A5")),
        put(tmp_path, "mail.log.2.gz", line("Nov  1", "A1"), line("Feb  1", "A3")),
        put(tmp_path, "mail.log.1", line("Oct  1", "A4")),
        put(tmp_path, "other.log", line("Jan  1", "B2"), year=2025),
    ]
    assert read(paths, heard) == [
        "2024-11 A1",
        "2025-01 B2",
        "2025-02 A3",
        "2025-10 A4",
        "2026-03 A5",
    ]
    assert sorted(heard.ends) == sorted(path.name for path in paths)
    assert heard.skips == []


def test_what_cannot_be_read_is_passed_over_with_its_reason(tmp_path):
    """The other files are read, and what came before the damage."""
    heard = Heard()
    whole = put(tmp_path, "mail.log", line("Mar  1", "A2"))
    cut = put(tmp_path, "mail.log.1.gz", line("Jan  1", "A1"))
    cut.write_bytes(cut.read_bytes()[:-8])
    folder = tmp_path / "old"
    folder.mkdir()
    assert read([whole, cut, folder], heard) == ["2026-01 A1", "2026-03 A2"]
    assert sorted(name for name, _ in heard.skips) == ["mail.log.1.gz", "old"]
