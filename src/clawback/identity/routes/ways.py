"""How people can sign in here, told before anybody has."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_address
from typing import Annotated, cast

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field

from clawback.http.caller import CallingBrowser
from clawback.http.part import part
from clawback.identity.oidc.sign_in import OidcSignIn
from clawback.identity.site import Sites

router = APIRouter(prefix="/sign-in", tags=["sign-in"])


class SignInWaysOut(BaseModel):
    """The ways there are beside name and password."""

    here: bool = Field(description="People may sign in at this address: HTTPS, or this machine.")
    passkeys: bool = Field(description="The address has a name, which passkeys can belong to.")
    provider: str = Field(description="The host of the identity provider; empty without one.")


def _provider(request: Request) -> str:
    parts = cast("Mapping[type[object], object]", request.app.state.parts)
    found = cast("OidcSignIn | None", parts.get(OidcSignIn))
    return found.issuer_host if found else ""


@router.get("/ways", operation_id="sign_in_ways")
def sign_in_ways(
    browser: CallingBrowser,
    sites: Annotated[Sites, Depends(part(Sites))],
    provider: Annotated[str, Depends(_provider)],
) -> SignInWaysOut:
    """How people can sign in at this address."""
    site = sites.of(browser.scheme, browser.host)
    return SignInWaysOut(
        here=site is not None,
        passkeys=site is not None and not _is_number(site.host),
        provider=provider,
    )


def _is_number(host: str) -> bool:
    """Whether a host is an address in numbers, which no passkey belongs to (WebAuthn §5.1.2)."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
