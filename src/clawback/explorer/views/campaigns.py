"""The campaigns of the mail that a view finds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from clawback.explorer.views.asked import Asked
from clawback.explorer.views.marks import read_rank_mark, write_rank_mark
from clawback.explorer.views.values import ColumnName, columns_of, filter_for
from clawback.filters.views import Shows, UnknownTabError
from clawback.filters.vocabulary import DELIVERIES
from clawback.store.port import EventStore
from clawback.store.ranking import Ranked, Ranking

_SPLIT = "delivery_action"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCampaign:
    """One campaign, as far as the view finds it.

    `parts` count deliveries by delivery action, `clicks` those on links of these deliveries.
    """

    campaign_id: str
    deliveries: int
    messages: int
    recipients: int
    first: datetime | None
    last: datetime | None
    clicks: int
    parts: Mapping[str, int]
    filter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCampaigns:
    """Campaigns, most deliveries first; `different` is how many there are in all."""

    view: str
    columns: Sequence[ColumnName]
    campaigns: Sequence[ShownCampaign]
    different: int
    next: str | None
    exact: bool
    sentence: str


def campaigns(asked: Asked, store: EventStore, *, limit: int, cursor: str | None) -> ShownCampaigns:
    """A page of campaigns.

    Raises:
        UnknownTabError: the view does not tell of campaigns.
        BadCursorError: the cursor is not one of ours.
    """
    tab = next((one for one in asked.view.tabs if one.shows is Shows.CAMPAIGNS), None)
    if tab is None:
        raise UnknownTabError(f'The view "{asked.view.name}" does not tell of campaigns.')
    ranking = Ranking(
        field=tab.field,
        limit=limit,
        split=_SPLIT,
        extents=True,
        clicks=True,
        after=None if cursor is None else read_rank_mark(cursor),
    )
    found = store.ranking(asked.mail_alone(), ranking)
    return ShownCampaigns(
        view=asked.view.name,
        columns=columns_of(_SPLIT, DELIVERIES),
        campaigns=tuple(_shown(one, tab.field) for one in found.values),
        different=found.different,
        next=write_rank_mark(found.next) if found.next else None,
        exact=True,
        sentence=asked.sentence,
    )


def _shown(one: Ranked, field: str) -> ShownCampaign:
    extent = one.extent
    return ShownCampaign(
        campaign_id=one.value,
        deliveries=one.count,
        messages=extent.messages if extent else 0,
        recipients=extent.recipients if extent else 0,
        first=extent.first if extent else None,
        last=extent.last if extent else None,
        clicks=one.clicks or 0,
        parts=one.parts,
        filter=filter_for(DELIVERIES.field(field), one.value, DELIVERIES),
    )
