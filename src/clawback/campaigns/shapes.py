"""The shapes in which the API takes and shows campaigns."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from clawback.campaigns.campaign import Kind
from clawback.campaigns.campaigns import Shown
from clawback.campaigns.changes.change import Change, ChangeKind
from clawback.campaigns.flow import LAYERS, Flow, FlowLayer
from clawback.model.location import DeliveryLocation

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
Id = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]


class CampaignOut(BaseModel):
    """A campaign, with its mail as far as the caller may see it.

    `first` and `last` are of its first and last mail. `places` count deliveries by where some lie
    now, `inboxed` are those in an inbox, `clicks` those on links of its mail. `filter` finds it.
    `merged_into` is the campaign that has its mail now, if they were merged.
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
    merged_into: str
    places: dict[DeliveryLocation, int]
    filter: str


class CampaignsOut(BaseModel):
    """A page, the one with the latest mail first; `next` asks for the following one."""

    items: list[CampaignOut]
    next: str | None


class FlowNodeOut(BaseModel):
    """A value of a layer. `folded` says for how many values it stands that are not told by name.

    `value` is empty for deliveries that have none, and where values are folded.
    """

    layer: FlowLayer
    value: str
    label: str
    deliveries: int
    folded: int


class FlowBandOut(BaseModel):
    """So many deliveries went from one node to another; both by their place in `nodes`."""

    source: int
    target: int
    deliveries: int


class FlowLayerOut(BaseModel):
    """What stands side by side."""

    layer: FlowLayer
    label: str


class CampaignFlowOut(BaseModel):
    """The way of a campaign's mail, layer after layer; each layer holds all deliveries."""

    layers: list[FlowLayerOut]
    nodes: list[FlowNodeOut]
    bands: list[FlowBandOut]


class CampaignMerge(BaseModel):
    """Into which campaign another goes."""

    model_config = ConfigDict(extra="forbid")

    into: Id = Field(description="The campaign that has the mail of both from now on.")
    reason: Reason = Field(default="", description="Why, for whoever reads the history.")


class CampaignSplit(BaseModel):
    """What of a campaign becomes one of its own."""

    model_config = ConfigDict(extra="forbid")

    filter: str = Field(
        min_length=1,
        max_length=100_000,
        description="Finds its messages among those of the campaign.",
    )
    name: Name = Field(description="How the new campaign is called.")
    reason: Reason = Field(default="", description="Why, for whoever reads the history.")


class CampaignUndo(BaseModel):
    """Why a change is taken back."""

    model_config = ConfigDict(extra="forbid")

    reason: Reason = Field(default="", description="Why, for whoever reads the history.")


class CampaignChangeOut(BaseModel):
    """Mail that a person moved from one campaign, `origin`, to another, `target`.

    `mails` are messages. `undoes` and `undone_by` are numbers of other changes; `undoable` is
    whether nobody took it back yet.
    """

    number: int
    kind: ChangeKind
    kind_label: str
    origin: str
    target: str
    at: datetime
    actor: str
    reason: str
    mails: int
    undoes: int | None
    undone_by: int | None
    undoable: bool


class CampaignChangesOut(BaseModel):
    """All of them, newest first."""

    items: list[CampaignChangeOut]


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
        merged_into=one.merged_into,
        places=dict(shown.places),
        filter=shown.filter,
    )


def change_out(one: Change) -> CampaignChangeOut:
    return CampaignChangeOut(
        number=one.number,
        kind=one.kind,
        kind_label=one.kind.label,
        origin=one.origin,
        target=one.target,
        at=one.at,
        actor=one.actor,
        reason=one.reason,
        mails=one.mails,
        undoes=one.undoes or None,
        undone_by=one.undone_by or None,
        undoable=one.undoable,
    )


def flow_out(flow: Flow) -> CampaignFlowOut:
    return CampaignFlowOut(
        layers=[FlowLayerOut(layer=one, label=one.label) for one in LAYERS],
        nodes=[
            FlowNodeOut(
                layer=one.layer,
                value=one.value,
                label=one.label,
                deliveries=one.deliveries,
                folded=one.folded,
            )
            for one in flow.nodes
        ],
        bands=[
            FlowBandOut(source=one.source, target=one.target, deliveries=one.deliveries)
            for one in flow.bands
        ],
    )
