"""Which headers were written on our side of the border, and who stood on the other side.

Mail servers write their headers above those that came with the mail (RFC 5321 §4.4), so the
*border* is the topmost Received in which a server names an outside client: an address that is
neither private nor one of our own relays. What stands above it nobody outside can have written.
What stands below may be forged, even when it looks like the word of our own filter, and is believed
only if

* it names a thing that the sender cannot know or may not claim: the queue id that the border server
  gave to the mail (rspamd writes it), or the border server's own name as authserv-id, which every
  border must strip from incoming mail (RFC 8601 §5);
* the border is Microsoft's, whose servers strip forged `X-Forefront-*` and `X-MS-Exchange-*`; or
* the site says that its filter strips forged copies (`Trust.filters`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from clawback.analysis.header import Header
from clawback.analysis.urls.target import registrable

_IpNetwork = IPv4Network | IPv6Network
_HELO = re.compile(r"\bhelo[=\s]\S+", re.IGNORECASE)
_LITERAL = re.compile(r"(?:IPv6:)?([0-9A-Fa-f:.]{3,45})", re.IGNORECASE)
_BRACKETED = re.compile(r"\[(?:IPv6:)?([0-9A-Fa-f:.]{3,45})\]", re.IGNORECASE)
_ROUND = re.compile(r"\(([^()]*)")
_BY = re.compile(r" ?by +([A-Za-z0-9.-]{1,255})", re.IGNORECASE)
_ID = re.compile(r"\bid\s+([A-Za-z0-9-]{4,64})")
_FOR = re.compile(r"\bfor\s+<([^<>\s]{3,320})>", re.IGNORECASE)
_HOPS = 64  # Received fields looked at; servers refuse mail with more than about 50
_MICROSOFT = re.compile(r"(?:.+\.)?(?:outlook\.com|office365\.us|exchangelabs\.com)")
_MICROSOFT_INNER = (ip_network("2603:1000::/24"), ip_network("2a01:111::/32"))
_PRIVATE = tuple(
    ip_network(network)
    for network in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
        *("172.16.0.0/12", "192.168.0.0/16", "::/127", "fc00::/7", "fe80::/10"),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """What a site says of itself, so that more headers can be believed.

    `relays` are networks (CIDR) of its own servers and gateways. `filters` are providers
    (`rspamd`, `spamassassin`, `microsoft`) that its border runs and that strip forged copies of
    their headers. `authserv_ids` are further names under which its servers write
    Authentication-Results. `rule_headers` and `loss_prevention_headers` (lower case) are those in
    which its servers write the name of a rule that a mail met, stripping forged copies.
    """

    relays: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    authserv_ids: tuple[str, ...] = ()
    rule_headers: tuple[str, ...] = ()
    loss_prevention_headers: tuple[str, ...] = ()


NO_TRUST = Trust()


@dataclass(frozen=True, slots=True, kw_only=True)
class Border:
    """Where our side begins.

    `index` is the place of the border Received among the header's fields (-1 when there is
    none, so that all lies below), `client` the address outside, `host` the server that wrote it,
    `queue_ids` the ids that our servers gave to the mail.
    """

    index: int
    client: str = ""
    host: str = ""
    queue_ids: frozenset[str] = frozenset()

    @property
    def is_microsoft(self) -> bool:
        """Whether the server at the border is Exchange Online."""
        return _MICROSOFT.fullmatch(self.host) is not None

    def is_named(self, name: str) -> bool:
        """Whether `name` is the border server, or lies in the same registered domain."""
        if not self.host or not name:
            return False
        domain = registrable(self.host)
        return name == self.host or (domain != "" and registrable(name) == domain)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """What one Received line says: the client's address and the server that wrote the line.

    `is_transfer` is false for a line without `from`, which a server writes when it hands the mail
    to itself. `queue_id` is read behind the server's name, where the client cannot write.
    """

    is_transfer: bool
    client: str = ""
    host: str = ""
    queue_id: str = ""


def find_border(header: Header, trust: Trust = NO_TRUST) -> Border:
    """The topmost hop from outside; without one, the topmost hop of all.

    A hop whose client cannot be told counts as outside, because the client can write into the line
    (HELO) and could make it unreadable.
    """
    places = header.places("received")[:_HOPS]
    hops: list[Hop] = []
    for place in places:
        hop = read_hop(header.fields[place][1])
        hops.append(hop)
        if hop.is_transfer and not _is_ours(hop, trust.relays):
            client = hop.client or _first_outside(header, place)
            return _border(place, hops, client)
    return _border(places[0], hops[:1], hops[0].client) if places else Border(index=-1)


def _first_outside(header: Header, above: int) -> str:
    """What lower hops claim, where the border's own line does not name its client."""
    lower = [place for place in header.places("received")[:_HOPS] if place > above]
    hops = (read_hop(header.fields[place][1]) for place in lower)
    return next((hop.client for hop in hops if hop.client and not _is_ours(hop, ())), "")


