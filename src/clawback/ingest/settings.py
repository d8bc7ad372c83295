"""What an administrator can set about mail coming in."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ByteSize, ConfigDict, Field

from clawback.ingest.commit import SpoolLimits
from clawback.ingest.configured import Configured
from clawback.ingest.milter.settings import MilterSettings
from clawback.ingest.raw import KeepRaw
from clawback.ingest.recipients import Organisation
from clawback.ingest.sources.port import IMPORT, LMTP, MILTER
from clawback.model.folding import fold


def _folded(names: frozenset[str]) -> frozenset[str]:
    return frozenset(fold(name.strip()) for name in names)


def _listener(address: str) -> str:
    host, colon, port = address.rpartition(":")
    if address.startswith("/") or (host and colon and port.isdecimal() and int(port) < 1 << 16):
        return address
    raise ValueError("must be HOST:PORT, [IPv6]:PORT, or the absolute path of a UNIX socket")


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
    milter: MilterSettings = MilterSettings()
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

    @property
    def organisation(self) -> Organisation:
        return Organisation(
            own_domains=self.own_domains,
            journal_addresses=self.journal_addresses,
            trusts_exchange_ids=self.trust_exchange_ids,
        )

    @property
    def configured(self) -> Configured:
        """What mail comes in through, whether any has come or not."""
        live = {LMTP: self.lmtp, MILTER: self.milter.listen}
        return Configured(frozenset({IMPORT, *(name for name, door in live.items() if door)}))

    @property
    def spool_limits(self) -> SpoolLimits:
        return SpoolLimits(backlog=self.spool_backlog, reserve=self.spool_reserve)
