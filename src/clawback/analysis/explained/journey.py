"""The way of a mail from server to server, out of its Received lines (RFC 5321 §4.4)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime

from clawback.analysis.header import Header
from clawback.analysis.trace import NO_TRUST, Trust, find_border, read_hop, recipient_of
from clawback.analysis.visible import visible
from clawback.model.dates import moment_of
from clawback.model.labelled import Labelled

_MOST_HOPS = 64  # servers refuse mail with more than about 50
_CHARACTERS = 4_096
_LONG = 5 * 60  # seconds that are worth a word; greylisting takes about as many
_FROM = re.compile(r"from +([^\s;]{1,255})", re.IGNORECASE)
_HELO = re.compile(r"\bhelo[=\s]([^\s();]{1,255})", re.IGNORECASE)
_NAMED = re.compile(r"\(([A-Za-z0-9._-]{1,255}) \[")
_WITH = re.compile(r" with +(Microsoft SMTP Server|[A-Za-z0-9-]{1,32})", re.IGNORECASE)
_TLS = re.compile(r"(?:using |version=|\()TLSv?1(?:[._]([0-3]))?\b", re.IGNORECASE)
_CIPHER = re.compile(r"\bcipher[ =]([A-Z0-9_-]{4,64})", re.IGNORECASE)
_UNNAMED = frozenset(("unknown", "localhost.localdomain", "helo"))


class Side(Labelled):
    """Who wrote a Received line."""

    OURS = "ours", "One of our servers"
    BORDER = "border", "Our server that took it from outside"
    OUTSIDE = "outside", "Somebody outside, who may have made it up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """What one server wrote when it took the mail.

    `from_name` is what the other side called itself, and proves nothing; `from_host` is the name
    that the server found for its address, `from_ip` where it stood. `queue_id` is the id that the
    server gave the mail, `recipient` whom it was for. `delay` is in seconds since the hop before,
    negative where clocks disagree, `None` where either did not tell the time. `believed` says that
    no outsider can have written the line. `remark` is a sentence about its time, where there is
    something to say.
    """

    from_name: str = ""
    from_host: str = ""
    from_ip: str = ""
    by: str = ""
    protocol: str = ""
    tls: str = ""
    cipher: str = ""
    queue_id: str = ""
    recipient: str = ""
    at: datetime | None = None
    delay: int | None = None
    believed: bool = False
    side: Side = Side.OUTSIDE
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """All hops, in the order in which the mail went, counted from 0.

    `border` is the hop at which our servers took the mail from outside, `first_untrusted` the last
    one before it, from which on backwards anything may be made up; `None` where there is none.
    `seconds` lie between the first and the last hop that tell the time, `until_sent` between the
    Date field and the first of them; negative where clocks disagree. `cut` says that there were
    more than 64 lines.
    """

    hops: tuple[Hop, ...] = ()
    border: int | None = None
    first_untrusted: int | None = None
    seconds: int | None = None
    until_sent: int | None = None
    cut: bool = False


def journey_of(header: Header, trust: Trust = NO_TRUST) -> Journey:
    """The way that a header tells. Never raises."""
    hops = hops_of(header, trust)
    times = [hop.at for hop in hops if hop.at is not None]
    sent = moment_of(header.first("date"))
    border = next((n for n, hop in enumerate(hops) if hop.side is Side.BORDER), None)
    outside = [n for n, hop in enumerate(hops) if hop.side is Side.OUTSIDE]
    return Journey(
        hops=hops,
        border=border,
        first_untrusted=max(outside, default=None),
        seconds=_between(times[0], times[-1]) if times else None,
        until_sent=_between(sent, times[0]) if sent and times else None,
        cut=len(header.places("received")) > _MOST_HOPS,
    )


def hops_of(header: Header, trust: Trust = NO_TRUST) -> tuple[Hop, ...]:
    """The topmost 64 hops, in the order in which the mail went. Never raises."""
    border = find_border(header, trust).index
    hops: list[Hop] = []
    before: datetime | None = None
    for place in reversed(header.places("received")[:_MOST_HOPS]):
        side = _side(place, border)
        read = _read(header.fields[place][1])
        hop = replace(read, side=side, believed=side is not Side.OUTSIDE)
        if hop.at is not None:
            delay = None if before is None else _between(before, hop.at)
            hop, before = replace(hop, delay=delay, remark=_remark(hop, delay)), hop.at
        hops.append(hop)
    return tuple(hops)


def _side(place: int, border: int) -> Side:
    if place == border:
        return Side.BORDER
    return Side.OUTSIDE if place > border else Side.OURS


def _between(start: datetime, end: datetime) -> int:
    return round((end - start).total_seconds())


def _remark(hop: Hop, delay: int | None) -> str:
    name = hop.by or "This server"
    if delay is None:
        return ""
    if delay < 0:
        why = "" if hop.believed else ", or the line before is made up"
        return f"The clock of {name} and that of the hop before are {-delay} s apart{why}."
    if delay >= _LONG:
        return f"The mail waited {delay} s before {name} had it."
    return ""


def _read(received: str) -> Hop:
    """What `read_hop` cannot tell apart from the greeting is left out here, too."""
    line = received[:_CHARACTERS].replace("\t", " ")
    at = moment_of(received.rpartition(";")[2].strip())
    hop = read_hop(line)
    if not hop.host:
        return Hop(at=at)
    place = (" " + line.lower()).index(" by ")
    protocol, cipher, tls = _WITH.search(line, place), _CIPHER.search(line), _TLS.search(line)
    name, host = _names(line[: max(0, place - 1)])
    return Hop(
        from_name=name,
        from_host=host,
        from_ip=hop.client,
        by=hop.host,
        protocol=protocol[1] if protocol else "",
        tls=f"TLS 1.{tls[1] or 0}" if tls else "",
        cipher=cipher[1] if cipher and tls else "",
        queue_id=hop.queue_id,
        recipient=visible(recipient_of(line[place:])),
        at=at,
    )


def _names(client: str) -> tuple[str, str]:
    """What the client called itself, and the name found for its address, out of `from …`."""
    word = _FROM.match(client)
    named = visible(word[1]) if word else ""
    greeting = _HELO.search(client)
    if greeting:  # Exim and qmail put the name that they found first
        return visible(greeting[1]), _found_name(named)
    found = _NAMED.findall(client)
    return named, _found_name(found[-1]) if found else ""


def _found_name(name: str) -> str:
    plain = name.rstrip(".").lower()
    return "" if plain in _UNNAMED or plain.startswith("[") else plain
