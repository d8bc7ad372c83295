"""What an administrator can set about mail coming in."""

from __future__ import annotations

from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Self, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ByteSize,
    ConfigDict,
    Field,
    IPvAnyNetwork,
    field_validator,
    model_validator,
)

from clawback.ingest.configured import Configured
from clawback.ingest.gate.settings import GateSettings
from clawback.ingest.journal.settings import JournalSettings
from clawback.ingest.logs.settings import LogSettings
from clawback.ingest.mailbox.settings import MailboxIntake
from clawback.ingest.milter.settings import MilterSettings
from clawback.ingest.raw import KeepRaw
from clawback.ingest.receivers.encryption import Certificate
from clawback.ingest.recipients import Organisation
from clawback.ingest.sources.port import IMPORT, LMTP, MILTER, SMTP
from clawback.model.folding import fold
from clawback.spool.commit import SpoolLimits


def _folded(names: frozenset[str]) -> frozenset[str]:
    return frozenset(fold(name.strip()) for name in names)


def _listener(address: str) -> str:
    host, colon, port = address.rpartition(":")
    if address.startswith("/") or (host and colon and port.isdecimal() and int(port) < 1 << 16):
        return address
    raise ValueError("must be HOST:PORT, [IPv6]:PORT, or the absolute path of a UNIX socket")


def _tcp_listener(address: str) -> str:
    if address.startswith("/"):
        raise ValueError("must be HOST:PORT or [IPv6]:PORT")
    return _listener(address)


_Named = TypeVar("_Named", LogSettings, MailboxIntake)
Folded = Annotated[frozenset[str], AfterValidator(_folded)]


class IngestSettings(BaseModel):
    """Section `ingest` of the settings."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    own_domains: Folded = Field(
        default=frozenset(),
        description="Our mail domains; they tell inbound from outbound. Sub-domains are included.",
    )
    journal_addresses: Folded = Field(
        default=frozenset(),
        description="Addresses that get journal copies (always_bcc). They are nobody's mailbox, so "
        "the true recipients are taken from the headers.",
    )
    trust_exchange_ids: bool = Field(
        default=False,
        description="Take the network message id that Exchange wrote into a mail. Only where all "
        "mail comes through Exchange: anybody else can write that header too.",
    )
    lmtp: Annotated[str, AfterValidator(_listener)] | None = Field(
        default=None,
        description="Where journal copies come in by LMTP: HOST:PORT or the absolute path of a "
        "UNIX socket. Nothing listens when it is not set.",
    )
    connector: str = Field(
        default="lmtp", max_length=200, description="What the rows of LMTP mail call their way in."
    )
    lmtp_sessions: int = Field(
        default=200, ge=1, le=10_000, description="Most LMTP connections at a time."
    )
    smtp: Annotated[str, AfterValidator(_tcp_listener)] | None = Field(
        default=None,
        description="Where journal copies come in by SMTP: HOST:PORT. Nothing listens when it is "
        "not set. No mail is passed on.",
    )
    smtp_clients: tuple[IPvAnyNetwork, ...] = Field(
        default=(ip_network("127.0.0.0/8"), ip_network("::1/128")),
        description="Networks of the mail servers that may connect by SMTP; this machine alone "
        "when it is not set. With `journal_addresses`, mail is taken for these addresses only.",
    )
    smtp_connector: str = Field(
        default="smtp", max_length=200, description="What the rows of SMTP mail call their way in."
    )
    smtp_sessions: int = Field(
        default=200, ge=1, le=10_000, description="Most SMTP connections at a time."
    )
    smtp_certificate: Path | None = Field(
        default=None,
        description="The certificate, with those between it and a known authority, in PEM: "
        "STARTTLS is offered. Read anew for each connection.",
    )
    smtp_key: Path | None = Field(
        default=None, description="The key of the certificate, in PEM, without a password."
    )
    journal: JournalSettings = JournalSettings()
    milter: MilterSettings = MilterSettings()
    gate: GateSettings = GateSettings()
    logs: tuple[LogSettings, ...] = Field(
        default=(), description="Logs of Postfix and Dovecot that are followed, one table each."
    )
    mailboxes: tuple[MailboxIntake, ...] = Field(
        default=(), description="Mailboxes that are read over IMAP, one table each."
    )
    keep_raw: KeepRaw = Field(
        default=KeepRaw.LIMITED,
        description="Which mails are kept whole: none, limited (those that could not be read "
        "completely) or all.",
    )
    workers: int = Field(
        default=0, ge=0, le=256, description="Processes that read mail; 0: one for each core."
    )
    spool_backlog: ByteSize = Field(
        default=ByteSize(4 << 30),
        description="Most bytes that may wait in the spool; beyond it, mail is refused for now.",
    )
    spool_reserve: ByteSize = Field(
        default=ByteSize(256 << 20),
        description="Bytes left free on the spool's disk; below it, mail is refused for now.",
    )

    @model_validator(mode="after")
    def _certificate_and_key(self) -> Self:
        if (self.smtp_certificate is None) != (self.smtp_key is None):
            raise ValueError("smtp_certificate and smtp_key must be set together")
        return self

    @model_validator(mode="after")
    def _gate_and_milter(self) -> Self:
        if self.gate.mode == "enforce" and self.milter.listen is None:
            raise ValueError("gate.mode enforce needs milter.listen")
        return self

    @field_validator("logs", "mailboxes")
    @classmethod
    def _told_apart(cls, tables: tuple[_Named, ...]) -> tuple[_Named, ...]:
        if len({one.name for one in tables}) < len(tables):
            raise ValueError("two tables have the same name")
        return tables

    @property
    def certificate(self) -> Certificate | None:
        """What STARTTLS is offered with."""
        if self.smtp_certificate is None or self.smtp_key is None:
            return None
        return Certificate(chain=self.smtp_certificate, key=self.smtp_key)

    @property
    def organisation(self) -> Organisation:
        return Organisation(
            own_domains=self.own_domains,
            journal_addresses=self.journal_addresses,
            trusts_exchange_ids=self.trust_exchange_ids,
            opens_imported_reports=self.journal.open_imported,
        )

    @property
    def configured(self) -> Configured:
        """What mail comes in through, whether any has come or not."""
        live = {LMTP: self.lmtp, SMTP: self.smtp, MILTER: self.milter.listen}
        tables = (*(one.source for one in self.logs), *(one.source for one in self.mailboxes))
        return Configured(
            frozenset({IMPORT, *(name for name, door in live.items() if door), *tables})
        )

    @property
    def spool_limits(self) -> SpoolLimits:
        return SpoolLimits(backlog=self.spool_backlog, reserve=self.spool_reserve)
