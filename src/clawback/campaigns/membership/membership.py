"""Puts mail to its like, and lets the campaign that it comes to speak of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Protocol

import structlog

from clawback.analysis.verdict import combine
from clawback.campaigns import records as campaign_records
from clawback.campaigns.membership import records
from clawback.campaigns.membership.bar import Bar, Say
from clawback.database import Database
from clawback.model.delivery import Delivery, DeliveryKey
from clawback.model.errors import UnavailableError
from clawback.model.message import Message
from clawback.model.verdict import Finding, ThreatType
from clawback.store.port import Batch

_TURN = 0.1  # seconds that a mail waits at the gate while a block is placed
_log = structlog.stdlib.get_logger("clawback.campaigns")


class Placing(Protocol):
    """What puts mail to its like; `campaigns.grouping.Grouping` does."""

    def place(self, batch: Batch) -> Batch:
        """The batch with the cluster of each mail."""
        ...

    def nearest(self, message: Message, at: datetime, *, seconds: float) -> str:
        """The cluster that a mail would be put to; empty where there is none, or no time."""
        ...

    def stored(self, batch: Batch) -> None:
        """The batch can be searched now."""
        ...

    def judged(self, keys: Iterable[DeliveryKey], threats: tuple[ThreatType, ...]) -> None:
        """Delivered mail is held for something else."""
        ...


class Membership:
    """Stands in front of what places mail. Safe on several threads.

    What a mail is held for by others is written down before the campaign speaks, so that its own
    word never makes it worse.
    """

    def __init__(self, placing: Placing, database: Database, bar: Bar) -> None:
        self._placing = placing
        self._database = database
        self._bar = bar

    def place(self, batch: Batch) -> Batch:
        """The batch with the cluster of each mail, and with what campaigns say of it.

        Raises:
            UnavailableError: the database does not answer.
        """
        placed = self._placing.place(batch)
        if self._bar.say is Say.OFF:
            return placed
        try:
            return self._spoken(placed)
        except UnavailableError:
            raise
        except Exception:  # noqa: BLE001 - no mail is held up by a fault of ours
            _log.exception("campaigns said nothing of a batch")
            return placed

    def foretold(self, message: Message, at: datetime) -> tuple[Finding, ...]:
        """What a campaign would say of a mail that came then, where it decides.

        Raises:
            UnavailableError: the database does not answer.
        """
        if self._bar.say is not Say.DECIDE:
            return ()
        try:
            cluster = self._placing.nearest(message, at, seconds=_TURN)
            mine = {message.network_message_id: cluster} if cluster else {}
            return tuple(self._words(mine).values()) if mine else ()
        except UnavailableError:
            raise
        except Exception:  # noqa: BLE001 - what else is known of the mail counts all the same
            _log.exception("campaigns said nothing of a mail at the gate")
            return ()

    def stored(self, batch: Batch) -> None:
        """As `Placing` says. Raises `UnavailableError`."""
        self._placing.stored(batch)

    def judged(self, keys: Iterable[DeliveryKey], threats: tuple[ThreatType, ...]) -> None:
        """Delivered mail is held for something else from now on, or for nothing.

        Raises:
            UnavailableError: the database or the event store does not answer.
        """
        told = list(keys)
        with self._database.write() as connection:
            ids = {key.network_message_id for key in told}
            records.judged(connection, ids, clean=not threats)
        self._placing.judged(told, threats)

    def _spoken(self, placed: Batch) -> Batch:
        of = {row.network_message_id: row.cluster_id for row in placed.deliveries if row.cluster_id}
        words = self._words(of)
        told = {id_: words[cluster] for id_, cluster in of.items() if cluster in words}
        if not told:
            return placed
        with self._database.write() as connection:
            records.echo(connection, told.keys())
        messages = {
            one.network_message_id: _with(one, told.get(one.network_message_id))
            for one in placed.messages
        }
        return replace(
            placed,
            messages=tuple(messages.values()),
            deliveries=tuple(
                _held(row, messages[row.network_message_id])
                if row.network_message_id in told and row.network_message_id in messages
                else row
                for row in placed.deliveries
            ),
        )

    def _words(self, of: Mapping[str, str]) -> Mapping[str, Finding]:
        """By campaign, of those that were bad enough before these messages came."""
        came = defaultdict[str, list[str]](list)
        for id_, cluster in of.items():
            came[cluster].append(id_)
        with self._database.read() as connection:
            makeups = {
                one: records.witnesses(connection, one, but=came[one])
                for one in campaign_records.among(connection, came.keys())
            }
        told = {one: self._bar.word(one, makeup) for one, makeup in makeups.items()}
        return {one: word for one, word in told.items() if word}


def _with(message: Message, word: Finding | None) -> Message:
    return replace(message, findings=(*message.findings, word)) if word else message


def _held(row: Delivery, message: Message) -> Delivery:
    """The row with the verdict that its message has now; what was done with it stays."""
    verdict = combine(message.findings, message.handling)
    return replace(
        row,
        threat_type=verdict.threat_type,
        detection_technology=verdict.detection_technology,
        phish_confidence_level=verdict.phish_confidence_level,
        threat_classification=verdict.threat_classification,
    )
