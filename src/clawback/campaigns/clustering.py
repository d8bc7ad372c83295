"""Mail is put to its like as it comes: once, in the order of time, without reconsidering.

Banding by Broder's numbers (Haider 2009 for mail): what shares a band is compared, and what is
alike enough joins. A cluster is remembered by a few of its mails, its representatives.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from clawback.campaigns.signature import Signature, likeness

ALIKE = 0.5  # at least; less is chance
_DRIFTED = 0.8  # who is less like its representative represents the cluster, too
WINDOW = timedelta(days=30)
_SWEPT_EVERY = timedelta(days=1)


class MatchedBy(StrEnum):
    """What made a mail one of a cluster."""

    WORDS = "words"
    SHAPE = "shape"
    FIRST = "first"


@dataclass(frozen=True, slots=True)
class Assigned:
    """The cluster of a mail; `likeness` is that of the words, 1 for the first of a cluster.

    `represents` is whether later mail will be compared with this one, so that it must be kept to
    know the same after a start.
    """

    cluster: str
    matched_by: MatchedBy
    likeness: float
    represents: bool


@dataclass(frozen=True, slots=True)
class _Match:
    at: int
    matched_by: MatchedBy
    likeness: float


class Clustering:
    """All clusters of the last 30 days, for one thread at a time. Some 600 bytes a mail.

    Who uses it names the clusters, keeps their representatives, and gives them back with
    `remember` after a start, in any order.
    """

    def __init__(self) -> None:
        self._keys: dict[int, int] = {}
        self._words: list[bytes] = []
        self._clusters: list[str] = []
        self._seen = array("q")  # seconds
        self._swept = 0

    def assign(self, signature: Signature, at: datetime, fresh: Callable[[], str]) -> Assigned:
        """The cluster of a mail that came then; `fresh` names a new one, if it needs one.

        A mail that tells nothing is a cluster of its own that nothing joins.
        """
        moment = int(at.timestamp())
        self._sweep(moment)
        match = self._match(signature, moment)
        if match is None:
            cluster, kept = fresh(), signature.tells
            if kept:
                self._represent(signature, cluster, moment)
            return Assigned(cluster, MatchedBy.FIRST, 1.0, kept)
        self._seen[match.at] = max(self._seen[match.at], moment)
        cluster, drifted = self._clusters[match.at], match.likeness < _DRIFTED
        if drifted:
            self._represent(signature, cluster, moment)
        return Assigned(cluster, match.matched_by, match.likeness, drifted)

    def nearest(self, signature: Signature, at: datetime) -> str:
        """The cluster that a mail would join that came then; empty where it would be the first."""
        match = self._match(signature, int(at.timestamp()))
        return "" if match is None else self._clusters[match.at]

    def remember(self, signature: Signature, cluster: str, seen: datetime) -> None:
        """A representative of before."""
        self._represent(signature, cluster, int(seen.timestamp()))

    def _match(self, signature: Signature, moment: int) -> _Match | None:
        """The likest by words; else one that looks the same."""
        found: _Match | None = None
        for at in self._near(signature.bands, moment):
            alike = likeness(signature.words, self._words[at])
            if alike >= ALIKE and (found is None or alike > found.likeness):
                found = _Match(at, MatchedBy.WORDS, alike)
        if found is not None:
            return found
        for at in self._near(signature.shapes, moment):
            words = self._words[at]
            alike = likeness(signature.words, words) if words and signature.words else 0.0
            return _Match(at, MatchedBy.SHAPE, alike)
        return None

    def _near(self, keys: Sequence[int], moment: int) -> Iterator[int]:
        """Representatives with one of these keys, each once, that are not too far away in time."""
        window, known = WINDOW.total_seconds(), set[int]()
        for key in keys:
            at = self._keys.get(key)
            if at is not None and at not in known:
                known.add(at)
                if abs(moment - self._seen[at]) <= window:
                    yield at

    def _represent(self, signature: Signature, cluster: str, moment: int) -> None:
        """The newest representative has the keys, so that a cluster may drift with its sender."""
        at = len(self._words)
        self._words.append(signature.words)
        self._clusters.append(cluster)
        self._seen.append(moment)
        for key in (*signature.bands, *signature.shapes):
            self._keys[key] = at

    def _sweep(self, moment: int) -> None:
        """Once a day of mail, what is out of the window is forgotten."""
        if moment - self._swept < _SWEPT_EVERY.total_seconds():
            return
        self._swept = moment
        oldest = moment - WINDOW.total_seconds()
        kept = [at for at in sorted(set(self._keys.values())) if self._seen[at] >= oldest]
        moved = {at: new for new, at in enumerate(kept)}
        self._keys = {key: moved[at] for key, at in self._keys.items() if at in moved}
        self._words = [self._words[at] for at in kept]
        self._clusters = [self._clusters[at] for at in kept]
        self._seen = array("q", (self._seen[at] for at in kept))

    def __len__(self) -> int:
        return len(self._words)
