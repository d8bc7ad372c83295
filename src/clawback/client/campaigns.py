"""Campaigns, as methods; errors as in `transport.py`.

Moments are ISO 8601 text in UTC, enumerations their codes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypedDict, cast
from urllib.parse import quote

from clawback.client.transport import Body, Query, Transport

_ROOT = "/api/v1/campaigns"


class Campaign(TypedDict):
    """A campaign, with its mail as far as one may see it."""

    id: str
    name: str
    subject: str
    kind: str
    kind_label: str
    found_at: str
    first: str | None
    last: str | None
    messages: int
    deliveries: int
    recipients: int
    inboxed: int
    clicks: int
    merged_into: str
    places: Mapping[str, int]
    filter: str


class CampaignChange(TypedDict):
    """Mail that a person moved from one campaign to another; `mails` are messages."""

    number: int
    kind: str
    kind_label: str
    origin: str
    target: str
    at: str
    actor: str
    reason: str
    mails: int
    undoes: int | None
    undone_by: int | None
    undoable: bool


class CampaignsClient:
    """The campaigns of one server."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def newest(
        self, limit: int, *, text: str = "", kind: str | None = None, since: str | None = None
    ) -> list[Campaign]:
        """Those with the latest mail, first."""
        query: Query = {"limit": limit, "text": text, "kind": kind, "since": since or ""}
        answer = self._transport.json("GET", _ROOT, query=query)
        return cast("list[Campaign]", answer["items"])

    def get(self, campaign_id: str) -> Campaign:
        """One of them."""
        return cast("Campaign", self._transport.json("GET", _path(campaign_id)))

    def rename(self, campaign_id: str, name: str) -> Campaign:
        """Calls it otherwise."""
        body = Body.of({"name": name})
        return cast("Campaign", self._transport.json("PATCH", _path(campaign_id), body=body))

    def merge(self, campaign_id: str, into: str, reason: str = "") -> Campaign:
        """Gives all its mail to another one, which is answered."""
        body = Body.of({"into": into, "reason": reason})
        answer = self._transport.json("POST", f"{_path(campaign_id)}/merge", body=body)
        return cast("Campaign", answer)

    def split(self, campaign_id: str, filter_: str, name: str, reason: str = "") -> Campaign:
        """Makes a campaign of its own of what the filter finds of it."""
        body = Body.of({"filter": filter_, "name": name, "reason": reason})
        answer = self._transport.json("POST", f"{_path(campaign_id)}/split", body=body)
        return cast("Campaign", answer)

    def changes(self, campaign_id: str) -> list[CampaignChange]:
        """What people merged with it or split off it, newest first."""
        answer = self._transport.json("GET", f"{_path(campaign_id)}/changes")
        return cast("list[CampaignChange]", answer["items"])

    def undo(self, campaign_id: str, number: int, reason: str = "") -> CampaignChange:
        """Takes a change back."""
        path = f"{_path(campaign_id)}/changes/{number}/undo"
        answer = self._transport.json("POST", path, body=Body.of({"reason": reason}))
        return cast("CampaignChange", answer)

    def report(self, campaign_id: str) -> Iterator[bytes]:
        """All of its life as a Word document, in blocks as they come."""
        return self._transport.blocks("GET", f"{_path(campaign_id)}/report")


def _path(campaign_id: str) -> str:
    return f"{_ROOT}/{quote(campaign_id, safe='')}"
