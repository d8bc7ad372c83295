"""Queries over HTTP; mounted by `api` under `/api/v1`."""

from __future__ import annotations

from clawback.queries.routes import lists, recent, saved, tracked

routers = (saved.router, tracked.router, recent.router, lists.router)
