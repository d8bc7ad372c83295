"""Held mail, as methods; errors as in `transport.py`.

Moments are ISO 8601 text in UTC, enumerations their codes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypedDict, cast

from clawback.client.transport import Body, Query, Transport

_ROOT = "/api/v1/quarantine"
_PAGE = 500
_AT_ONCE = 1000


class Held(TypedDict):
    """A mail held for one recipient; `size` in bytes."""

    id: str
    network_message_id: str
    recipient: str
    sender: str
    mail_from: str
    subject: str
    threat_type: str | None
    reason: str
    size: int
    received_at: str
    expires_at: str
    state: str
    attempt: int
    note: str
    changed_at: str | None
    changed_by_name: str


class HeldPage(TypedDict):
    """A page of them; `counts` are of all pages, by state."""

    items: list[Held]
    next: str | None
    counts: dict[str, int]
    releases: bool
    keep_days: int


class HeldMail(TypedDict):
    """One, and the same message's other recipients."""

    held: Held
    others: list[Held]
    releases: bool


class Ended(TypedDict):
    """What became of one of several."""

    id: str
    outcome: str
    reason: str


class EndedList(TypedDict):
    """What became of each."""

    items: list[Ended]
    done: int


class QuarantineClient:
    """The held mail of one server."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def each(self, wanted: Query, limit: int) -> Iterator[Held]:
        """At most `limit`, newest first, fetched a page at a time.

        `wanted` may name `state` (several), `recipient`, `sender`, `threat`, `message`, `text`,
        `since` and `until`.
        """
        cursor: str | None = None
        while limit > 0:
            query = {**wanted, "limit": min(limit, _PAGE), "cursor": cursor}
            page = cast("HeldPage", self._transport.json("GET", _ROOT, query=query))
            yield from page["items"]
            limit -= len(page["items"])
            cursor = page["next"]
            if cursor is None:
                return

    def show(self, held_id: str) -> HeldMail:
        """One of them."""
        return cast("HeldMail", self._transport.json("GET", f"{_ROOT}/{held_id}"))

    def release(self, ids: Sequence[str]) -> list[Ended]:
        """Hands each to the mail server."""
        return self._act("release", ids)

    def delete(self, ids: Sequence[str]) -> list[Ended]:
        """Deletes each for good."""
        return self._act("delete", ids)

    def _act(self, verb: str, ids: Sequence[str]) -> list[Ended]:
        ended: list[Ended] = []
        for at in range(0, len(ids), _AT_ONCE):
            body = Body.of({"ids": list(ids[at : at + _AT_ONCE])})
            answer = self._transport.json("POST", f"{_ROOT}/{verb}", body=body)
            ended += cast("EndedList", answer)["items"]
        return ended
