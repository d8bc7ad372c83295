"""Files in archives. Names are only read, nothing is ever written to a disk."""

from __future__ import annotations

import bz2
import lzma
import tarfile
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Protocol
from zipfile import ZipFile, ZipInfo

from clawback.analysis.inside.budget import Budget
from clawback.analysis.inside.finds import Find, Inner, LimitReachedError, Mark
from clawback.analysis.inside.passwords import Passwords
from clawback.analysis.inside.streams import unpacked
from clawback.analysis.limits import Limit
from clawback.model.attachment import FileMark

_LZMA_MEMORY = 64 * 1024 * 1024
_ENTRY = b"PK\x01\x02"
_LOCKED = 0x1  # of a zip entry's flags
_MOST_ENTRIES = 20_000  # each takes some microseconds to be listed, wanted or not


def zip_finds(content: bytes, budget: Budget, _passwords: Passwords) -> Iterator[Find]:
    """The files of a ZIP; locked ones by name and size."""
    locked = False
    with opened_zip(content) as archive:
        for entry in archive.infolist():
            if entry.is_dir():
                continue
            budget.member()
            if entry.flag_bits & _LOCKED:
                locked = True
                yield _locked(entry)
            else:
                yield entry_file(archive, entry, budget)
    if locked:
        yield Mark(mark=FileMark.ENCRYPTED)


def opened_zip(content: bytes) -> ZipFile:
    """Raises `LimitReachedError` where to list the entries alone would take long."""
    if content.count(_ENTRY) > _MOST_ENTRIES:
        raise LimitReachedError(Limit.ARCHIVE_MEMBERS)
    return ZipFile(BytesIO(content))


def entry_file(archive: ZipFile, entry: ZipInfo, budget: Budget) -> Inner:
    """One file of a ZIP, unpacked.

    The size that the archive claims is not believed: overlapping entries claim the same bytes.
    """
    with archive.open(entry) as file:
        return unpacked(entry.filename, file.read, packed=entry.compress_size, budget=budget)


def _locked(entry: ZipInfo) -> Inner:
    size = min(entry.file_size, 2**62)
    marks = (FileMark.ENCRYPTED,)
    return Inner(name=entry.filename, content=b"", size=size, sha256="", marks=marks)


def tar_finds(content: bytes, budget: Budget, _passwords: Passwords) -> Iterator[Find]:
    """The plain files of a tar; links and devices are passed over."""
    with tarfile.open(fileobj=BytesIO(content), mode="r:") as archive:
        for entry in archive:
            budget.check_time()
            budget.member()
            file = archive.extractfile(entry) if entry.isreg() else None
            if file is not None:
                yield unpacked(entry.name, file.read, packed=len(content), budget=budget)


class _Unpacker(Protocol):
    @property
    def eof(self) -> bool: ...

    def decompress(self, data: bytes, max_length: int = ..., /) -> bytes: ...


def gzip_finds(content: bytes, budget: Budget, _passwords: Passwords) -> Iterator[Find]:
    """The one file of a gzip."""
    machine, given = zlib.decompressobj(zlib.MAX_WBITS | 16), iter((content,))

    def read(most: int) -> bytes:
        return machine.decompress(machine.unconsumed_tail or next(given, b""), most)

    yield from _single(content, _until_end(lambda: machine.eof, read), budget)


def bzip2_finds(content: bytes, budget: Budget, _passwords: Passwords) -> Iterator[Find]:
    """The one file of a bzip2."""
    yield from _single(content, _fed(bz2.BZ2Decompressor(), content), budget)


def xz_finds(content: bytes, budget: Budget, _passwords: Passwords) -> Iterator[Find]:
    """The one file of an xz."""
    machine = lzma.LZMADecompressor(memlimit=_LZMA_MEMORY)
    yield from _single(content, _fed(machine, content), budget)


def _fed(machine: _Unpacker, content: bytes) -> Callable[[int], bytes]:
    given = iter((content,))
    return _until_end(lambda: machine.eof, lambda most: machine.decompress(next(given, b""), most))


def _until_end(ended: Callable[[], bool], read: Callable[[int], bytes]) -> Callable[[int], bytes]:
    return lambda most: b"" if ended() else read(most)


def _single(content: bytes, read: Callable[[int], bytes], budget: Budget) -> Iterator[Find]:
    budget.member()
    yield unpacked("", read, packed=len(content), budget=budget)
