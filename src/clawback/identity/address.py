"""Network addresses of callers, and the networks they are counted by."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

_IPV4_BITS = 24
_IPV6_BITS = 56  # what a provider usually gives one customer


def address_of(text: str) -> IPv4Address | IPv6Address | None:
    """The address in a text; one mapped into IPv6 (RFC 4291 §2.5.5.2) is the IPv4 one it means."""
    try:
        found = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return mapped or found


def network_of(text: str) -> str:
    """The /24 or /56 that an address lies in, by which guesses are counted; `unknown` for none."""
    found = address_of(text)
    if found is None:
        return "unknown"
    bits = _IPV4_BITS if isinstance(found, IPv4Address) else _IPV6_BITS
    return str(ip_network((found, bits), strict=False))
