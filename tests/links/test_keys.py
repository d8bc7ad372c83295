"""Keys of protected links are made once, kept private, followed by others, and good for a while."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from clawback.links.keys import KEY_FILE, LinkKeys, LinkKeysUnusableError
from clawback.model.clock import FixedClock

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)


def _keys(folder, now=NOW, **more):
    return LinkKeys(folder, FixedClock(now), **more)


def test_the_first_key_is_made_to_sign(tmp_path):
    """To check makes none; to sign makes one, for its owner alone and for every later start."""
    assert _keys(tmp_path).known().keys == ()
    assert not (tmp_path / KEY_FILE).exists()
    ring = _keys(tmp_path).ring()
    assert (tmp_path / KEY_FILE).stat().st_mode & 0o777 == 0o600
    assert _keys(tmp_path).ring() == ring
    assert [path.name for path in tmp_path.iterdir()] == [KEY_FILE]


def test_a_rotation_is_seen_by_who_has_the_ring_open(tmp_path):
    """Another process signs with the new key at once, and still opens links of the old one."""
    held = _keys(tmp_path)
    old = held.ring().current
    fresh = _keys(tmp_path, NOW + timedelta(days=1)).rotate()
    assert held.ring().current == fresh
    assert fresh.number == old.number + 1
    kept = held.ring().named(old.number)
    assert kept is not None
    assert kept.secret == old.secret
    assert kept.followed_at == fresh.made_at


def test_a_key_is_good_for_the_overlap(tmp_path):
    """Until it is followed for ever, then for so long and not a moment longer."""
    keys = _keys(tmp_path, overlap=timedelta(days=30))
    old = keys.ring().current
    assert keys.ring().opens(old, NOW + timedelta(days=9_000))
    keys.rotate()
    ring = keys.ring()
    followed = ring.keys[0]
    assert ring.good_until(followed) == NOW + timedelta(days=30)
    assert ring.opens(followed, NOW + timedelta(days=30, seconds=-1))
    assert not ring.opens(followed, NOW + timedelta(days=30))


@pytest.mark.parametrize(
    "content",
    [
        "",
        "x",
        "1 2026-01-01T00:00:00+00:00 aa\n",
        f"0 2026-01-01T00:00:00+00:00 {'aa' * 32}\n",
        f"1 yesterday {'aa' * 32}\n",
        f"1 2026-01-01T00:00:00+00:00 {'aa' * 32}\n" * 2,
        "\xff",
    ],
)
def test_a_file_that_holds_no_keys_is_refused(tmp_path, content):
    """Nothing is signed with a key that nobody can read again, and the file is left as it is."""
    (tmp_path / KEY_FILE).write_text(content, encoding="latin-1")
    for use in (_keys(tmp_path).ring, _keys(tmp_path).known, _keys(tmp_path).rotate):
        with pytest.raises(LinkKeysUnusableError):
            use()
    assert (tmp_path / KEY_FILE).read_text(encoding="latin-1") == content


def test_a_key_is_not_shown(tmp_path):
    """Whatever prints a ring prints no secret."""
    ring = _keys(tmp_path).ring()
    assert ring.current.secret.hex() not in repr(ring)
    assert repr(ring.current.secret) not in repr(ring)
