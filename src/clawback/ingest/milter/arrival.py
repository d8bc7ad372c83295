"""From a mail that stands at the milter to what the spool keeps of it."""

from __future__ import annotations

from datetime import datetime

from clawback.ingest.intake import Envelope, Intake
from clawback.ingest.milter.conversation import Transaction
from clawback.ingest.milter.transport import trace_line
from clawback.ingest.sources.port import MILTER


def intake_of(transaction: Transaction, *, moment: datetime, connector: str = "") -> Intake:
    """The mail as it will lie in the mailbox, under the line that the mail server puts above it.

    `connector` is what rows call this way in, when the administrator gave it a name; else the mail
    server's own name for it counts.
    """
    transport = transaction.transport
    envelope = Envelope(
        received_at=moment,
        source=MILTER,
        mail_from=transaction.mail_from,
        recipients=transaction.recipients,
        client_ip=transport.client_ip,
        connector=connector or transport.daemon or MILTER,
        helo=transport.helo,
        tls=transport.tls,
        authenticated_user=transport.authenticated_user,
        queue_id=transport.queue_id,
    )
    return Intake(raw=trace_line(transport, moment) + transaction.raw, envelope=envelope)
