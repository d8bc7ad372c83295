"""Seals and the key behind them."""

from __future__ import annotations

import stat

import pytest

from clawback.remediation.seal import KEY_FILE, KeyUnusableError, SealBrokenError, Sealed, Seals


def test_a_seal_fits_only_what_was_sealed():
    """Another kind, another part, another key: broken."""
    seals = Seals(b"k" * 32)
    seal = seals.seal("vote", ["R-1", 1, None, ["a"]])
    seals.require(seal, "vote", ["R-1", 1, None, ["a"]])
    lies: list[tuple[str, Sealed]] = [
        ("start", ["R-1", 1, None, ["a"]]),
        ("vote", ["R-2", 1, None, ["a"]]),
    ]
    for kind, parts in lies:
        with pytest.raises(SealBrokenError):
            seals.require(seal, kind, parts)
    for wrong in ("", "é", seal.upper(), Seals(b"x" * 32).seal("vote", ["R-1", 1, None, ["a"]])):
        with pytest.raises(SealBrokenError):
            seals.require(wrong, "vote", ["R-1", 1, None, ["a"]])


def test_the_key_is_made_once_for_its_owner(tmp_path):
    """It is there after the first start, readable by nobody else, and stays the same."""
    first = Seals.in_folder(tmp_path).seal("x", [])
    assert stat.S_IMODE((tmp_path / KEY_FILE).stat().st_mode) == 0o600
    assert Seals.in_folder(tmp_path).seal("x", []) == first
    assert [path.name for path in tmp_path.iterdir()] == [KEY_FILE]


@pytest.mark.parametrize("content", ["", "no hex", "00" * 31])
def test_a_key_that_is_none(tmp_path, content):
    """A damaged key is said to be one, and not replaced."""
    (tmp_path / KEY_FILE).write_text(content)
    with pytest.raises(KeyUnusableError, match=r"backup|32 bytes"):
        Seals.in_folder(tmp_path)
    assert (tmp_path / KEY_FILE).read_text() == content
