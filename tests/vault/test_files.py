"""What is sealed opens as what it was, for whom it was sealed, and as nothing else."""

from __future__ import annotations

import os

import pytest

from clawback.vault.files import SealedFileMissingError, SealedFiles
from clawback.vault.keys import VaultKeys, VaultUnusableError


@pytest.fixture
def files(tmp_path):
    return SealedFiles(tmp_path / "box", VaultKeys(tmp_path / "box.key"), form=b"form-1\n")


def test_it_opens_for_its_owner_alone(files, tmp_path):
    """The bytes come back; another owner's name opens nothing, and no word stands in the clear."""
    sealed = files.put("one", b"canary")
    assert files.open("one", sealed.file) == b"canary"
    with pytest.raises(VaultUnusableError, match="changed on the disk"):
        files.open("two", sealed.file)
    assert b"canary" not in b"".join(p.read_bytes() for p in tmp_path.rglob("*") if p.is_file())


def test_equal_words_make_files_of_their_own(files):
    """Whoever sees the folder does not learn who got the same mail."""
    assert files.put("one", b"same").file != files.put("one", b"same").file


def test_what_is_gone_is_missing(files):
    """Removing twice is no trouble; opening then says what is missing."""
    sealed = files.put("one", b"x")
    assert files.there(sealed.file)
    files.remove(sealed.file)
    files.remove(sealed.file)
    assert not files.there(sealed.file)
    with pytest.raises(SealedFileMissingError):
        files.open("one", sealed.file)


def test_orphans_are_those_that_belong_to_nothing(files, tmp_path):
    """Of the old files only those go that nobody knows."""
    kept, lost, young = (files.put(name, b"x").file for name in ("a", "b", "c"))
    for name in (kept, lost):
        os.utime(tmp_path / "box" / name[:2] / name, (10, 10))
    assert files.remove_orphans({kept}, files.older_than(20)) == 1
    assert (files.there(kept), files.there(lost), files.there(young)) == (True, False, True)


def test_a_disk_that_takes_nothing(files, tmp_path):
    """The sentence says that it could not be written."""
    (tmp_path / "box").write_text("in the way")
    with pytest.raises(VaultUnusableError, match="cannot be written"):
        files.put("one", b"x")
