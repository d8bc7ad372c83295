"""Files appear whole or not at all, and take no more room than they may."""

from __future__ import annotations

from hashlib import sha256

import pytest

from clawback.exports.folder import ExportFolder, ExportTooLargeError, ExportUnwritableError, Room


@pytest.fixture
def folder(tmp_path):
    return ExportFolder(tmp_path / "exports", Room(most=100, reserve=0))


def names(folder):
    return sorted(file.name for file in folder.path.iterdir())


def test_a_file_gets_its_name_when_it_is_whole(folder):
    """Before its end there is nothing under the name; size and hash are those of the bytes."""
    sizes: list[int] = []

    def pieces():
        yield b"abc"
        assert names(folder) == ["a.csv.part"]
        yield b"def"

    written = folder.write("a.csv", pieces(), sizes.append)
    assert folder.file("a.csv").read_bytes() == b"abcdef"
    assert (written.size, written.sha256) == (6, sha256(b"abcdef").hexdigest())
    assert sizes == [3, 6]
    assert folder.used() == 6


def test_what_breaks_off_leaves_nothing(folder):
    """Neither under its name nor under another."""

    def pieces():
        yield b"abc"
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        folder.write("a.csv", pieces(), lambda _: None)
    assert names(folder) == []


def test_there_is_a_limit_for_all_together(folder):
    """The one that would pass it is refused, and leaves nothing; a deleted one makes room."""
    folder.write("a.csv", [b"x" * 60], lambda _: None)
    with pytest.raises(ExportTooLargeError, match="100 bytes"):
        folder.write("b.csv", [b"x" * 60], lambda _: None)
    with pytest.raises(ExportTooLargeError, match="100 bytes"):
        folder.write("c.csv", [b"x"] * 60, lambda _: None)
    assert names(folder) == ["a.csv"]
    folder.remove("a.csv")
    folder.remove("a.csv")
    assert folder.write("b.csv", [b"x" * 60], lambda _: None).size == 60


def test_the_disk_is_left_room_for_mail(tmp_path):
    """Where the disk has less left than it must keep, nothing is written."""
    folder = ExportFolder(tmp_path, Room(most=1 << 60, reserve=1 << 60))
    with pytest.raises(ExportTooLargeError, match="mail that comes in"):
        folder.write("a.csv", [b"x"], lambda _: None)


def test_a_disk_that_fails_is_told(tmp_path):
    """In a sentence, whatever the system calls it."""
    (tmp_path / "exports").write_text("no folder")
    folder = ExportFolder(tmp_path / "exports", Room(most=100, reserve=0))
    with pytest.raises(ExportUnwritableError, match="cannot be written"):
        folder.write("a.csv", [b"x"], lambda _: None)


def test_a_sweep_leaves_only_what_is_known(folder):
    """Parts of files, and what it took to make them, do not outlive the server."""
    folder.path.mkdir()
    for name in ("a.csv", "b.csv", "b.csv.part"):
        (folder.path / name).write_text("x")
    (folder.path / "clawback-export-1").mkdir()
    (folder.path / "clawback-export-1" / "rows.duckdb").write_text("x")
    folder.sweep(["a.csv"])
    assert names(folder) == ["a.csv"]