def _border(place: int, ours: list[Hop], client: str) -> Border:
    ids = frozenset(hop.queue_id for hop in ours if hop.queue_id)
    return Border(index=place, client=client, host=ours[-1].host, queue_ids=ids)


def believed(header: Header, border: Border, name: str) -> list[str]:
    """Raw values of the fields called `name` (lower case) that stand above the border."""
    return [header.fields[place][1] for place in header.places(name) if place < border.index]


def below(header: Header, border: Border, name: str) -> list[str]:
    """Raw values of the fields called `name` (lower case) that stand below the border."""
    return [header.fields[place][1] for place in header.places(name) if place > border.index]


def read_hop(received: str) -> Hop:
    """Client and server of one Received line (unfolded).

    The greeting (HELO) is the client's own word and is passed over, in whichever place a server
    writes it: `from HELO (name [ip])`, `from [ip] (helo=HELO)`, `from name (HELO x) (ip)`. A line
    with `by` twice has a greeting that imitates the rest of the line; nothing in it is believed.
    """
    line = received.replace("\t", " ")
    lowered = line.lower()
    is_transfer = lowered.startswith("from ")
    if (" " + lowered).count(" by ") != 1:
        return Hop(is_transfer=is_transfer)
    place = max(0, (" " + lowered).index(" by ") - 1)
    by = _BY.match(line, place)
    given = _ID.search(line, place)
    return Hop(
        is_transfer=is_transfer,
        client=_client(line[:place], lowered[:place]) if is_transfer else "",
        host=by[1].lower().rstrip(".") if by else "",
        queue_id=given[1] if given else "",
    )


def _client(text: str, lowered: str) -> str:
    if "helo" in lowered:
        text = _HELO.sub("", text)
    elif text.count("(") == 1 and (found := _BRACKETED.search(text, text.index("("))):
        return _canonical(found[1])  # the form that most servers write
    for round_part in reversed(_ROUND.findall(text)):
        found = _BRACKETED.search(round_part) or _LITERAL.fullmatch(round_part.strip())
        if found and _canonical(found[1]):
            return _canonical(found[1])
    found = _BRACKETED.search(text)
    return _canonical(found[1]) if found else ""


def recipient_of(received: str) -> str:
    """The address in `for <…>`, which a server writes when there was one recipient."""
    found = _FOR.findall(received) if "<" in received else ()
    return found[-1] if found and "@" in found[-1] else ""


def _is_ours(hop: Hop, relays: tuple[str, ...]) -> bool:
    if not hop.client:
        return False
    return _is_private(hop.client, relays) or (
        # Hops inside Exchange Online have public addresses.
        _is_inside_microsoft(hop.client) and _MICROSOFT.fullmatch(hop.host) is not None
    )


@lru_cache(maxsize=8192)
def _is_private(client: str, relays: tuple[str, ...]) -> bool:
    return _in_any(client, _PRIVATE) or _in_any(client, _networks(relays))


@lru_cache(maxsize=8192)
def _is_inside_microsoft(client: str) -> bool:
    return _in_any(client, _MICROSOFT_INNER)


def _in_any(client: str, networks: tuple[_IpNetwork, ...]) -> bool:
    address = ip_address(client)
    return any(network.version == address.version and address in network for network in networks)


@lru_cache(maxsize=64)
def _networks(relays: tuple[str, ...]) -> tuple[_IpNetwork, ...]:
    return tuple(ip_network(relay, strict=False) for relay in relays)


@lru_cache(maxsize=8192)
def _canonical(text: str) -> str:
    """The address in its one spelling, IPv4 inside IPv6 as IPv4; empty when it is none."""
    try:
        address = ip_address(text)
    except ValueError:
        return ""
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return str(mapped or address)
