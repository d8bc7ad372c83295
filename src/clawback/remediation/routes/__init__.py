"""Remediations over HTTP: plans, their steering, their approval, and containers."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter

from clawback.remediation.routes import approval, containers, plans, servers, steering

routers: Sequence[APIRouter] = (
    plans.router,
    steering.router,
    approval.router,
    containers.router,
    servers.router,
)
