"""Who sees a saved query, and who may change it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from clawback.database import Connection
from clawback.identity.role import Permission
from clawback.identity.token import Owner
from clawback.model.actor import Actor
from clawback.queries.query import NotYoursError, QueryMissingError, SavedQuery, owner_of
from clawback.queries.records import saved

Present: TypeAlias = Callable[[str], Owner | None]
"""What an owner of queries may do and see now; `None` when they are gone."""


def may_change(actor: Actor, query: SavedQuery) -> bool:
    """Whether this query is the actor's, or shared and the actor an administrator."""
    mine = query.owner == owner_of(actor)
    return mine or (query.shared and actor.may(Permission.PEOPLE_MANAGE))


def visible(connection: Connection, actor: Actor, query_id: str) -> SavedQuery:
    """The query of this id; raises `QueryMissingError`, also where the actor may not see it."""
    query = saved.find(connection, query_id)
    if query is None or not (query.shared or query.owner == owner_of(actor)):
        raise QueryMissingError(f"There is no saved query {query_id[:40]!r}.")
    return query


def changeable(connection: Connection, actor: Actor, query_id: str) -> SavedQuery:
    """The same, for a change; raises `NotYoursError` too."""
    query = visible(connection, actor, query_id)
    if not may_change(actor, query):
        raise NotYoursError
    return query
