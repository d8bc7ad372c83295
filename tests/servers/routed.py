"""An application with the routes of some rooms, and nothing else."""

from __future__ import annotations

from fastapi import APIRouter, FastAPI

_known: dict[tuple[int, ...], APIRouter] = {}  # by who they are: a router has no hash


def routed(*routers: APIRouter) -> FastAPI:
    """A new application; its routes are worked out once for all tests that want the same."""
    who = tuple(id(router) for router in routers)
    if who not in _known:
        _known[who] = APIRouter()
        for router in routers:
            _known[who].include_router(router)
    return FastAPI(routes=_known[who].routes)
