"""Inquiries, as methods: engines are asked again; errors as in `transport.py`.

Moments are ISO 8601 text in UTC, enumerations their codes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict, cast

from clawback.client.transport import Body, Transport

_ROOT = "/api/v1/inquiries"


class NewInquiry(TypedDict):
    """Whom to ask again, and about what."""

    engines: list[str]
    since: str | None


class Inquiry(TypedDict):
    """An inquiry as it stands; counts are mails, `total` deliveries."""

    id: str
    engines: list[str]
    cause: str
    since: str
    until: str
    at: str
    by_name: str
    state: str
    total: int
    asked: int
    unseen: int
    unanswered: int
    turned: int
    reached: str | None
    trouble: str
    ended_at: str | None
    sentence: str


class Inquiries(TypedDict):
    """The last ones, newest first, and the engines that can be asked."""

    items: list[Inquiry]
    engines: list[str]
    on_change: bool


class InquiriesClient:
    """When engines of one server were asked again."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def make(self, engines: Sequence[str], since: str | None) -> Inquiry:
        """Has engines asked again; all, where none is named."""
        wish: NewInquiry = {"engines": list(engines), "since": since}
        return cast("Inquiry", self._transport.json("POST", _ROOT, body=Body.of(wish)))

    def get(self, inquiry_id: str) -> Inquiry:
        """An inquiry as it stands."""
        return cast("Inquiry", self._transport.json("GET", f"{_ROOT}/{inquiry_id}"))

    def every(self, limit: int) -> Inquiries:
        """The last ones, and who can be asked."""
        return cast("Inquiries", self._transport.json("GET", _ROOT, query={"limit": limit}))

    def stop(self, inquiry_id: str) -> Inquiry:
        """Has engines asked no longer."""
        return cast("Inquiry", self._transport.json("POST", f"{_ROOT}/{inquiry_id}/stop"))
