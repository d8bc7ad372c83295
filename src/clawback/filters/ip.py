"""How IP addresses are compared: by what they mean, not by how they are spelled."""

from __future__ import annotations

from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

_MAPPED_BITS = 96  # ::ffff:0:0/96 (RFC 4291 §2.5.5.2)


def ip_key(text: str) -> str | None:
    """The one spelling of an address (RFC 5952), an IPv4-mapped one as IPv4; `None` if none.

    Takes the forms of mail headers too: `[192.0.2.1]`, `[IPv6:2001:db8::1]`; a zone is left out.
    """
    address = _address(text)
    return None if address is None else str(address)


def ip_order(text: str) -> bytes | None:
    """The address as bytes whose order is that of addresses: its version, then 4 or 16 bytes.

    A network is one run of them (`network_order`); IPv4 and IPv6 never mix. `None` if no address.
    """
    address = _address(text)
    return None if address is None else _ordered(address)


def network_order(network: IPv4Network | IPv6Network) -> tuple[bytes, bytes]:
    """The first and the last address of a network in the form of `ip_order`, both included."""
    plain = plain_network(network)
    return _ordered(plain.network_address), _ordered(plain.broadcast_address)


def network_of(text: str) -> IPv4Network | IPv6Network:
    """Reads `10.0.0.0/8`; bits after the prefix are dropped. Raises `ValueError`."""
    return plain_network(ip_network(text, strict=False))


def plain_network(network: IPv4Network | IPv6Network) -> IPv4Network | IPv6Network:
    """An IPv4-mapped network as IPv4, any other as it is."""
    mapped = getattr(network.network_address, "ipv4_mapped", None)
    if mapped is None or network.prefixlen < _MAPPED_BITS:
        return network
    return IPv4Network((mapped, network.prefixlen - _MAPPED_BITS))


def _address(text: str) -> IPv4Address | IPv6Address | None:
    bare = text.strip().strip("[]")
    if bare[:5].lower() == "ipv6:":
        bare = bare[5:]
    try:
        address = ip_address(bare.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _ordered(address: IPv4Address | IPv6Address) -> bytes:
    return bytes([address.version]) + address.packed
