"""Tokens of one's own."""

from __future__ import annotations

from fastapi import APIRouter, status

from clawback.http.caller import Caller
from clawback.identity.routes.tokens import (
    IssuedTokenOut,
    NewToken,
    TokenOut,
    TokensOut,
    TokensPart,
    issued_out,
    token_out,
)
from clawback.identity.step_up import require_fresh_proof
from clawback.model.errors import NotFoundError

router = APIRouter(prefix="/account/tokens", tags=["account"])


@router.get("", operation_id="account_tokens")
def account_tokens(tokens: TokensPart, caller: Caller) -> TokensOut:
    """One's own tokens, revoked and expired ones too, without secrets."""
    return TokensOut(items=[token_out(token, tokens.now) for token in tokens.of(caller.person)])


@router.post("", status_code=status.HTTP_201_CREATED, operation_id="account_token_create")
def account_token_create(body: NewToken, tokens: TokensPart, caller: Caller) -> IssuedTokenOut:
    """Makes a token that opens no more than one may do oneself, and ends with the account.

    Needs a fresh proof. Its secret is in this answer and nowhere else.
    """
    require_fresh_proof(caller, tokens.now)
    issued = tokens.create_own(
        name=body.name, role=body.role, by=caller, lifetime=body.lifetime, limits=body.limits
    )
    return issued_out(issued, tokens.now)


@router.delete("/{token_id}", operation_id="account_token_revoke")
def account_token_revoke(token_id: str, tokens: TokensPart, caller: Caller) -> TokenOut:
    """Takes one of one's own tokens back at once."""
    if token_id not in {token.id for token in tokens.of(caller.person)}:
        raise NotFoundError(f"You have no token {token_id}.")
    return token_out(tokens.revoke(token_id, caller), tokens.now)
