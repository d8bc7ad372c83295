"""Which part of the organisation's mail somebody may see and act on."""

from __future__ import annotations

import json
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scope:
    """Recipients by domain or by tag; a recipient that has one of either is inside.

    `domains` are lower-case and stand for themselves alone, not for their subdomains. Empty in both
    means everywhere.
    """

    domains: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()

    @property
    def everywhere(self) -> bool:
        return not (self.domains or self.tags)

    def covers(self, recipient: str, tags: frozenset[str]) -> bool:
        """Whether a recipient with these tags is inside."""
        domain = recipient.rpartition("@")[2].lower()
        return self.everywhere or domain in self.domains or bool(self.tags & tags)

    def includes(self, other: Scope) -> bool:
        """Whether every recipient inside the other is inside this one, whoever has which tags."""
        if self.everywhere or other.everywhere:
            return self.everywhere
        return other.domains <= self.domains and other.tags <= self.tags


EVERYWHERE = Scope()


def scope_text(scope: Scope) -> str:
    """Canonical JSON, to be kept; empty for everywhere."""
    if scope.everywhere:
        return ""
    return json.dumps([sorted(scope.domains), sorted(scope.tags)], separators=(",", ":"))


def read_scope(text: str) -> Scope:
    """The scope that `scope_text` wrote."""
    if not text:
        return EVERYWHERE
    domains, tags = json.loads(text)
    return Scope(frozenset(domains), frozenset(tags))
