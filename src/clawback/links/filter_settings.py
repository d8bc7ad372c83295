"""What an administrator can set about the content filter."""

from __future__ import annotations

from ipaddress import ip_network
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ByteSize,
    ConfigDict,
    Field,
    IPvAnyNetwork,
    model_validator,
)

_PORTS = range(1, 1 << 16)
_LONGEST_PATH = 100  # bytes; the system takes 107


def host_and_port(address: str) -> tuple[str, int]:
    """Of `HOST:PORT` or `[IPv6]:PORT`. Raises `ValueError`."""
    host, colon, port = address.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not (colon and host and port.isascii() and port.isdigit() and int(port) in _PORTS):
        raise ValueError("must be HOST:PORT or [IPv6]:PORT")
    return host, int(port)


def _listener(address: str) -> str:
    if address.startswith("/"):
        if len(address.encode()) > _LONGEST_PATH:
            raise ValueError("the path of a UNIX socket has at most 100 bytes")
    elif address:
        host_and_port(address)
    return address


def _hop(address: str) -> str:
    if address:
        host_and_port(address)
    return address


class ContentFilterSettings(BaseModel):
    """Section `links.filter` of the settings: links of each recipient's own, behind the queue."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    listen: Annotated[str, AfterValidator(_listener)] = Field(
        default="",
        description="Where the mail server hands mail over: HOST:PORT or the absolute path of a "
        "UNIX socket; empty for no content filter. With one, the gate rewrites no links.",
    )
    next_hop: Annotated[str, AfterValidator(_hop)] = Field(
        default="",
        description="HOST:PORT of the mail server that mail goes back to by SMTP, on a listener "
        "that has no content filter.",
    )
    protocol: Literal["lmtp", "smtp"] = Field(
        default="lmtp",
        description="What the mail server speaks: `lmtp`, in which each recipient is answered for, "
        "or `smtp`, which takes one recipient a mail.",
    )
    clients: tuple[IPvAnyNetwork, ...] = Field(
        default=(ip_network("127.0.0.0/8"), ip_network("::1/128")),
        description="Networks of the mail servers that may connect. Whatever they send goes on.",
    )
    most_at_once: int = Field(
        default=20, ge=1, le=1000, description="Most sessions of the mail server at a time."
    )
    largest: ByteSize = Field(
        default=ByteSize(20 << 20),
        ge=1 << 10,
        le=50 << 20,
        description="Larger mails go on as they came, and say so.",
    )
    seconds: float = Field(
        default=10.0,
        ge=0.1,
        le=120.0,
        description="How long a mail may be read and rewritten; then it goes on as it came.",
    )
    next_hop_seconds: float = Field(
        default=120.0,
        ge=1.0,
        le=500.0,
        description="How long each answer of the next hop is waited for.",
    )

    @model_validator(mode="after")
    def _goes_on(self) -> Self:
        if bool(self.listen) != bool(self.next_hop):
            raise ValueError("listen and next_hop are set together or not at all")
        if self.listen and self.listen == self.next_hop:
            raise ValueError("next_hop is the content filter itself, so mail would go round")
        return self
