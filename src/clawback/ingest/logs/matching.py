"""Which rows a fact of a log is about; pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from clawback.ingest.logs.facts import Fact, Telling
from clawback.model.address import plain_address
from clawback.model.delivery import Row

_CLOCKS = timedelta(minutes=10)  # by which those of two machines may differ


def bare(message_id: str) -> str:
    """A Message-ID without its brackets, as two programs write the same one."""
    return message_id.strip().removeprefix("<").removesuffix(">")


def rows_of(fact: Fact, rows: Iterable[Row], carriers: frozenset[str]) -> Sequence[Row]:
    """Those of these rows that the fact is about.

    A Message-ID is a sender's word, and may come twice: then those count whose headers carry the
    queue id (`carriers` are their network message ids), else the one that came last before.
    """
    found = [row for row in rows if _is_of(fact, row) and _is_for(fact, row)]
    ids = {row.delivery.network_message_id for row in found}
    if len(ids) > 1 and ids & carriers:
        ids &= carriers
    if len(ids) > 1:
        before = [one for one in found if one.delivery.time_received <= fact.at + _CLOCKS]
        newest = max(before or found, key=lambda one: one.delivery.time_received)
        ids = {newest.delivery.network_message_id}
    return [row for row in found if row.delivery.network_message_id in ids]


def _is_of(fact: Fact, row: Row) -> bool:
    if not fact.message_id:
        return True  # it was looked for by its queue id
    return bare(row.delivery.internet_message_id) == bare(fact.message_id)


def _is_for(fact: Fact, row: Row) -> bool:
    recipient = row.delivery.recipient.lower()
    if fact.recipients:
        return recipient in {plain_address(one) for one in fact.recipients}
    if fact.account:
        local, _, domain = recipient.rpartition("@")
        plain = local.partition("+")[0]
        return fact.account in {recipient, local, plain, f"{plain}@{domain}"}
    return fact.telling in {Telling.STOPPED, Telling.RULE}
