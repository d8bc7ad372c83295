"""The administrator's token in the data folder."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from clawback.identity.first_token import ensure_admin_token
from clawback.identity.memory import MemoryTokenRecords
from clawback.identity.tokens import TokenRefusedError, Tokens
from clawback.model.clock import FixedClock

NOW = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture
def tokens():
    return Tokens(MemoryTokenRecords(), FixedClock(NOW))


def test_the_first_start_makes_it(tokens, tmp_path):
    """The file is for its owner alone and opens everything an administrator may do."""
    path = ensure_admin_token(tokens, tmp_path)
    assert path.name == "admin.token"
    assert path.stat().st_mode & 0o777 == 0o600
    assert tokens.authenticate(path.read_text().strip()).role == "admin"
    assert {left.name for left in tmp_path.iterdir()} == {"admin.token", "clawback.lock"}


def test_later_starts_leave_it(tokens, tmp_path):
    """A token that works is not replaced."""
    before = ensure_admin_token(tokens, tmp_path).read_text()
    assert ensure_admin_token(tokens, tmp_path).read_text() == before
    assert len(tokens.every()) == 1


def test_deleting_it_rotates_it(tokens, tmp_path):
    """A deleted file is made anew, and the token that was in it stops working."""
    path = ensure_admin_token(tokens, tmp_path)
    before = path.read_text().strip()
    path.unlink()
    after = ensure_admin_token(tokens, tmp_path).read_text().strip()
    assert tokens.authenticate(after).role == "admin"
    with pytest.raises(TokenRefusedError):
        tokens.authenticate(before)


def test_servers_of_one_database_leave_each_others(tokens, tmp_path):
    """A server replaces the token of its own folder alone, and others keep theirs."""
    (one, two) = (tmp_path / name for name in ("one", "two"))
    for folder in (one, two):
        folder.mkdir()
    secrets = [ensure_admin_token(tokens, folder).read_text().strip() for folder in (one, two)]
    (two / "admin.token").unlink()
    ensure_admin_token(tokens, two)
    assert tokens.authenticate(secrets[0]).role == "admin"
    with pytest.raises(TokenRefusedError):
        tokens.authenticate(secrets[1])


def test_rubbish_in_the_file_is_replaced(tokens, tmp_path):
    """A damaged file does not keep the administrator out."""
    (tmp_path / "admin.token").write_bytes(b"\xff\xfe not a token")
    path = ensure_admin_token(tokens, tmp_path)
    assert tokens.authenticate(path.read_text().strip()).role == "admin"
