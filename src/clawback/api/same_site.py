"""Requests that carry a cookie come from our own pages, or are refused."""

from __future__ import annotations

from http import HTTPMethod
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import Scope

from clawback.identity.site import Site
from clawback.model.errors import ForbiddenError

_SAFE: Final = frozenset({HTTPMethod.GET, HTTPMethod.HEAD, HTTPMethod.OPTIONS})  # RFC 9110 §9.2.1
_OURS: Final = frozenset({"same-origin", "none"})
# What a page elsewhere can make a browser send without asking us first (Fetch §4.10).
_FORMS: Final = frozenset(
    {"", "application/x-www-form-urlencoded", "multipart/form-data", "text/plain"}
)


class CrossSiteError(ForbiddenError):
    """This request did not come from Clawback's own pages.

    A program that signs in must send an Origin header; better, it uses an API token.
    """

    code = "cross_site"


class FormBodyError(ForbiddenError):
    """Requests of a signed-in browser are JSON, never forms."""

    code = "form_body"


def require_same_site(scope: Scope, site: Site | None) -> None:
    """Lets a safe request pass, and an unsafe one when the browser says that it is ours.

    `Sec-Fetch-Site` (Fetch Metadata) cannot be set by a page; where a browser does not send it, the
    Origin must be the site's.

    Raises:
        CrossSiteError: it is not ours, or nobody can tell.
        FormBodyError: its body is one that a form of another site could send.
    """
    if scope["method"] in _SAFE:
        return
    headers = Headers(scope=scope)
    said = headers.get("sec-fetch-site")
    ours = said in _OURS if said is not None else _from(headers.get("origin"), site, headers)
    if not ours:
        raise CrossSiteError
    if scope["method"] == HTTPMethod.POST and _has_body(headers) and _media(headers) in _FORMS:
        raise FormBodyError


def _from(origin: str | None, site: Site | None, headers: Headers) -> bool:
    if origin is None:
        return False
    if site is not None:
        return origin == site.origin
    return urlsplit(origin).netloc == headers.get("host", "")


def _has_body(headers: Headers) -> bool:
    return headers.get("content-length", "0") != "0" or "transfer-encoding" in headers


def _media(headers: Headers) -> str:
    return headers.get("content-type", "").partition(";")[0].strip().lower()
