"""Whether a host is this machine: what is said to it crosses no network."""

from __future__ import annotations

from ipaddress import ip_address


def is_loopback(host: str) -> bool:
    """True of `localhost` (RFC 6761 §6.3) and of loopback addresses; no name is looked up."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
