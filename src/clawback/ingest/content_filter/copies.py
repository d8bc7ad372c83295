"""What recipients get of a mail, and who get the same. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from clawback.ingest.content_filter.arrived import doubled
from clawback.ingest.gate.header import HeaderChange
from clawback.ingest.gate.rewriting import Rewriting, applied
from clawback.model.first_name import FIELD
from clawback.model.labelled import Labelled

_TOGETHER = 32 * 1024 * 1024  # bytes of copies in memory for one mail


class Fate(Labelled):
    """What became of a mail's links for one recipient."""

    REWRITTEN = "rewritten", "Changed"
    LEFT = "left", "Nothing to change"
    UNREAD = "unread", "It could not be read within the limits"
    LATE = "late", "There was no time left"
    LARGE = "large", "It is too large"
    FAILED = "failed", "Clawback stumbled over it"


class Made(NamedTuple):
    """A mail for one recipient, and what became of its links."""

    content: bytes
    fate: Fate


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """One content for the recipients at these places of the envelope.

    `pieces` give it as it goes over the wire; `size` is not told where it is not known.
    """

    to: tuple[int, ...]
    pieces: Callable[[], Iterable[bytes]] = field(repr=False)
    size: int | None = None


def grouped(contents: Mapping[int, bytes]) -> list[Copy]:
    """The fewest copies in which all get their own of `contents`, which are by place.

    They are ordered by the first of their recipients.
    """
    places: dict[bytes, list[int]] = {}
    for place, content in sorted(contents.items()):
        places.setdefault(content, []).append(place)
    return [_copy(tuple(those), content) for content, those in places.items()]


def batches(recipients: int, size: int) -> Iterator[range]:
    """The places of the recipients whose copies of a mail of this size are in memory together."""
    most = max(1, _TOGETHER // max(size, 1))
    for first in range(0, recipients, most):
        yield range(first, min(first + most, recipients))


def noted(raw: bytes, fate: Fate, most: int = 0) -> Made:
    """The mail with a line that says why its links were left; as it is where none can be added."""
    said = HeaderChange(name=FIELD, place=0, value=f"not rewritten; {fate.value}".encode("ascii"))
    content = applied(raw, Rewriting(header=(said,))) or raw
    return Made(raw if too_large(content, most) else content, fate)


def too_large(content: bytes, most: int) -> bool:
    """Whether the next hop would not take it, if it takes `most` bytes (0: any number)."""
    return bool(most) and len(content) > most


def _copy(to: tuple[int, ...], content: bytes) -> Copy:
    return Copy(to=to, pieces=lambda: (doubled(content),), size=len(content))
