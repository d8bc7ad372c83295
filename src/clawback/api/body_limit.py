"""How many bytes a request may bring along."""

from __future__ import annotations

from typing import Final

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import Message, Receive, Scope

BODY_LIMIT: Final = 1 << 20  # bytes
# Operations with a limit of their own; `None` for one that reads its body as it comes.
BODY_LIMITS: Final[dict[str, int | None]] = {
    "import_upload": None,
    "remediation_create": 16 << 20,  # ticked rows and pasted ids; longer ones are uploaded lists
    "remediation_edit": 16 << 20,
    "remediation_preview": 16 << 20,
    "click_record": 24 << 20,  # a thousand of the longest links that there are
    "entry_import": None,  # the room counts
    "submission_upload": None,  # the room counts, by its setting
    "list_put": None,  # the room counts, and says what a list may have
}


def announced(scope: Scope) -> int:
    """What Content-Length says (RFC 9110 §8.6); 0 when it says nothing that can be used."""
    text = Headers(scope=scope).get("content-length", "")
    return int(text) if text.isdecimal() else 0


def limited(receive: Receive, limit: int) -> Receive:
    """The same body, which ends in a 413 where it is longer than the limit."""
    taken = 0

    async def counted() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > limit:
            raise HTTPException(413)
        return message

    return counted
