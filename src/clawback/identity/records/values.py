"""Values ↔ what a column holds."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime

from clawback.model.scope import Scope


def listed(values: Iterable[str]) -> str:
    """A set of texts as one."""
    return json.dumps(sorted(values), ensure_ascii=False, separators=(",", ":"))


def unlisted(text: str) -> frozenset[str]:
    """The set that `listed` made."""
    return frozenset(json.loads(text))


def scope_columns(scope: Scope) -> dict[str, str]:
    """The two columns of a scope."""
    return {"domains": listed(scope.domains), "tags": listed(scope.tags)}


def scope_of(domains: str, tags: str) -> Scope:
    """The scope that `scope_columns` made."""
    return Scope(unlisted(domains), unlisted(tags))


def aware(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def aware_or_none(seconds: float | None) -> datetime | None:
    return None if seconds is None else aware(seconds)


def seconds_or_none(moment: datetime | None) -> float | None:
    return None if moment is None else moment.timestamp()
