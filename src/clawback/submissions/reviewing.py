"""Judges again what was submitted: reads it, asks all engines, and writes down what they say."""

from __future__ import annotations

from dataclasses import replace

import structlog

from clawback.analysis.providers.port import Transport
from clawback.filters.tree import AnyOf, both
from clawback.model.actor import Actor, ActorKind
from clawback.model.delivery import Row
from clawback.model.errors import ClawbackError
from clawback.model.message import Message
from clawback.model.scope import scope_text
from clawback.submissions import records, wrapping
from clawback.submissions.courier import settle
from clawback.submissions.deciding import lost, reviewed
from clawback.submissions.ground import Ground
from clawback.submissions.submission import Item, Kind, Result, Review, Submission, Submitter

_log = structlog.stdlib.get_logger("clawback.submissions")


class Reviewing:
    """One submission after the other; what is broken off is done anew."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def review(self, submission_id: str) -> None:
        """Does one, unless it is done. Never raises: what goes wrong is a result that says so."""
        with self._ground.database.read() as connection:
            made = records.find(connection, submission_id)
        if made is None or made.review is not None:
            return
        try:
            item, found = self._found(made)
        except ClawbackError as error:
            item, found = made.item, self._failed(str(error))
        except Exception as error:  # noqa: BLE001 - whoever looks must learn of it
            _log.exception("submission_not_judged")
            fault = f"A fault in Clawback itself: {type(error).__name__}."
            item, found = made.item, self._failed(fault)
        self._keep(made, item, found)

    def row(self, item: Item, actor: Actor) -> Row | None:
        """The stored delivery, as far as the actor may see it."""
        tree = AnyOf("network_message_id", (item.network_message_id,))
        wanted = both(tree, AnyOf("recipient", (item.recipient,))) if item.recipient else tree
        page = self._ground.store.page(self._ground.ask(actor, wanted, None, None), limit=1)
        return page.rows[0] if page.rows else None

    def _found(self, made: Submission) -> tuple[Item, Review]:
        item, actor, now = made.item, actor_of(made.by), self._ground.clock.now()
        row = self.row(item, actor) if item.network_message_id else None
        if item.kind is Kind.EMAIL and not item.sealed:
            return item, lost(row, now)
        message = self._ground.reader.read(self._mail(made), _transport(item))
        if item.kind is Kind.EMAIL:
            item, row = self._known(item, message, row, actor)
        return item, reviewed(item.kind, message, row, now)

    def _mail(self, made: Submission) -> bytes:
        item = made.item
        if item.kind is Kind.URL:
            return wrapping.of_url(item.name, made.at)
        raw = self._ground.files.open(made.id, item.sealed)
        return raw if item.kind is Kind.EMAIL else wrapping.of_file(item.name, raw, made.at)

    def _known(
        self, item: Item, message: Message, row: Row | None, actor: Actor
    ) -> tuple[Item, Row | None]:
        """An uploaded mail with what it says of itself, and the stored one that it is."""
        if item.network_message_id:
            return item, row
        told = replace(
            item,
            name=message.subject or item.name,
            internet_message_id=message.internet_message_id,
            sender=message.sender.address,
            mail_from=message.return_path,
            sender_ip=message.sender_ip,
            received_at=message.sent_at,
        )
        stored = self.row(replace(told, network_message_id=message.network_message_id), actor)
        if stored is None:
            return told, None
        return replace(told, network_message_id=message.network_message_id), stored

    def _failed(self, why: str) -> Review:
        now = self._ground.clock.now()
        return replace(lost(None, now), result=Result.FURTHER_ANALYSIS, why=(why,))

    def _keep(self, made: Submission, item: Item, found: Review) -> None:
        now = self._ground.clock.now()
        with self._ground.database.write() as connection:
            kept = records.find(connection, made.id)
            if kept is not None and kept.review is None:
                done = replace(kept, item=item, review=found, result=found.result, changed_at=now)
                records.change(connection, done)
                settle(connection, made.id, now)


def actor_of(one: Submitter) -> Actor:
    """Whoever submitted it, as they were then."""
    return Actor(
        id=one.id,
        name=one.name,
        role=one.role,
        kind=ActorKind(one.kind),
        person=one.person,
        permissions=frozenset(one.permissions),
        scope=one.scope,
    )


def submitter_of(actor: Actor) -> Submitter:
    return Submitter(
        id=actor.id,
        name=actor.name,
        role=actor.role,
        kind=actor.kind.value,
        person=actor.person,
        reach=scope_text(actor.scope),
        permissions=tuple(sorted(actor.permissions)),
    )


def _transport(item: Item) -> Transport:
    recipients = (item.recipient,) if item.recipient else ()
    return Transport(
        client_ip=item.sender_ip, mail_from=item.mail_from or None, recipients=recipients
    )
