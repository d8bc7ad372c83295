"""Tokens over HTTP."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, status
from pydantic import BaseModel, ConfigDict, Field

from clawback.http.caller import Caller
from clawback.http.part import part
from clawback.identity.role import Role
from clawback.identity.token import Token, TokenState
from clawback.identity.tokens import DEFAULT_LIFETIME, LONGEST_LIFETIME, Tokens

router = APIRouter(prefix="/tokens", tags=["tokens"])
TokensPart = Annotated[Tokens, Depends(part(Tokens))]


class NewToken(BaseModel):
    """A token to be made. It expires; there is no other kind."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=200, description="Whose it is, or what it is for.")
    role: Role
    days: int = Field(
        default=DEFAULT_LIFETIME.days, ge=1, le=LONGEST_LIFETIME.days, description="Its lifetime."
    )


class TokenOut(BaseModel):
    """A token, without its secret."""

    id: str
    name: str
    role: Role
    state: TokenState
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
    """Every token, oldest first."""

    items: list[TokenOut]


@router.get("", operation_id="token_list")
def token_list(tokens: TokensPart) -> TokensOut:
    """Every token, revoked and expired ones too, without secrets."""
    return TokensOut(items=[_out(token, tokens.now) for token in tokens.every()])


@router.post("", status_code=status.HTTP_201_CREATED, operation_id="token_create")
def token_create(body: NewToken, tokens: TokensPart, caller: Caller) -> IssuedTokenOut:
    """Makes a token. Its secret is in this answer and nowhere else."""
    issued = tokens.create(
        name=body.name, role=body.role, by=caller.name, lifetime=timedelta(days=body.days)
    )
    return IssuedTokenOut(token=_out(issued.token, tokens.now), secret=issued.secret.text)


@router.delete("/{token_id}", operation_id="token_revoke")
def token_revoke(token_id: str, tokens: TokensPart) -> TokenOut:
    """Takes a token back at once. The last administrator's token cannot be taken back."""
    return _out(tokens.revoke(token_id), tokens.now)


def _out(token: Token, now: datetime) -> TokenOut:
    return TokenOut(
        id=token.id,
        name=token.name,
        role=token.role,
        state=token.state(now),
        created_at=token.created_at,
        created_by=token.created_by,
        expires_at=token.expires_at,
        last_used_at=token.last_used_at,
        revoked_at=token.revoked_at,
    )
