from __future__ import annotations

import pytest

from clawback.store.outbox import Outbox, OutboxUnwritableError


def test_a_file_is_gone_after_it_was_handed_out(tmp_path):
    """Its folder is for our own account alone, and stays empty."""
    outbox = Outbox.beside(tmp_path / "events.duckdb")
    with outbox.file("a") as path:
        path.write_bytes(b"x")
        assert outbox.folder.stat().st_mode & 0o777 == 0o700
    assert list(outbox.folder.iterdir()) == []


def test_what_a_killed_process_left_is_swept_out(tmp_path):
    """The next start takes the room back."""
    left = tmp_path / "events.outbox" / "old"
    left.mkdir(parents=True)
    Outbox.beside(tmp_path / "events.duckdb")
    assert not left.exists()


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path):
    """A full or read-only disk is told as such."""
    (tmp_path / "file").write_text("")
    outbox = Outbox.beside(tmp_path / "file" / "events.duckdb")
    with pytest.raises(OutboxUnwritableError, match="data folder"), outbox.file("a"):
        pass
