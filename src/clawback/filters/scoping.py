"""Narrows a question to the part of the mail that somebody may see."""

from __future__ import annotations

from datetime import datetime

from clawback.filters.discretion import covered
from clawback.filters.match import match
from clawback.filters.tagged import at_domains, either, tagged_with, untagged
from clawback.filters.tree import Everything, Filter, Or, both
from clawback.model.delivery import Row
from clawback.model.scope import Scope
from clawback.model.tags import Tags


def within(tree: Filter, scope: Scope, tags: Tags) -> Filter:
    """The filter, and that the recipient is inside the scope, as `Scope.covers` tells it.

    Tags of the filter and of the scope have become recipients. A scope whose tags nobody has covers
    nothing: a tag that was taken out of the settings opens no mail.

    Raises:
        FilterError: the filter names a tag that does not exist.
        HeaderForbiddenError: it asks about a header that names recipients outside the scope.
    """
    return both(_inside(scope, tags), untagged(covered(tree, scope), tags))


def sees(row: Row, scope: Scope, tags: Tags, *, now: datetime) -> bool:
    """Whether a row may be shown to somebody with this scope."""
    return match(_inside(scope, tags), row, now=now)


def _inside(scope: Scope, tags: Tags) -> Filter:
    if scope.everywhere:
        return Everything()
    tagged = tagged_with(scope.tags, tags)
    parts = list(tagged.parts) if isinstance(tagged, Or) else [tagged]
    return either([*parts, *at_domains(sorted(scope.domains))])
