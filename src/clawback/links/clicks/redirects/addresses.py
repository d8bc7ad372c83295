"""Which addresses may be asked: public ones alone, told by a list of what is public. Pure.

`ipaddress` is not asked what is global: of addresses that carry one of IPv4 inside (NAT64, 6to4,
IPv4-compatible), of multicast and of site-local ones its answer has been wrong.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_NOT_PUBLIC_4 = tuple(
    map(
        IPv4Network,
        (  # RFC 6890 and what IANA has added to its registry of special purposes
            *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
            *("172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24"),
            *("192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24"),
            *("198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3"),
            "168.63.129.16/32",  # a cloud's own service, on an address that looks public
        ),
    )
)
_PUBLIC_6 = IPv6Network("2000::/3")  # RFC 4291 §2.4: all that is given out
_NOT_PUBLIC_6 = tuple(
    map(
        IPv6Network,
        # Special purposes (Teredo, ORCHID …), documentation, 6to4, documentation, AS112.
        ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "2620:4f:8000::/48"),
    )
)
_ISATAP = frozenset({0x00005EFE, 0x02005EFE})  # RFC 5214 §6.1: an address of IPv4 follows


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Which addresses and ports may be asked. `never` are public networks that are one's own."""

    ports: frozenset[int] = frozenset({80, 443})
    never: tuple[Network, ...] = ()

    @classmethod
    def of(cls, ports: Iterable[int], never: Iterable[str]) -> Reach:
        """From what settings say. Raises `ValueError` for what is no network."""
        return cls(ports=frozenset(ports), never=tuple(map(ip_network, never)))

    def allows(self, address: Address) -> bool:
        """Whether this address may be asked."""
        own = any(address in network for network in self.never)
        return is_public(address) and not own


def is_public(address: Address) -> bool:
    """Whether an address is one of the public internet, and carries no other inside."""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _NOT_PUBLIC_4)
    if address.scope_id or address not in _PUBLIC_6:
        return False
    special = any(address in network for network in _NOT_PUBLIC_6)
    return not special and int(address) >> 32 & 0xFFFFFFFF not in _ISATAP


def literal(host: str) -> Address | None:
    """The address that a host is, as links write it; `None` for a name."""
    try:
        return ip_address(host.strip("[]"))
    except ValueError:
        return None
