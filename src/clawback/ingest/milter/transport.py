"""What the mail server tells of a mail's way: who connected, how, under which queue id."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from functools import lru_cache

from clawback.model.replacing import replaced

# The macros that are asked for, by the number of the stage (SMFIM) they come with. None with the
# end of the header (6): Postfix would send them again before each of its fields.
WANTED_MACROS = {
    0: "j {daemon_name} {client_addr}",
    1: "{tls_version} {cipher}",
    2: "i {auth_authen} {auth_type} {client_addr} {tls_version} {cipher}",
    3: "",
    4: "i",
    5: "i",
    6: "",
}
_LONGEST = 255  # characters of anything a client says
_NO_WORD = re.compile(r"[^A-Za-z0-9._:@+-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Transport:
    """Facts of one transaction, each empty where the mail server did not tell it.

    `host` is the mail server itself, `daemon` the name that it gives this way in, `client_name`
    what it calls the client.
    """

    client_ip: str = ""
    client_name: str = ""
    helo: str = ""
    host: str = ""
    daemon: str = ""
    queue_id: str = ""
    tls_version: str = ""
    cipher: str = ""
    authenticated_user: str = ""

    @property
    def tls(self) -> str:
        """Version and cipher in one, such as `TLSv1.3 TLS_AES_256_GCM_SHA384`; empty without."""
        return f"{self.tls_version} {self.cipher}".strip()

    def told(self, macros: Mapping[str, str]) -> Transport:
        """With what these macros tell besides; an address that is none tells nothing."""
        return replaced(
            self,
            client_ip=_address(macros.get("client_addr", "")) or self.client_ip,
            host=_short(macros.get("j", "")) or self.host,
            daemon=_short(macros.get("daemon_name", "")) or self.daemon,
            queue_id=_short(macros.get("i", "")) or self.queue_id,
            tls_version=_short(macros.get("tls_version", "")) or self.tls_version,
            cipher=_short(macros.get("cipher", "")) or self.cipher,
            authenticated_user=_short(macros.get("auth_authen", "")) or self.authenticated_user,
        )

    def connected(self, name: str, address: str) -> Transport:
        """With who connected."""
        return replaced(self, client_name=_short(name), client_ip=_address(address))

    def greeted(self, helo: str) -> Transport:
        """With how the client greeted."""
        return replaced(self, helo=_short(helo))

    def next_mail(self) -> Transport:
        """As it stands before the next mail of the same connection."""
        return replaced(self, queue_id="", authenticated_user="")


def trace_line(transport: Transport, moment: datetime) -> bytes:
    """The `Received` field (RFC 5321 §4.4) that the mail server will write above this mail.

    The mail as a milter gets it does not have it yet; what reads headers needs it to tell what our
    own servers wrote from what came with the mail. What the client chose is reduced to plain
    characters, so that it cannot imitate the rest of the line.
    """
    client = transport.client_ip
    literal = f"IPv6:{client}" if ":" in client else client
    lines = [f"Received: from {_word(transport.helo)} ({_word(transport.client_name)} [{literal}])"]
    if transport.tls_version:
        version, cipher = _word(transport.tls_version), _word(transport.cipher)
        lines.append(f"\t(using {version} with cipher {cipher})")
    if transport.authenticated_user:
        lines.append(f"\t(Authenticated sender: {_word(transport.authenticated_user)})")
    lines.append(f"\tby {_word(transport.host)} (Clawback milter) {_with(transport)};")
    lines.append(f"\t{_date(moment.replace(microsecond=0))}")
    return "\r\n".join(lines).encode("ascii") + b"\r\n"


def _with(transport: Transport) -> str:
    """The protocol's name (RFC 3848), and the queue id."""
    suffix = ("S" if transport.tls_version else "") + ("A" if transport.authenticated_user else "")
    identified = f" id {_word(transport.queue_id)}" if transport.queue_id else ""
    return f"with ESMTP{suffix}{identified}"


@lru_cache(maxsize=4)
def _date(second: datetime) -> str:
    return format_datetime(second)


@lru_cache(maxsize=1024)
def _address(text: str) -> str:
    """In its one spelling; empty when it is none."""
    try:
        return str(ipaddress.ip_address(text.strip("[]").lower().removeprefix("ipv6:")))
    except ValueError:
        return ""


def _short(text: str) -> str:
    return text[:_LONGEST]


def _word(text: str) -> str:
    return _NO_WORD.sub("-", text).strip("-") or "unknown"
