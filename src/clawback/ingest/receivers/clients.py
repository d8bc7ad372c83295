"""Who speaks to a receiver, and what they may do there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Self

from clawback.model.folding import fold

Network = IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True, kw_only=True)
class Clients:
    """Peers in these networks and, with `unix_socket`, those that come over a UNIX socket."""

    networks: tuple[Network, ...] = ()
    unix_socket: bool = False

    @classmethod
    def of(cls, networks: Sequence[str | Network], *, unix_socket: bool = False) -> Self:
        """From networks such as `192.0.2.0/24`; raises `ValueError` when one is none."""
        return cls(networks=tuple(map(ip_network, networks)), unix_socket=unix_socket)

    def has(self, address: str) -> bool:
        """Whether a peer is one of them; its address is empty when it came over a UNIX socket."""
        if not address:
            return self.unix_socket
        try:
            found = ip_address(address.partition("%")[0])
        except ValueError:
            return False
        # A socket that takes both kinds shows IPv4 as RFC 4291 §2.5.5.2 says.
        mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
        return any((mapped or found) in network for network in self.networks)


NOBODY = Clients()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRule:
    """Whose journal reports are believed: of these clients, and of these envelope senders if any.

    Senders are folded; the empty one is `MAIL FROM:<>`.
    """

    clients: Clients = NOBODY
    senders: frozenset[str] = frozenset()

    def allows(self, peers: Sequence[str], sender: str) -> bool:
        """`peers` are the client, and whom it names as the one that it has the mail from."""
        known = all(map(self.clients.has, peers))
        return known and (not self.senders or fold(sender) in self.senders)


NO_REPORTS = ReportRule()
