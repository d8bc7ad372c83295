"""The header of a stored message, explained to one caller."""

from __future__ import annotations

from dataclasses import replace

from clawback.analysis.explained.report import HeaderReport, report_on_message
from clawback.analysis.trace import Trust
from clawback.explorer.header.discretion import withholding
from clawback.explorer.sight import Sight, UnknownMessageError
from clawback.model.message import Message


def header_report(sight: Sight, network_message_id: str, trust: Trust) -> HeaderReport:
    """The report on the header that analysis kept.

    Raises:
        UnknownMessageError: no such message was delivered to anybody the caller may see.
    """
    rows = sight.rows_of(network_message_id)
    message = message_seen(sight, network_message_id)
    return report_on_message(message, trust, rows[0].delivery.time_received)


def message_seen(sight: Sight, network_message_id: str) -> Message:
    """The stored message, without what its header tells of recipients outside the caller's scope.

    Raises:
        UnknownMessageError: nobody whom the caller may see got it, or its content is not kept.
    """
    sight.rows_of(network_message_id)
    message = sight.store.message(network_message_id)
    if message is None:
        raise UnknownMessageError
    return withheld(sight, message)


def withheld(sight: Sight, message: Message) -> Message:
    """The message without what its header tells of recipients outside the caller's scope."""
    if sight.scope.everywhere:
        return message
    delivered = tuple(filter(sight.covers, message.delivered_to))
    headers = withholding(message.headers, sight.covers)
    return replace(message, headers=headers, delivered_to=delivered)
