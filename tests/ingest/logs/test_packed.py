"""Logs as they lie on a disk: plain, compressed, cut short, damaged."""

from __future__ import annotations

import bz2
import gzip
import lzma

import pytest
import zstandard

from clawback.ingest.logs.packed import PackedError, lines_of

TEXT = b"".join(b"Nov 30 12:00:%02d mx postfix/qmgr[1]: A%d: removed\n" % (n, n) for n in range(60))
PACKED = {
    "plain": bytes,
    "gzip": gzip.compress,
    "xz": lzma.compress,
    "bzip2": bz2.compress,
    "zstandard": zstandard.compress,
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
    path.write_bytes(zstandard.compress(TEXT) + b"and more")
    assert read(path) == (TEXT.splitlines(), "it is damaged; what comes before that was read")


def test_frames_of_zstandard_are_read_one_after_the_other(tmp_path):
    """As parallel packers write them, however small each is."""
    path = tmp_path / "mail.log.zst"
    path.write_bytes(b"".join(zstandard.compress(line) for line in TEXT.splitlines(keepends=True)))
    assert read(path) == (TEXT.splitlines(), "")


def test_a_file_that_cannot_be_opened_says_so(tmp_path):
    """With the system's word for why."""
    assert "cannot be read: No such file" in read(tmp_path / "none")[1]
