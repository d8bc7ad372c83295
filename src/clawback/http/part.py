"""How a route gets the parts that `app.py` built."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar, cast

from fastapi import Request

T = TypeVar("T")


def part(kind: type[T]) -> Callable[[Request], T]:
    """A dependency that gives the one part of this type.

    `Store = Annotated[EventStore, Depends(part(EventStore))]` in a `routes.py` makes the need a
    parameter of the route. `app.py` puts each part into `application.state.parts` under the type
    that routes ask for.
    """

    def find(request: Request) -> T:
        parts = cast("Mapping[type[object], object]", request.app.state.parts)
        return cast("T", parts[kind])

    return find
