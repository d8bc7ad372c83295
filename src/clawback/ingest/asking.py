"""A spooled mail as a question to the engines that judge mail."""

from __future__ import annotations

from clawback.analysis.providers.port import Transport
from clawback.analysis.providers.seat import Question
from clawback.ingest.intake import Envelope, Intake
from clawback.ingest.sources.port import IMPORT


def question(intake: Intake) -> Question:
    """The mail and how it came."""
    imported = intake.envelope.source == IMPORT
    return Question(raw=intake.raw, imported=imported, transport=transport(intake.envelope))


def transport(told: Envelope) -> Transport:
    """How a mail came, as whoever judges it is told."""
    return Transport(
        client_ip=told.client_ip,
        helo=told.helo,
        mail_from=told.mail_from,
        recipients=told.recipients,
        authenticated_user=told.authenticated_user,
        queue_id=told.queue_id,
    )
