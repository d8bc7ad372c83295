"""The `[[verdicts]]` tables: which engines are asked about mail, and where they listen."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, Self, TypeAlias

from pydantic import AfterValidator, BaseModel, ByteSize, ConfigDict, Field, model_validator

from clawback.analysis.providers.line import Address
from clawback.model.loopback import is_loopback


def _readable(text: str) -> str:
    Address.read(text)
    return text


def _absolute(path: Path) -> Path:
    if not path.is_absolute():
        raise ValueError("must be an absolute path")
    return path


_Address = Annotated[
    str,
    AfterValidator(_readable),
    Field(description="HOST:PORT, [IPv6]:PORT, or the absolute path of a UNIX socket."),
]


class _Engine(BaseModel):
    """What every kind of engine is told."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: str
    name: str | None = Field(
        default=None,
        min_length=1,
        max_length=64,
        description="How figures and sentences call it; its kind, where nothing is said.",
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

    @property
    def called(self) -> str:
        return self.name or self.kind


class _Table(_Engine):
    """What an engine is told that listens at an address."""

    address: _Address
    data: Annotated[Path, AfterValidator(_absolute)] | None = Field(
        default=None,
        description="The absolute path of the folder of what it judges by, where that is on this "
        "machine: signatures, rules, maps. A file that changes there is a change of the engine.",
    )
    allow_plaintext: bool = Field(
        default=False, description="Lets mail go unprotected to a host that is not this one."
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


class ClamavSettings(_Table):
    """ClamAV's clamd."""

    kind: Literal["clamav"]


class SpamassassinSettings(_Table):
    """SpamAssassin's spamd."""

    kind: Literal["spamassassin"]


class RspamdSettings(_Table):
    """rspamd's normal worker."""

    kind: Literal["rspamd"]


class YaraSettings(_Engine):
    """YARA-X, in processes of Clawback's own: as many as `concurrency`, while there is mail."""

    kind: Literal["yara"]
    rules: Annotated[Path, AfterValidator(_absolute)] = Field(
        description="The absolute path of the folder of rules: its files `*.yar` and `*.yara`, and "
        "those of folders in it."
    )
    concurrency: int = Field(
        default=2, ge=1, le=64, description="Mails that it is asked about at the same time."
    )


VerdictsTable: TypeAlias = Annotated[
    ClamavSettings | SpamassassinSettings | RspamdSettings | YaraSettings,
    Field(discriminator="kind"),
]
