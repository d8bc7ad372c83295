"""Groups of deliveries: by message, sender, subject, link, campaign, or any other field."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi import Query as Parameter

from clawback.filters.choices import label_of
from clawback.filters.fields import FIELDS, Field
from clawback.filters.tree import Filter, both
from clawback.filters.write import write
from clawback.store.group_value import filter_of
from clawback.store.grouping import Group, Grouping, GroupOrder
from clawback.store.named import field_called
from clawback.store.page_mark import read_group_mark, write_group_mark
from clawback.store.routes.asking import Asked, Store
from clawback.store.shown import ActionOut, GroupOut, GroupsOut, NewestOut

_LARGEST = 200  # groups of one page; each repeats the filter that was asked with

router = APIRouter(tags=["deliveries"])


def grouping(
    by: Annotated[
        str, Parameter(alias="field", max_length=64, description="The field to group by.")
    ],
    order: Annotated[
        GroupOrder, Parameter(description="What comes first: many deliveries, or new ones.")
    ] = GroupOrder.COUNT,
    limit: Annotated[int, Parameter(ge=1, le=_LARGEST)] = 50,
    cursor: Annotated[str | None, Parameter(max_length=8000)] = None,
) -> Grouping:
    """Reads by what is grouped, and which page."""
    field = field_called(by, "to group by")
    after = None if cursor is None else read_group_mark(cursor)
    return Grouping(field=field.name, order=order, limit=limit, after=after)


@router.get("/deliveries/groups", operation_id="delivery_groups")
def delivery_groups(
    asked: Asked, store: Store, wanted: Annotated[Grouping, Depends(grouping)]
) -> GroupsOut:
    """Deliveries put together by a value they share, a page of groups at a time.

    Counts are exact, and as of now: a group that grows meanwhile may be on another page.
    """
    page, field = store.groups(asked.query, wanted), FIELDS[wanted.field]
    return GroupsOut(
        field=field.name,
        order=wanted.order,
        groups=[_shown(field, group, asked.tree) for group in page.groups],
        next=write_group_mark(page.next) if page.next else None,
        sentence=asked.sentence,
    )


def _shown(field: Field, group: Group, asked: Filter) -> GroupOut:
    newest, action = group.newest, FIELDS["delivery_action"]
    return GroupOut(
        value=None if group.key is None else group.value,
        label=label_of(field, group.value),
        filter=write(both(asked, filter_of(field, group))),
        deliveries=group.deliveries,
        messages=group.messages,
        recipients=group.recipients,
        first=group.first,
        last=group.last,
        actions=[
            ActionOut(action=code, label=label_of(action, code), count=many)
            for code, many in sorted(group.actions.items())
        ],
        newest=NewestOut(
            network_message_id=newest.key.network_message_id,
            recipient=newest.key.recipient,
            subject=newest.subject,
            sender_address=newest.sender_address,
        ),
    )
