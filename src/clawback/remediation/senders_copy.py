"""The copies that senders of ours keep of what they sent, as items of their own in a plan.

Only a soft delete takes them in, as in the reference product: its undo puts them back into Sent.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from clawback.model.delivery import Delivery, DeliveryKey, Row
from clawback.model.errors import BadInputError
from clawback.model.location import DeliveryLocation, Directionality
from clawback.remediation import target
from clawback.remediation.action import Action
from clawback.remediation.selection import Selection, Servers, shares_of
from clawback.remediation.target import Target

FILTER = "directionality:intra_org"  # whose senders may keep a copy


class SendersCopyError(BadInputError):
    """Only a soft delete can also take the sender's copy. Choose that, or leave the copy alone."""

    code = "senders_copy"


def require_soft_delete(action: Action) -> None:
    """Raises `SendersCopyError` for any other action."""
    if action is not Action.SOFT_DELETE:
        raise SendersCopyError


def with_senders_copies(
    chosen: Selection,
    rows: Iterable[Sequence[Row]],
    servers: Servers,
    *,
    may_touch: Callable[[str], bool] = lambda _: True,
) -> Selection:
    """The selection, and one item more for each message among these rows and sender of ours.

    `may_touch` tells of a sender's address whether their mailbox may be acted on.
    """
    payloads = {(one.server_key, one.account): list(one.payloads) for one in chosen.shares}
    added: Counter[str] = Counter()
    for one in _senders(rows, servers):
        if not may_touch(one.key.recipient):
            continue
        payloads.setdefault((one.server, one.account), []).append(target.encode(one))
        added[one.server] += 1
    numbers = chosen.numbers
    more = sum(added.values())
    return Selection(
        shares=shares_of(payloads),
        settled=chosen.settled,
        numbers=replace(
            numbers,
            deliveries=numbers.deliveries + more,
            actionable=numbers.actionable + more,
            mailboxes=len(payloads),
            by_server=dict(Counter(numbers.by_server) + added),
        ),
    )


def _senders(rows: Iterable[Sequence[Row]], servers: Servers) -> Iterable[Target]:
    """One for each message and mailbox; a message of many recipients was sent once."""
    known: set[tuple[str, str, str]] = set()
    for block in rows:
        for row in block:
            one = row.delivery
            if one.directionality is not Directionality.INTRA_ORG or not one.sender_address:
                continue
            home = servers.server_for(one.sender_address)
            if home is None:
                continue
            key = (one.network_message_id, home[0].name, home[1])
            if key not in known:
                known.add(key)
                yield _sent(one, home[0].name, home[1])


def _sent(one: Delivery, server: str, account: str) -> Target:
    return Target(
        server=server,
        account=account,
        key=DeliveryKey(network_message_id=one.network_message_id, recipient=one.sender_address),
        internet_message_id=one.internet_message_id,
        header_fingerprint=one.header_fingerprint,
        location=DeliveryLocation.INBOX,
        hint=None,
        sent=True,
    )
