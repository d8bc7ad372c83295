"""What an administrator may set about the quarantine."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

_PORTS = range(1, 1 << 16)


def split_address(address: str) -> tuple[str, int]:
    """Host and port of `HOST:PORT` or `[IPv6]:PORT`. Raises `ValueError`."""
    host, colon, port = address.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not (colon and host and port.isascii() and port.isdigit() and int(port) in _PORTS):
        raise ValueError("must be HOST:PORT")
    return host, int(port)


def _address(address: str) -> str:
    if address:
        split_address(address)
    return address


class QuarantineSettings(BaseModel):
    """Section `quarantine` of the settings."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    keep_days: int = Field(
        default=30,
        ge=1,
        le=3650,
        description="How long held mail is kept before it is forgotten; it counts for what is held "
        "from then on.",
    )
    release_smtp: Annotated[str, AfterValidator(_address)] = Field(
        default="",
        description="HOST:PORT of the mail server that released mail is handed to, on a listener "
        "that does not ask the gate; empty: nothing can be released.",
    )

    @property
    def keep(self) -> timedelta:
        return timedelta(days=self.keep_days)
