"""Logs as they lie on a disk: plain, compressed, cut short, damaged."""

from __future__ import annotations

import bz2
import gzip
import lzma

import pytest

from clawback.ingest.logs.packed import PackedError, lines_of

TEXT = b"".join(b"Nov 30 12:00:%02d mx postfix/qmgr[1]: A%d: removed\n" % (n, n) for n in range(60))
PACKED = {
    "plain": bytes,
    "gzip": gzip.compress,
    "xz": lzma.compress,
    "bzip2": bz2.compress,
}


def read(path):
    """The lines, and why there are no more."""
    lines: list[bytes] = []
    try:
        lines.extend(lines_of(path))  # what came before an error stays
    except PackedError as error:
        return lines, str(error)
    return lines, ""


@pytest.mark.parametrize("pack", PACKED.values(), ids=PACKED)
def test_a_log_is_read_however_it_is_packed(tmp_path, pack):
    """By its bytes, not by its name; a last line may lack its end."""
    path = tmp_path / "mail.log"
    path.write_bytes(pack(TEXT.rstrip(b"\n")))
    assert read(path) == (TEXT.splitlines(), "")


@pytest.mark.parametrize("pack", PACKED.values(), ids=PACKED)
def test_a_log_that_was_cut_short_says_so(tmp_path, pack):
    """As when the disk was full, or it is being written; what was never packed has no end."""
    path = tmp_path / "mail.log.gz"
    path.write_bytes(pack(TEXT)[:-9])
    assert pack is bytes or "its end is missing" in read(path)[1]


def test_a_log_that_is_damaged_says_so(tmp_path):
    """A sentence's end, and never a traceback."""
    path = tmp_path / "mail.log.gz"
    packed = bytearray(gzip.compress(TEXT))
    packed[20:40] = b"\xff" * 20
    path.write_bytes(packed)
    assert "it is damaged" in read(path)[1]


def test_what_is_not_unpacked_is_named(tmp_path):
    """With what to do; so is a file that cannot be opened."""
    path = tmp_path / "mail.log.zst"
    path.write_bytes(b"\x28\xb5\x2f\xfd" + bytes(9))
    assert "Zstandard; unpack it first" in read(path)[1]
    assert "cannot be read: No such file" in read(tmp_path / "none")[1]
