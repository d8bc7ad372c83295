"""The way of a mail from server to server, out of its Received lines (RFC 5321 §4.4)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime

from clawback.analysis.header import Header
from clawback.analysis.trace import find_border, read_hop
from clawback.analysis.visible import visible
from clawback.model.dates import moment_of

_MOST_HOPS = 64  # servers refuse mail with more than about 50
_CHARACTERS = 4_096
_FROM = re.compile(r"from +([^\s;]{1,255})", re.IGNORECASE)
_WITH = re.compile(r" with +(Microsoft SMTP Server|[A-Za-z0-9-]{1,32})", re.IGNORECASE)
_TLS = re.compile(r"(?:using |version=|\()TLSv?1(?:[._]([0-3]))?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """What one server wrote when it took the mail.

    `from_name` is what the other side called itself, and proves nothing; `from_ip` is where it
    stood. `delay` is in seconds since the hop before, negative where clocks disagree, `None` where
    either did not tell the time. `believed` says that no outsider can have written the line.
    """

    from_name: str = ""
    from_ip: str = ""
    by: str = ""
    protocol: str = ""
    tls: str = ""
    at: datetime | None = None
    delay: int | None = None
    believed: bool = False


def hops_of(header: Header) -> tuple[Hop, ...]:
    """The topmost 64 hops, in the order in which the mail went. Never raises."""
    border = find_border(header).index
    hops: list[Hop] = []
    before: datetime | None = None
    for place in reversed(header.places("received")[:_MOST_HOPS]):
        hop = _read(header.fields[place][1], believed=place <= border)
        if hop.at is not None:
            delay = None if before is None else round((hop.at - before).total_seconds())
            hop, before = replace(hop, delay=delay), hop.at
        hops.append(hop)
    return tuple(hops)


def _read(received: str, *, believed: bool) -> Hop:
    """What `read_hop` cannot tell apart from the greeting is left out here, too."""
    line = received[:_CHARACTERS].replace("\t", " ")
    at = moment_of(received.rpartition(";")[2].strip())
    hop = read_hop(line)
    if not hop.host:
        return Hop(at=at, believed=believed)
    named = _FROM.match(line)
    protocol = _WITH.search(line, (" " + line.lower()).index(" by "))
    tls = _TLS.search(line)
    return Hop(
        from_name=visible(named[1]) if named else "",
        from_ip=hop.client,
        by=hop.host,
        protocol=protocol[1] if protocol else "",
        tls=f"TLS 1.{tls[1] or 0}" if tls else "",
        at=at,
        believed=believed,
    )
