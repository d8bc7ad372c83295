"""What an administrator can set about the audit trail."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

ORIGIN = "clawback/audit"
_SCHEMES = ("udp", "tcp", "tls")
_PORTS = range(1, 1 << 16)


class SyslogFormat(StrEnum):
    """What stands in a syslog message."""

    TEXT = "text"
    OCSF = "ocsf"


def _name(origin: str) -> str:
    if re.fullmatch(r"[^\s+]{1,200}", origin) is None:
        raise ValueError("must be one word without blanks and without a plus sign")
    return origin


def _target(address: str) -> str:
    split = urlsplit(address)
    try:
        port = split.port
    except ValueError:
        port = None
    if split.scheme not in _SCHEMES or not split.hostname or port not in _PORTS:
        raise ValueError("must be udp://HOST:PORT, tcp://HOST:PORT or tls://HOST:PORT")
    return address


class AuditSettings(BaseModel):
    """Section `audit` of the settings."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    origin: Annotated[str, AfterValidator(_name)] = Field(
        default=ORIGIN,
        description="The name of this log in its checkpoints. Best a name that only you use, such "
        "as `mail.example.org/audit`.",
    )
    anchor_file: Path | None = Field(
        default=None,
        description="A second file for every checkpoint, on another machine's disk. Whoever "
        "changes the database cannot change it there.",
    )
    syslog: Annotated[str, AfterValidator(_target)] | None = Field(
        default=None,
        description="Where entries and checkpoints are sent: `tls://HOST:PORT`, `tcp://HOST:PORT` "
        "or `udp://HOST:PORT`. UDP can lose some; the others are repeated until they arrived.",
    )
    syslog_format: SyslogFormat = Field(
        default=SyslogFormat.TEXT,
        description="`text` (a sentence, with structured data) or `ocsf` (JSON for a SIEM).",
    )
    syslog_ca: Path | None = Field(
        default=None,
        description="The certificates that the receiver's is checked against, in PEM; those of "
        "the machine when it is not set.",
    )

    @model_validator(mode="after")
    def _goes_together(self) -> Self:
        if self.syslog_ca is not None and not (self.syslog or "").startswith("tls://"):
            raise ValueError("`syslog_ca` goes with a `tls://` address in `syslog` only")
        return self
