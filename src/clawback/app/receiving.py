"""Where live mail comes in, as the settings say."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from clawback.app.parts import Parts
from clawback.ingest.content_filter.receiver import ContentFilter, FilterOptions
from clawback.ingest.content_filter.session import Passage
from clawback.ingest.milter.deciding import Observing
from clawback.ingest.milter.enforcing import Enforcing
from clawback.ingest.milter.receiver import MilterOptions, MilterReceiver
from clawback.ingest.milter.recorder import Recorder
from clawback.ingest.receivers.clients import Clients
from clawback.ingest.receivers.dialect import LMTP, SMTP
from clawback.ingest.receivers.receiver import JournalReceiver, ReceiverOptions
from clawback.worker.loop import Listener, listening
from clawback.worker.server import AddressTakenError


@contextmanager
def receiving(parts: Parts) -> Iterator[None]:
    """Every receiver that is set up, each in an event loop of its own, while the block runs.

    Raises:
        AddressTakenError: one of them cannot listen where it should.
        CertificateError: the certificate for SMTP cannot be used.
    """
    ingest = parts.settings.ingest
    with ExitStack() as stack:
        if ingest.lmtp:
            receiver = _lmtp(parts, ingest.lmtp)
            stack.enter_context(_listening(receiver, "ingest.lmtp", ingest.lmtp))
        if ingest.smtp:
            receiver = _smtp(parts, ingest.smtp)
            stack.enter_context(_listening(receiver, "ingest.smtp", ingest.smtp))
        if ingest.milter.listen:
            milter = _milter(parts, ingest.milter.listen)
            stack.enter_context(_listening(milter, "ingest.milter.listen", ingest.milter.listen))
        if parts.content_filter:
            listener = _content_filter(parts, parts.content_filter)
            where = parts.settings.links.filter.listen
            stack.enter_context(_listening(listener, "links.filter.listen", where))
        yield


def _lmtp(parts: Parts, listen: str) -> JournalReceiver:
    ingest = parts.settings.ingest
    options = ReceiverOptions(
        listen=listen,
        dialect=LMTP,
        connector=ingest.connector,
        sessions=ingest.lmtp_sessions,
        reports=ingest.journal.rule,
    )
    return JournalReceiver(parts.entrance, options=options, clock=parts.clock)


def _smtp(parts: Parts, listen: str) -> JournalReceiver:
    ingest = parts.settings.ingest
    options = ReceiverOptions(
        listen=listen,
        dialect=SMTP,
        connector=ingest.smtp_connector,
        sessions=ingest.smtp_sessions,
        clients=Clients(networks=ingest.smtp_clients),
        recipients=ingest.journal_addresses,
        reports=ingest.journal.rule,
        certificate=ingest.certificate,
    )
    return JournalReceiver(parts.entrance, options=options, clock=parts.clock)


def _milter(parts: Parts, listen: Path) -> MilterReceiver:
    milter = parts.settings.ingest.milter
    options = MilterOptions(listen=listen, connector=milter.connector, sessions=milter.sessions)
    recorder = Recorder(parts.entrance, parts.unrecorded, parts.entrance.watch, parts.clock)
    deciding = (
        Enforcing(recorder, parts.gate, parts.quarantine) if parts.gate else Observing(recorder)
    )
    return MilterReceiver(recorder, deciding, options=options, clock=parts.clock)


def _content_filter(parts: Parts, passage: Passage) -> ContentFilter:
    wanted = parts.settings.links.filter
    options = FilterOptions(
        listen=wanted.listen,
        clients=Clients(networks=wanted.clients, unix_socket=True),
        sessions=wanted.most_at_once,
    )
    return ContentFilter(passage, options=options)


@contextmanager
def _listening(receiver: Listener, setting: str, where: str | Path) -> Iterator[None]:
    with ExitStack() as stack:
        try:
            stack.enter_context(listening(receiver, setting))
        except OSError as error:
            raise AddressTakenError(
                f"Cannot receive mail at {where}: {error.strerror or error}. Stop what uses it, "
                f"or change the setting {setting}."
            ) from error
        yield
