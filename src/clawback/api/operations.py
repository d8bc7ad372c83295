"""What the application offers: every route with its method, path and needed permission."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from fastapi.routing import RouteContext, iter_route_contexts
from starlette.routing import BaseRoute, compile_path

from clawback.api.permissions import Needs


class UnguardedRouteError(RuntimeError):
    """A route has no entry in the permission table, or an entry has no route."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One route: its stable id, how it is called, and what a caller needs."""

    id: str
    methods: frozenset[str]
    path: str
    needs: Needs
    pattern: re.Pattern[str]

    def answers(self, method: str, path: str) -> bool:
        return method in self.methods and self.pattern.match(path) is not None


class Operations:
    """All operations of an application."""

    def __init__(self, every: Sequence[Operation]) -> None:
        self.every = tuple(every)

    def find(self, method: str, path: str) -> Operation | None:
        """The operation that will answer this request; `None` when none will."""
        return next((one for one in self.every if one.answers(method, path)), None)


def guard(routes: Sequence[BaseRoute], table: Mapping[str, Needs]) -> Operations:
    """Joins routes and permissions.

    Raises:
        UnguardedRouteError: the two do not name the same operations, or one is named twice.
    """
    contexts = list(iter_route_contexts(routes))
    ids = [_id(context) for context in contexts]
    _compare(ids, table)
    return Operations([_operation(one, table) for one in contexts])


def _compare(ids: Sequence[str], table: Mapping[str, Needs]) -> None:
    faults = (
        ("used by two routes", {one for one in ids if ids.count(one) > 1}),
        ("without a permission", set(ids) - set(table)),
        ("in the permission table without a route", set(table) - set(ids)),
    )
    said = [f"{what}: {_listed(names)}" for what, names in faults if names]
    if said:
        raise UnguardedRouteError("Operations " + "; ".join(said) + ".")


def _operation(context: RouteContext, table: Mapping[str, Needs]) -> Operation:
    path = context.path or ""
    return Operation(
        id=_id(context),
        methods=frozenset(context.methods or ()),
        path=path,
        needs=table[_id(context)],
        pattern=compile_path(path)[0],
    )


def _id(context: RouteContext) -> str:
    operation_id: str | None = getattr(context, "operation_id", None)
    return operation_id or context.name or ""


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))
