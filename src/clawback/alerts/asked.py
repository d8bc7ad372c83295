"""Policies as they are asked: filters read once, and what it takes to answer them known."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias

from clawback.alerts.policy import KeptPolicy, Policy
from clawback.filters.discretion import asked as fields_asked
from clawback.filters.discretion import reads_bodies
from clawback.filters.errors import FilterError
from clawback.filters.fields import FIELDS, Origin
from clawback.filters.lists import Lists, require, resolve
from clawback.filters.parse import parse
from clawback.filters.tagged import untagged
from clawback.filters.tree import Everything, Filter
from clawback.model.errors import ClawbackError
from clawback.model.tags import Tags

_LATER = frozenset({Origin.EVENTS, Origin.CLICKS, Origin.CORRECTED})
Saved: TypeAlias = Callable[[str], Filter]
"""What a saved query that everybody may read asks, by its id; raises `ClawbackError`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An enabled policy and its filter. `grows` is whether later events can make mail fit.

    `history` is whether only the store can answer, because it takes earlier mail.
    """

    policy: Policy
    tree: Filter
    grows: bool = False
    history: bool = False


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the filters of policies against the lists, tags and saved queries there are."""

    lists: Lists
    tags: Tags
    saved: Saved

    def tree(self, policy: Policy) -> Filter:
        """What its condition finds. Raises `FilterError`, and what a missing query raises."""
        condition = policy.condition
        if condition.query:
            tree = self.saved(condition.query)
            if reads_bodies(tree):
                raise FilterError("A saved query that asks about the body cannot raise alerts.")
        else:
            tree = parse(condition.filter) if condition.filter.strip() else Everything()
        require(tree, self.lists)
        return untagged(tree, self.tags)

    def asked(self, policy: Policy) -> Asked:
        """The policy as it is asked; raises as `tree` does."""
        tree = self.tree(policy)
        origins = {FIELDS[name].origin for name in fields_asked(tree) if name in FIELDS}
        return Asked(
            policy=policy,
            tree=tree,
            grows=bool(origins & _LATER),
            history=Origin.HISTORY in origins,
        )

    def known_lists(self, tree: Filter) -> dict[str, frozenset[str]]:
        """The entries of every list that the filter names."""
        return resolve(tree, self.lists)

    def checked(self, kept: KeptPolicy, channels: Iterable[str]) -> KeptPolicy:
        """The policy with why it cannot be asked, or told, any more."""
        missing = [
            one.channel for one in kept.policy.notify if one.channel not in frozenset(channels)
        ]
        if missing:
            return kept.with_trouble(f"There is no channel {missing[0]!r} in the settings.")
        try:
            self.tree(kept.policy)
        except ClawbackError as error:
            return kept.with_trouble(str(error))
        return kept
