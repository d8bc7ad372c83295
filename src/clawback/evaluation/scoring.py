"""Right and wrong in numbers. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from clawback.evaluation.labels import CLEAN


@dataclass(frozen=True, slots=True, kw_only=True)
class Clustered:
    """How well mail was put together, counted in pairs of mails.

    Of pairs in one cluster with mail of a campaign, `precision` are of one campaign; of pairs of
    one campaign, `recall` are in one cluster. Both are 1 where there is no pair. Clean mails that
    are together with each other are left out: mailings may be.
    """

    mails: int
    campaigns: int
    clusters: int
    precision: float
    recall: float


def clustered(pairs: Sequence[tuple[str, Hashable]]) -> Clustered:
    """From the label and the cluster of each mail."""
    together = Counter(pairs)
    by_label = Counter(label for label, _ in pairs)
    by_cluster = Counter(cluster for _, cluster in pairs)
    clean = Counter(cluster for label, cluster in pairs if label == CLEAN)
    right = sum(_pairs(count) for (label, _), count in together.items() if label != CLEAN)
    beside = sum(map(_pairs, by_cluster.values())) - sum(map(_pairs, clean.values()))
    whole = sum(_pairs(count) for label, count in by_label.items() if label != CLEAN)
    return Clustered(
        mails=len(pairs),
        campaigns=len(by_label.keys() - {CLEAN}),
        clusters=len(by_cluster),
        precision=right / beside if beside else 1.0,
        recall=right / whole if whole else 1.0,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Investigated:
    """What one investigation found in its malicious clusters, in mails.

    One that begins with clean mail has no wave, and should find nothing.
    """

    label: str
    wave: int
    found: int
    clean: int
    others: int  # of another campaign

    @property
    def recall(self) -> float:
        return self.found / self.wave if self.wave else 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What investigations found in all: the average and the least share of a wave; wrong mails.

    `waves` are the investigations that began with mail of a campaign. `precision` is the share of
    mail in malicious clusters that is no clean mail.
    """

    investigations: int
    waves: int
    recall: float
    least: float
    precision: float
    clean: int


def investigated(
    label: str, truth: Iterable[tuple[Hashable, str]], found: AbstractSet[Hashable]
) -> Investigated:
    """From the label of each mail, and the mails of malicious clusters."""
    count = Counter((_whose(label, one), name in found) for name, one in truth)
    return Investigated(
        label=label,
        wave=count["own", True] + count["own", False],
        found=count["own", True],
        clean=count["clean", True],
        others=count["other", True],
    )


def found_in_all(cases: Collection[Investigated]) -> Found:
    """The figures of several."""
    named = sum(one.found + one.clean + one.others for one in cases)
    clean = sum(one.clean for one in cases)
    shares = [one.recall for one in cases if one.label != CLEAN]
    return Found(
        investigations=len(cases),
        waves=len(shares),
        recall=sum(shares) / len(shares) if shares else 1.0,
        least=min(shares, default=1.0),
        precision=1 - clean / named if named else 1.0,
        clean=clean,
    )


def _whose(label: str, other: str) -> str:
    if other == CLEAN:
        return "clean"
    return "own" if other == label else "other"


def _pairs(count: int) -> int:
    return count * (count - 1) // 2
