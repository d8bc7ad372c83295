"""The `[[verdicts]]` tables: which engines are asked about mail, and where they listen."""

from __future__ import annotations

from typing import Annotated, Literal, Self, TypeAlias

from pydantic import AfterValidator, BaseModel, ByteSize, ConfigDict, Field, model_validator

from clawback.analysis.providers.line import Address
from clawback.model.loopback import is_loopback


def _readable(text: str) -> str:
    Address.read(text)
    return text


_Address = Annotated[
    str,
    AfterValidator(_readable),
    Field(description="HOST:PORT, [IPv6]:PORT, or the absolute path of a UNIX socket."),
]


class _Table(BaseModel):
    """What every kind of engine is told."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: str
    address: _Address
    name: str | None = Field(
        default=None,
        min_length=1,
        max_length=64,
        description="How figures and sentences call it; its kind, where nothing is said.",
    )
    allow_plaintext: bool = Field(
        default=False, description="Lets mail go unprotected to a host that is not this one."
    )
    seconds: float = Field(
        default=10, gt=0, le=60, description="How long it may take for one mail, all in all."
    )
    size_limit: ByteSize = Field(
        default=ByteSize(20 << 20),
        gt=0,
        description="Larger mails are not given to it, and say so. No higher than its own limit.",
    )
    concurrency: int = Field(
        default=4, ge=1, le=64, description="Mails that it is asked about at the same time."
    )
    imports: bool = Field(
        default=False,
        description="Ask about mail that an import brings, too. Live mail waits behind it.",
    )

    @model_validator(mode="after")
    def _mail_stays_private(self) -> Self:
        host = self.where.host
        if host and not self.allow_plaintext and not is_loopback(host):
            raise ValueError(
                "mail would go to another host unprotected; set allow_plaintext = true if the "
                "network between is yours alone"
            )
        return self

    @property
    def where(self) -> Address:
        return Address.read(self.address)

    @property
    def called(self) -> str:
        return self.name or self.kind


class ClamavSettings(_Table):
    """ClamAV's clamd."""

    kind: Literal["clamav"]


class SpamassassinSettings(_Table):
    """SpamAssassin's spamd."""

    kind: Literal["spamassassin"]


class RspamdSettings(_Table):
    """rspamd's normal worker."""

    kind: Literal["rspamd"]


VerdictsTable: TypeAlias = Annotated[
    ClamavSettings | SpamassassinSettings | RspamdSettings, Field(discriminator="kind")
]
