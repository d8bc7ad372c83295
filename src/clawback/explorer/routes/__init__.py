"""The explorer over HTTP, a router for each thing it explains."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter

from clawback.explorer.routes import headers, messages, origin, urls, views

routers: Sequence[APIRouter] = (
    messages.router,
    headers.router,
    urls.router,
    views.router,
    origin.router,
)
"""Mounted by `api` under `/api/v1`."""
