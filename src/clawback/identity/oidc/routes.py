"""Signing in with an identity provider over HTTP: a browser goes there and comes back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, cast

from fastapi import APIRouter, Depends, Query, Request, status
from fastapi.responses import RedirectResponse

from clawback.http.caller import CallingBrowser
from clawback.http.part import part
from clawback.identity.oidc.attempt import LIFETIME, cookie_name
from clawback.identity.oidc.refusal import NoProviderError
from clawback.identity.oidc.sign_in import OidcSignIn, Response
from clawback.identity.session import Seen
from clawback.identity.site import InsecureSiteError, Site, Sites

router = APIRouter(prefix="/sign-in/oidc", tags=["sign-in"])
"""Mounted by `api` under `/api/v1`; every operation is public."""

Parameter = Annotated[str, Query(max_length=8192)]


def _provider(request: Request) -> OidcSignIn:
    parts = cast("Mapping[type[object], object]", request.app.state.parts)
    found = parts.get(OidcSignIn)
    if found is None:
        raise NoProviderError
    return cast("OidcSignIn", found)


def _site(browser: CallingBrowser, sites: Annotated[Sites, Depends(part(Sites))]) -> Site:
    site = sites.of(browser.scheme, browser.host)
    if site is None:
        raise InsecureSiteError
    return site


def _response(
    code: Parameter = "", state: Parameter = "", iss: Parameter = "", error: Parameter = ""
) -> Response:
    return Response(code=code, state=state, issuer=iss, error=error)


Provider = Annotated[OidcSignIn, Depends(_provider)]
Here = Annotated[Site, Depends(_site)]


@router.get(
    "", operation_id="oidc_start", status_code=status.HTTP_303_SEE_OTHER, response_model=None
)
def oidc_start(
    provider: Provider,
    site: Here,
    to: Annotated[str, Query(max_length=1000, description="The page to open afterwards.")] = "/",
    *,
    prove: Annotated[bool, Query(description="Asks them anew who they are.")] = False,
) -> RedirectResponse:
    """Sends the browser to the identity provider."""
    begun = provider.begin(site, to=to, prove=prove)
    answer = RedirectResponse(begun.url, status.HTTP_303_SEE_OTHER)
    _set(answer, site, cookie_name(site), begun.cookie, seconds=int(LIFETIME.total_seconds()))
    return answer


@router.get(
    "/callback",
    operation_id="oidc_callback",
    status_code=status.HTTP_303_SEE_OTHER,
    response_model=None,
)
def oidc_callback(
    request: Request,
    browser: CallingBrowser,
    provider: Provider,
    site: Here,
    response: Annotated[Response, Depends(_response)],
) -> RedirectResponse:
    """Takes the browser back from the identity provider, and signs in.

    Whatever is wrong, the answer is one and the same; the audit trail says why.
    """
    finished = provider.finish(
        site,
        response,
        cookie=request.cookies.get(cookie_name(site), ""),
        seen=Seen(address=browser.address, agent=browser.agent),
    )
    answer = RedirectResponse(site.origin + finished.to, status.HTTP_303_SEE_OTHER)
    _set(answer, site, site.cookie, finished.session.token, seconds=None)
    _set(answer, site, cookie_name(site), "", seconds=0)
    return answer


@router.get(
    "/leave", operation_id="oidc_leave", status_code=status.HTTP_303_SEE_OTHER, response_model=None
)
def oidc_leave(provider: Provider, site: Here) -> RedirectResponse:
    """After signing out here: sends the browser to sign out of the identity provider too."""
    return RedirectResponse(provider.leave(site), status.HTTP_303_SEE_OTHER)


def _set(
    answer: RedirectResponse, site: Site, name: str, value: str, *, seconds: int | None
) -> None:
    """A cookie that scripts cannot read; lax, because the browser comes back from elsewhere."""
    answer.set_cookie(
        name, value, max_age=seconds, path="/", secure=site.secure, httponly=True, samesite="lax"
    )
