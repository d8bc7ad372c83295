"""Deliveries over HTTP, a router for each thing that is asked of them."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter

from clawback.store.routes import counts, defaults, export, groups, search

routers: Sequence[APIRouter] = (
    search.router,
    counts.router,
    export.router,
    groups.router,
    defaults.router,
)
"""Mounted by `api` under `/api/v1`."""
