"""Raw mails by hash."""

import hashlib

import pytest

from clawback.ingest.raw import RawFiles

RAW = b"Subject: x\r\n\r\nbody\r\n"
HASH = hashlib.sha256(RAW).hexdigest()


def test_what_is_put_is_got(tmp_path):
    """By its hash, in two levels of folders, and putting it again changes nothing."""
    files = RawFiles(tmp_path / "raw")
    assert files.get(HASH) is None
    files.put(HASH, RAW)
    files.put(HASH, b"something else")
    assert files.get(HASH) == RAW
    assert (tmp_path / "raw" / HASH[:2] / HASH[2:4] / HASH).is_file()


@pytest.mark.parametrize("name", ["", "../../etc/passwd", HASH.upper(), HASH + "0"])
def test_only_a_hash_names_a_file(tmp_path, name):
    """A name that comes from elsewhere cannot lead out of the folder."""
    with pytest.raises(ValueError, match="SHA-256"):
        RawFiles(tmp_path).get(name)


def test_what_is_removed_is_gone(tmp_path):
    """Removing says whether there was anything."""
    files = RawFiles(tmp_path)
    files.put(HASH, RAW)
    assert files.remove(HASH) is True
    assert files.get(HASH) is None
    assert files.remove(HASH) is False
