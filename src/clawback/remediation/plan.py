"""A frozen plan and its hash: what is agreed to is what is done.

The hash has two floors. Each block of at most 500 deliveries of one account has a digest of its
own (a *leaf*), so that a worker can check the deliveries in its hands without reading all the
others; the plan's hash is taken over the plan's own words and all leaves in order.
"""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from clawback.jobs.block import LARGEST_BLOCK, Planned, Settled
from clawback.model.errors import ConflictError
from clawback.model.scope import EVERYWHERE, Scope
from clawback.remediation.action import Action, Severity
from clawback.remediation.choice import WHOLE, Chosen, encode

FORMAT = 1  # of the canonical form; a change of form is a new number


class PlanMismatchError(ConflictError):
    """What would be done is not what the plan froze. Nothing was done; make a new plan."""

    code = "plan_mismatch"


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """A plan's own words: what is to be done, why, and how its deliveries were chosen.

    `since` is included, `until` is not. `undo_of` names the remediation this plan takes back;
    `action` is then the one taken back. `scope` is that of whoever froze it: only those see the
    plan whose own scope includes it. `sweep` looks for copies in every folder, however well the
    place of one is known; `senders_copy` takes in what senders of ours keep in Sent; `unread_only`
    leaves copies that have been read when their turn comes; `escrow_days` is how long a sealed copy
    of what is deleted for good is kept, 0 for not at all. `choice` says which of what the filter
    finds.
    """

    action: Action
    name: str
    severity: Severity
    description: str
    filter: str
    since: datetime | None
    until: datetime | None
    frozen_at: datetime
    undo_of: str | None = None
    sweep: bool = False
    senders_copy: bool = False
    unread_only: bool = False
    escrow_days: int = 0
    scope: Scope = EVERYWHERE
    choice: Chosen = WHOLE

    @property
    def choice_in_words(self) -> str:
        """Which deliveries, and where copies of them are looked for besides."""
        if self.undo_of:
            return f"Everything that {self.undo_of} changed."
        copies = " Also the copies in their senders' Sent folders." if self.senders_copy else ""
        sweep = " Copies are looked for in every folder." if self.sweep else ""
        unread = " Copies that have been read are left." if self.unread_only else ""
        chosen = self.choice.sentence(filtered=self._filtered)
        return f"{chosen}{copies}{sweep}{unread}"

    @property
    def _filtered(self) -> bool:
        return bool(self.filter.strip() or self.since or self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """The digest (SHA-256, hex) of the items `first` to `last`."""

    first: int
    last: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The frozen plan: words, leaves in order without a gap, and the hash over both."""

    terms: Terms
    leaves: tuple[Leaf, ...]
    hash: str

    def leaf_of(self, first: int, last: int) -> Leaf:
        """The leaf of a block; raises `PlanMismatchError` when the plan has none such."""
        at = bisect_right(self.leaves, first, key=lambda leaf: leaf.first) - 1
        if at < 0 or (self.leaves[at].first, self.leaves[at].last) != (first, last):
            raise PlanMismatchError
        return self.leaves[at]

    @property
    def intact(self) -> bool:
        """Whether words and leaves are those that were hashed."""
        return plan_hash(self.terms, self.leaves) == self.hash

    def trusted(self) -> Plan:
        """This plan if it is intact, else one that no item belongs to."""
        return self if self.intact else replace(self, leaves=())


def freeze(terms: Terms, shares: Sequence[Planned], settled: Sequence[Settled]) -> Plan:
    """The plan of these items, numbered as the ledger numbers them."""
    leaves = tuple(_leaves(shares, settled))
    return Plan(terms=terms, leaves=leaves, hash=plan_hash(terms, leaves))


def digest(payloads: Iterable[str]) -> str:
    """SHA-256 (hex) over payload lines, in order."""
    return hashlib.sha256("\n".join(payloads).encode("ascii")).hexdigest()


def plan_hash(terms: Terms, leaves: Iterable[Leaf]) -> str:
    """SHA-256 (hex) over the canonical JSON of the words, then one line for each leaf."""
    whole = hashlib.sha256(_canonical(terms).encode("ascii"))
    for leaf in leaves:
        whole.update(f"\n{leaf.first} {leaf.last} {leaf.digest}".encode("ascii"))
    return whole.hexdigest()


def _leaves(shares: Sequence[Planned], settled: Sequence[Settled]) -> Iterable[Leaf]:
    first = 0
    groups = [[one.payload for one in settled], *(share.payloads for share in shares)]
    for payloads in groups:
        for at in range(0, len(payloads), LARGEST_BLOCK):
            part = payloads[at : at + LARGEST_BLOCK]
            yield Leaf(first=first, last=first + len(part) - 1, digest=digest(part))
            first += len(part)


def _canonical(terms: Terms) -> str:
    words: dict[str, object] = {
        "action": terms.action.value,
        "description": terms.description,
        "filter": terms.filter,
        "format": FORMAT,
        "frozen_at": terms.frozen_at.isoformat(),
        "name": terms.name,
        "severity": terms.severity.value,
        "since": terms.since.isoformat() if terms.since else None,
        "undo_of": terms.undo_of,
        "until": terms.until.isoformat() if terms.until else None,
    }
    if not terms.scope.everywhere:  # left out otherwise: so older plans keep their hash
        words["scope"] = [sorted(terms.scope.domains), sorted(terms.scope.tags)]
    # Named only where chosen, so that plans frozen before there was a choice keep their hash.
    chosen = {
        "choice": encode(terms.choice),
        "escrow_days": terms.escrow_days,
        "senders_copy": terms.senders_copy,
        "sweep": terms.sweep,
        "unread_only": terms.unread_only,
    }
    words |= {name: value for name, value in chosen.items() if value}
    return json.dumps(words, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
