"""The shapes in which the API takes and shows campaigns."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from clawback.campaigns.campaign import Kind
from clawback.campaigns.campaigns import Shown
from clawback.model.location import DeliveryLocation

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]


class CampaignOut(BaseModel):
    """A campaign, with its mail as far as the caller may see it.

    `first` and `last` are of its first and last mail. `places` count deliveries by where some lie
    now, `inboxed` are those in an inbox, `clicks` those on links of its mail. `filter` finds it.
    """

    id: str
    name: str
    subject: str
    kind: Kind
    kind_label: str
    found_at: datetime
    first: datetime | None
    last: datetime | None
    messages: int
    deliveries: int
    recipients: int
    inboxed: int
    clicks: int
    places: dict[DeliveryLocation, int]
    filter: str


class CampaignsOut(BaseModel):
    """A page, the one with the latest mail first; `next` asks for the following one."""

    items: list[CampaignOut]
    next: str | None


class CampaignEdit(BaseModel):
    """What is changed."""

    model_config = ConfigDict(extra="forbid")

    name: Name = Field(description="How it is called from now on.")


def campaign_out(shown: Shown) -> CampaignOut:
    one, extent = shown.campaign, shown.extent
    return CampaignOut(
        id=one.id,
        name=one.name,
        subject=one.subject,
        kind=one.kind,
        kind_label=one.kind.label,
        found_at=one.found_at,
        first=extent.first,
        last=extent.last,
        messages=extent.messages,
        deliveries=extent.deliveries,
        recipients=extent.recipients,
        inboxed=shown.inboxed,
        clicks=shown.clicks,
        places=dict(shown.places),
        filter=shown.filter,
    )
