"""Tokens over HTTP."""

from __future__ import annotations

from datetime import datetime, timedelta
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Annotated, TypeAlias

from fastapi import APIRouter, Depends, status
from pydantic import BaseModel, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from clawback.http.caller import Caller
from clawback.http.part import part
from clawback.identity.role import Permission, Role
from clawback.identity.routes.shapes import ScopeShape, Strict
from clawback.identity.step_up import require_fresh_proof
from clawback.identity.token import Token, TokenState
from clawback.identity.tokens import (
    DEFAULT_LIFETIME,
    LONGEST_LIFETIME,
    Issued,
    Limits,
    Tokens,
)
from clawback.model.actor import ActorKind

router = APIRouter(prefix="/tokens", tags=["tokens"])
TokensPart = Annotated[Tokens, Depends(part(Tokens))]


def _network(value: object) -> object:
    try:
        return ip_network(value) if isinstance(value, str) else value
    except ValueError:
        raise PydanticCustomError("network", "write a network such as 192.0.2.0/24") from None


Network: TypeAlias = Annotated[IPv4Network | IPv6Network, BeforeValidator(_network)]


class NewToken(Strict):
    """A token to be made. It expires; there is no other kind."""

    name: str = Field(
        min_length=1,
        max_length=200,
        description="What it is called, such as the program that has it.",
    )
    role: Role
    days: int = Field(
        default=DEFAULT_LIFETIME.days, ge=1, le=LONGEST_LIFETIME.days, description="Its lifetime."
    )
    permissions: list[Permission] = Field(
        default=[], description="Of the role's permissions only these; none means all of them."
    )
    scope: ScopeShape = ScopeShape()
    networks: list[Network] = Field(
        default=[], max_length=100, description="From where it may be used; none means anywhere."
    )

    @property
    def limits(self) -> Limits:
        return Limits(
            only=frozenset(self.permissions),
            scope=self.scope.scope,
            networks=tuple(self.networks),
        )

    @property
    def lifetime(self) -> timedelta:
        return timedelta(days=self.days)


class TokenOut(BaseModel):
    """A token, without its secret."""

    id: str
    name: str
    role: Role
    state: TokenState
    owner: str = Field(description="The id of the person whose it is; empty for a service's.")
    permissions: list[Permission] = Field(
        description="All that it can open; less when its owner may do less."
    )
    scope: ScopeShape
    networks: list[str]
    created_at: datetime
    created_by: str
    expires_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None


class IssuedTokenOut(BaseModel):
    """A new token with its secret, which is shown this once."""

    token: TokenOut
    secret: str


class TokensOut(BaseModel):
    """Tokens, oldest first."""

    items: list[TokenOut]


@router.get("", operation_id="token_list")
def token_list(tokens: TokensPart) -> TokensOut:
    """Every token, revoked and expired ones too, without secrets."""
    return TokensOut(items=[token_out(token, tokens.now) for token in tokens.every()])


@router.post("", status_code=status.HTTP_201_CREATED, operation_id="token_create")
def token_create(body: NewToken, tokens: TokensPart, caller: Caller) -> IssuedTokenOut:
    """Makes a service's token. Its secret is in this answer and nowhere else."""
    if caller.kind is ActorKind.PERSON:
        require_fresh_proof(caller, tokens.now)
    issued = tokens.create(
        name=body.name, role=body.role, by=caller, lifetime=body.lifetime, limits=body.limits
    )
    return issued_out(issued, tokens.now)


@router.delete("/{token_id}", operation_id="token_revoke")
def token_revoke(token_id: str, tokens: TokensPart, caller: Caller) -> TokenOut:
    """Takes a token back at once. The last administrator's token cannot be taken back."""
    return token_out(tokens.revoke(token_id, caller), tokens.now)


def issued_out(issued: Issued, now: datetime) -> IssuedTokenOut:
    """A new token for an answer."""
    return IssuedTokenOut(token=token_out(issued.token, now), secret=issued.secret.text)


def token_out(token: Token, now: datetime) -> TokenOut:
    """A token for an answer."""
    return TokenOut(
        id=token.id,
        name=token.name,
        role=token.role,
        state=token.state(now),
        owner=token.owner,
        permissions=sorted(token.opens),
        scope=ScopeShape.of(token.scope),
        networks=[str(network) for network in token.networks],
        created_at=token.created_at,
        created_by=token.created_by,
        expires_at=token.expires_at,
        last_used_at=token.last_used_at,
        revoked_at=token.revoked_at,
    )
