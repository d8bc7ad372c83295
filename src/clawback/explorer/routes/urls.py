"""Links: taken apart, and traced through all mail."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from fastapi import Query as Parameter

from clawback.analysis.urls.decoding import Decoded, decode
from clawback.explorer.routes.asking import Seen
from clawback.explorer.trace.asked import Breadth, wanted
from clawback.explorer.trace.trace import Trace, trace
from clawback.filters.span import read_span

router = APIRouter(prefix="/urls", tags=["urls"])

_WHEN = "ISO 8601, or told from now: `-7d`."
Url = Annotated[
    str,
    Parameter(
        min_length=1,
        max_length=8192,
        description="A link, a host, or a host and a path, in any spelling: defanged, wrapped, "
        "without its scheme.",
    ),
]
Match = Annotated[
    Breadth | None,
    Parameter(description="How much must be the same; without it, as much as the link says."),
]
Since = Annotated[str, Parameter(max_length=40, description=f"Received then or later. {_WHEN}")]
Until = Annotated[str, Parameter(max_length=40, description=f"Received before. {_WHEN}")]


@router.get("/trace", operation_id="url_trace")
def url_trace(
    url: Url, seen: Seen, match: Match = None, since: Since = "", until: Until = ""
) -> Trace:
    """Which mails carried a link, who got it, who clicked on it, and who has not.

    A wrapped link is unwrapped first. Counts are exact.
    """
    return trace(wanted(decode(url), match), seen, read_span(since, until, seen.now))


@router.get("/decode", operation_id="url_decode")
def url_decode(url: Url) -> Decoded:
    """Takes a link apart: what protection services and redirectors put around it, and its parts.

    Nobody is asked; services whose links are opaque are named.
    """
    return decode(url)
