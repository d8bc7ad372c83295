"""Links of mail that is released from the quarantine, protected as the gate would have."""

from __future__ import annotations

import structlog

from clawback.ingest.gate.rewriting import Original, Rewriter, applied
from clawback.model.delivery import DeliveryKey
from clawback.quarantine.held import Held
from clawback.store.port import EventStore

_log = structlog.get_logger(__name__)


class ReleasedLinks:
    """What is sent of a held mail; its one recipient gets links of their own.

    What was read of the mail is taken from the record, so that nothing is read again here. A mail
    that is not recorded goes as it came.
    """

    def __init__(self, store: EventStore, rewriter: Rewriter) -> None:
        self._store = store
        self._rewriter = rewriter

    def as_sent(self, held: Held, raw: bytes) -> bytes:
        """The mail with its links protected. Never raises: a fault costs the change alone."""
        try:
            return self._rewritten(held, raw)
        except Exception as error:  # noqa: BLE001 - the mail goes on as it came
            _log.warning("a released mail was not rewritten", error=type(error).__name__)
            return raw

    def _rewritten(self, held: Held, raw: bytes) -> bytes:
        message = self._store.message(held.network_message_id)
        if message is None:
            return raw
        key = DeliveryKey(network_message_id=held.network_message_id, recipient=held.recipient)
        rows = self._store.rows([key])
        done = self._rewriter.rewrite(
            Original(
                raw=raw,
                message=message,
                mail_from=held.mail_from,
                to={held.recipient: rows[0].delivery.directionality if rows else None},
            )
        )
        return raw if done is None else applied(raw, done) or raw
