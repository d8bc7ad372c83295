"""The scope of what is kept, asked for in one statement."""

from __future__ import annotations

from sqlalchemy import Column, ColumnElement, select, true

from clawback.database import Connection
from clawback.model.scope import Scope, read_scope


def included(connection: Connection, column: Column[str], scope: Scope) -> ColumnElement[bool]:
    """The condition that `scope` includes the column's; `Scope.includes` decides.

    There are as many scopes as there are kinds of people, so all of them can be looked at.
    """
    if scope.everywhere:
        return true()
    every = connection.scalars(select(column).distinct())
    return column.in_([text for text in every if scope.includes(read_scope(text))])
