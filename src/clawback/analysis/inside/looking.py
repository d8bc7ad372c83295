"""What lies in the files of one mail, file in file, until a limit is reached.

What opens a kind of file is loaded with the first of that kind, so that mail without attachments
pays nothing. Whatever goes wrong in a file ends with that file.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from importlib import import_module
from typing import TypeAlias

from clawback.analysis.filetypes import file_type
from clawback.analysis.inside.budget import Budget
from clawback.analysis.inside.finds import (
    Code,
    Cut,
    Find,
    Inner,
    LimitReachedError,
    Link,
    Mark,
    Text,
)
from clawback.analysis.inside.passwords import Passwords
from clawback.analysis.limits import Limit
from clawback.analysis.links import absolute
from clawback.analysis.urls.collect import UrlCollector
from clawback.analysis.visible import plain_name
from clawback.model.attachment import Attachment, FileMark
from clawback.model.url import UrlSource

Opener: TypeAlias = Callable[[bytes, Budget, Passwords], Iterator[Find]]

_ROOM = "clawback.analysis.inside."
_ARCHIVES: Mapping[str, tuple[str, str]] = {
    "zip": ("archives", "zip_finds"),
    "tar": ("archives", "tar_finds"),
    "gzip": ("archives", "gzip_finds"),
    "bzip2": ("archives", "bzip2_finds"),
    "xz": ("archives", "xz_finds"),
}
_OPENERS: Mapping[str, tuple[str, str]] = {
    **_ARCHIVES,
    **dict.fromkeys(("docx", "xlsx", "pptx", "odf"), ("office", "office_finds")),
    **dict.fromkeys(("doc", "xls", "ppt", "ole", "msg"), ("old_office", "old_office_finds")),
    **dict.fromkeys(("rtf", "onenote"), ("old_office", "old_office_finds")),
    **dict.fromkeys(("png", "jpeg", "gif", "webp", "bmp"), ("pictures", "picture_finds")),
    "pdf": ("pdf", "pdf_finds"),
}
# Of the mail's own files these are read with its text.
_TEXTS: Mapping[str, tuple[str, str]] = {
    **dict.fromkeys(("html", "svg"), ("texts", "page_finds")),
    **dict.fromkeys(("text", "ics", "url", "xml", "script", "vcard"), ("texts", "text_finds")),
}
_MAIL = ("texts", "mail_finds")
_WRAPPERS = frozenset(("gzip", "bzip2", "xz"))  # of one file; a level less deep
_CLOSED = frozenset(
    ("rar", "7z", "cab", "arj", "lha", "zstd", "iso", "vhd", "vhdx", "chm", "tnef", "jar", "apk")
)
_NAME_LIMIT = 1_024
_WEB = ("http://", "https://", "ftp://")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Waiting:
    """A file that is still to be looked into; `depth` counts the archives around it."""

    at: int
    content: bytes
    depth: int


class Looker:
    """Looks into files; what they hold goes to `urls`, `files` and `cuts`."""

    def __init__(
        self,
        urls: UrlCollector,
        budget: Budget,
        passwords: Passwords,
    ) -> None:
        self._urls = urls
        self._budget = budget
        self._passwords = passwords
        self._waiting: deque[_Waiting] = deque()
        self.files: list[Attachment] = []
        self.cuts: set[Limit] = set()

    def look(self, files: list[tuple[Attachment, bytes]]) -> None:
        """Looks into the files of a mail, then into what was in them."""
        self.files = [attachment for attachment, _ in files]
        for at, (_, content) in enumerate(files):
            self._waiting.append(_Waiting(at=at, content=content, depth=0))
        while self._waiting:
            self._open(self._waiting.popleft())

    def code(self, text: str) -> None:
        """What a QR code says becomes a link where it is one."""
        text = text.strip()
        if text.lower().startswith(_WEB):
            self._urls.add(text, UrlSource.QR_CODE)
        elif ":" not in text.partition("/")[0] and not set(text) & set(" \n"):
            self._urls.add(absolute(text, "") or "", UrlSource.QR_CODE)
        else:
            self._urls.add_text(text, UrlSource.QR_CODE)

    def guarded(self, finds: Iterator[Find], at: int | None = None, depth: int = 0) -> None:
        """Takes what is found; limits, faults and a lack of memory end the file, not the mail."""
        try:
            for find in finds:
                self._take(find, at, depth)
        except LimitReachedError as reached:
            self.cuts.add(reached.limit)
        except MemoryError:
            self.cuts.add(Limit.ATTACHMENT_MEMORY)
        except Exception:  # noqa: BLE001 - libraries raise what they like on hostile bytes
            self._mark(at, FileMark.DAMAGED)

    def _open(self, one: _Waiting) -> None:
        kind = self.files[one.at].file_type
        if kind in _CLOSED:
            self._mark(one.at, FileMark.NOT_OPENED)
        found = self._opener(one)
        if found is None or not one.content:
            return
        if (kind in _ARCHIVES or kind == "eml") and one.depth >= self._budget.limits.archive_depth:
            self.cuts.add(Limit.ARCHIVE_DEPTH)
            self._mark(one.at, FileMark.NOT_OPENED)
            return
        opener: Opener = getattr(import_module(_ROOM + found[0]), found[1])
        deeper = one.depth + (kind not in _WRAPPERS)
        self.guarded(opener(one.content, self._budget, self._passwords), one.at, deeper)

    def _opener(self, one: _Waiting) -> tuple[str, str] | None:
        file = self.files[one.at]
        if file.file_type == "eml":  # attached messages were taken apart with the mail
            return None if file.declared_type.startswith("message/") else _MAIL
        return _OPENERS.get(file.file_type) or (_TEXTS.get(file.file_type) if file.inside else None)

    def _take(self, find: Find, at: int | None, depth: int) -> None:
        match find:
            case Link():
                self._urls.add(absolute(find.url, "") or find.url, UrlSource.ATTACHMENTS)
            case Text():
                self._urls.add_text(find.text, UrlSource.ATTACHMENTS, weak=find.weak)
            case Code():
                self.code(find.text)
                self._mark(at, FileMark.CODE)
            case Mark():
                self._mark(at, find.mark)
            case Cut():
                self.cuts.add(find.limit)
            case Inner():
                self._add(find, at, depth)

    def _mark(self, at: int | None, mark: FileMark) -> None:
        if at is not None and mark not in self.files[at].marks:
            known = self.files[at]
            self.files[at] = replace(known, marks=(*known.marks, mark))

    def _add(self, inner: Inner, at: int | None, depth: int) -> None:
        outer = self.files[at or 0]
        name = inner.name or _unwrapped_name(outer.name)
        file = Attachment(
            name=plain_name(name)[:_NAME_LIMIT],
            declared_type="",
            file_type=file_type(inner.content),
            size=inner.size,
            sha256=inner.sha256,
            complete=bool(inner.sha256),
            inside="/".join(filter(None, (outer.inside, outer.name)))[:_NAME_LIMIT],
            marks=inner.marks,
        )
        self.files.append(file)
        if inner.content:
            self._waiting.append(
                _Waiting(at=len(self.files) - 1, content=inner.content, depth=depth)
            )


def _unwrapped_name(name: str) -> str:
    stem, _, ending = name.rpartition(".")
    return f"{stem}.tar" if ending.lower() == "tgz" else stem or name
