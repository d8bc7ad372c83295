"""The answers of the click service: a page, or the way to the link."""

from __future__ import annotations

from starlette.responses import Response

from clawback.analysis.urls.target import target
from clawback.links.signing import SCHEMES

_ALWAYS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
}


def way(url: str, status: int) -> Response | None:
    """The answer that leads to a link; `None` for what no browser should be led to.

    The link is written anew from how a browser reads it, so that nothing in it ends the header.
    """
    at = target(url)
    safe = at.valid and at.url.isascii() and at.url.isprintable() and " " not in at.url
    if not safe or not at.url.startswith(SCHEMES):
        return None
    return Response(status_code=status, headers={**_ALWAYS, "Location": at.url})


def page(html: str, status: int, policy: str) -> Response:
    """A page under the policy that lets nothing in it run."""
    headers = {**_ALWAYS, "Content-Security-Policy": policy, "X-Frame-Options": "DENY"}
    return Response(html, status, headers, "text/html; charset=utf-8")


def plain(content: bytes, media_type: str, policy: str) -> Response:
    """A file, such as the logo."""
    headers = {**_ALWAYS, "Content-Security-Policy": policy}
    return Response(content, 200, headers, media_type)
