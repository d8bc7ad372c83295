"""From the shapes of the API to a wish."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from clawback.model.delivery import DeliveryKey
from clawback.remediation import shapes
from clawback.remediation.amendment import Amendment
from clawback.remediation.choice import Choice, Names
from clawback.remediation.drafts import Wish
from clawback.remediation.shapes import Change, KeyIn, NamesIn, NewRemediation

ReadNames = Callable[[str, Sequence[DeliveryKey]], Names]


def wish_of(body: NewRemediation | Change, read: ReadNames) -> Wish:
    """The wish that somebody sent; `read` makes names of what they pasted and ticked."""
    return Wish(
        action=body.action,
        filter=body.filter,
        name=body.name,
        severity=body.severity,
        description=body.description,
        since=body.since,
        until=body.until,
        sweep=body.sweep,
        senders_copy=body.senders_copy,
        unread_only=body.unread_only,
        choice=choice_of(body.only, body.without, read, every_location=body.every_location),
    )


def amendment_of(body: shapes.Amendment, read: ReadNames) -> Amendment:
    return Amendment(
        name=body.name,
        severity=body.severity,
        description=body.description,
        without=names_of(body.without, read),
    )


def choice_of(
    only: NamesIn | None, without: NamesIn | None, read: ReadNames, *, every_location: bool
) -> Choice:
    return Choice(
        only=names_of(only, read), without=names_of(without, read), every_location=every_location
    )


def names_of(sent: NamesIn | None, read: ReadNames) -> Names | None:
    return None if sent is None else read(sent.text, _keys(sent.deliveries))


def _keys(deliveries: Sequence[KeyIn]) -> list[DeliveryKey]:
    return [
        DeliveryKey(network_message_id=one.network_message_id, recipient=one.recipient)
        for one in deliveries
    ]
