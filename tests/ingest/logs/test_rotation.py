"""Files that were one log before it was rotated."""

from __future__ import annotations

from pathlib import Path

import pytest

from clawback.ingest.logs.rotation import rotated, series


@pytest.mark.parametrize(
    "names",
    [
        ("mail.log.10.gz", "mail.log.2.gz", "mail.log.1", "mail.log"),
        ("mail.log-20251231.xz", "mail.log-20260104.gz", "mail.log-20260111", "mail.log"),
        ("mail.log-2026-01-04-1.gz", "mail.log-2026-01-04-2.gz", "mail.log"),
        ("info.20260104", "info"),
    ],
)
def test_the_files_of_a_log_are_put_in_order(names):
    """Oldest first, whether numbers or days are in their names, compressed or not."""
    paths = [Path("/var/log") / name for name in names]
    (found,) = series(sorted(paths))
    assert [one.path for one in found] == paths


def test_two_logs_are_two_and_a_file_counts_once():
    """Of one name in two folders, too."""
    names = ("/a/mail.log.1", "/b/mail.log", "/a/mail.log", "/a/info.log", "/a/mail.log")
    found = [[str(one.path) for one in files] for files in series(map(Path, names))]
    assert found == [["/a/mail.log.1", "/a/mail.log"], ["/b/mail.log"], ["/a/info.log"]]


def test_a_day_in_a_name_bounds_what_is_in_the_file():
    """Numbers that are no day are a name; a number alone is no log."""
    until = rotated(Path("mail.log-20260104.gz")).until
    assert until
    assert until.isoformat() == "2026-01-06T00:00:00+00:00"
    odd = rotated(Path("mail.log-20261399"))
    assert (odd.log.name, odd.until) == ("mail.log-20261399", None)
    assert rotated(Path(".1")).log.name == ".1"
