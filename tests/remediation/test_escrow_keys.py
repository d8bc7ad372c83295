"""The keys of the escrow are made once, kept private, and never lost by a rotation."""

from __future__ import annotations

import pytest

from clawback.remediation.escrow_keys import KEY_FILE, EscrowKeys, EscrowUnusableError


def test_the_first_key_is_made_when_it_is_needed(tmp_path):
    """No file before; then one for its owner alone, the same for every later start."""
    keys = EscrowKeys(tmp_path)
    assert not (tmp_path / KEY_FILE).exists()
    current = keys.current()
    assert (tmp_path / KEY_FILE).stat().st_mode & 0o777 == 0o600
    assert EscrowKeys(tmp_path).current() == current
    assert [path.name for path in tmp_path.iterdir()] == [KEY_FILE]


def test_rotation_adds_a_key(tmp_path):
    """The new key seals, the old ones open."""
    keys = EscrowKeys(tmp_path)
    old, secret = keys.current()
    fresh = keys.rotate()
    assert keys.current()[0] == fresh
    assert EscrowKeys(tmp_path).named(old) == secret


def test_to_open_makes_no_key(tmp_path):
    """A lost file is not replaced by another key behind people's backs."""
    with pytest.raises(EscrowUnusableError):
        EscrowKeys(tmp_path).named("00" * 8)
    assert not (tmp_path / KEY_FILE).exists()


@pytest.mark.parametrize("content", ["", "x", "aa bb\n", "aa zz\n", "a b c\n", "\xff"])
def test_a_file_that_holds_no_keys_is_refused(tmp_path, content):
    """Nothing is sealed with a key that nobody can read again."""
    (tmp_path / KEY_FILE).write_text(content, encoding="latin-1")
    with pytest.raises(EscrowUnusableError):
        EscrowKeys(tmp_path).current()


def test_an_unknown_key_says_what_to_do(tmp_path):
    """The sentence names the file, not a path."""
    keys = EscrowKeys(tmp_path)
    keys.current()
    with pytest.raises(EscrowUnusableError, match=f"not in {KEY_FILE} in the data folder"):
        keys.named("00" * 8)
