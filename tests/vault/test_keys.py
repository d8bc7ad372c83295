"""The keys of a vault are made once, kept private, and never lost by a rotation."""

from __future__ import annotations

import pytest

from clawback.vault.keys import VaultKeys, VaultUnusableError

KEY_FILE = "some.key"


def test_the_first_key_is_made_when_it_is_needed(tmp_path):
    """No file before; then one for its owner alone, the same for every later start."""
    keys = VaultKeys(tmp_path / KEY_FILE)
    assert not (tmp_path / KEY_FILE).exists()
    current = keys.current()
    assert (tmp_path / KEY_FILE).stat().st_mode & 0o777 == 0o600
    assert VaultKeys(tmp_path / KEY_FILE).current() == current
    assert [path.name for path in tmp_path.iterdir()] == [KEY_FILE]


def test_rotation_adds_a_key(tmp_path):
    """The new key seals, the old ones open."""
    keys = VaultKeys(tmp_path / KEY_FILE)
    old, secret = keys.current()
    fresh = keys.rotate()
    assert keys.current()[0] == fresh
    assert VaultKeys(tmp_path / KEY_FILE).named(old) == secret


def test_to_open_makes_no_key(tmp_path):
    """A lost file is not replaced by another key behind people's backs."""
    with pytest.raises(VaultUnusableError):
        VaultKeys(tmp_path / KEY_FILE).named("00" * 8)
    assert not (tmp_path / KEY_FILE).exists()


@pytest.mark.parametrize("content", ["", "x", "aa bb\n", "aa zz\n", "a b c\n", "\xff"])
def test_a_file_that_holds_no_keys_is_refused(tmp_path, content):
    """Nothing is sealed with a key that nobody can read again."""
    (tmp_path / KEY_FILE).write_text(content, encoding="latin-1")
    with pytest.raises(VaultUnusableError):
        VaultKeys(tmp_path / KEY_FILE).current()


def test_an_unknown_key_says_what_to_do(tmp_path):
    """The sentence names the file, not a path."""
    keys = VaultKeys(tmp_path / KEY_FILE)
    keys.current()
    with pytest.raises(VaultUnusableError, match=f"not in {KEY_FILE} in the data folder"):
        keys.named("00" * 8)
