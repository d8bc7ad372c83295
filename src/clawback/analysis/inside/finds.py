"""What can be found in a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from clawback.analysis.limits import Limit
from clawback.model.attachment import FileMark


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An address that a click would open."""

    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Text in which links may stand; `weak` when nobody may ever see it."""

    text: str
    weak: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """What a QR code says."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Something about the file itself."""

    mark: FileMark


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A limit that was reached, while the rest of the file is still read."""

    limit: Limit


@dataclass(frozen=True, slots=True, kw_only=True)
class Inner:
    """A file within the file. `content` is empty where it was not kept; `size` in bytes."""

    name: str
    content: bytes
    size: int
    sha256: str
    marks: tuple[FileMark, ...] = ()


Find: TypeAlias = Link | Text | Code | Mark | Cut | Inner


class LimitReachedError(Exception):
    """No more of this file is looked into."""

    def __init__(self, limit: Limit) -> None:
        super().__init__(limit.value)
        self.limit = limit
