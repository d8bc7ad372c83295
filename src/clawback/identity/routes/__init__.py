"""Identity over HTTP: signing in, one's own account, people, roles, tokens."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter

from clawback.identity.routes import account, own_tokens, people, session, tokens, ways

routers: Sequence[APIRouter] = (
    ways.router,
    session.router,
    account.router,
    own_tokens.router,
    people.router,
    people.roles,
    tokens.router,
)
