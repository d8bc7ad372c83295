"""The scope of what is kept, as a column, and asked for in one statement."""

from __future__ import annotations

import json

from sqlalchemy import Column, ColumnElement, select, true

from clawback.database import Connection
from clawback.model.scope import EVERYWHERE, Scope


def written(scope: Scope) -> str:
    """Canonical JSON; empty for everywhere."""
    if scope.everywhere:
        return ""
    return json.dumps([sorted(scope.domains), sorted(scope.tags)], separators=(",", ":"))


def scope_of(text: str) -> Scope:
    """The scope that `written` wrote."""
    if not text:
        return EVERYWHERE
    domains, tags = json.loads(text)
    return Scope(frozenset(domains), frozenset(tags))


def included(connection: Connection, column: Column[str], scope: Scope) -> ColumnElement[bool]:
    """The condition that `scope` includes the column's; `Scope.includes` decides.

    There are as many scopes as there are kinds of people, so all of them can be looked at.
    """
    if scope.everywhere:
        return true()
    every = connection.scalars(select(column).distinct())
    return column.in_([text for text in every if scope.includes(scope_of(text))])
