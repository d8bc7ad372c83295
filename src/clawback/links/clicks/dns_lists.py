"""Asks DNS block lists of hosts (RFC 5782), such as those of URIs in mail."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from ipaddress import IPv4Address, IPv6Address, ip_address

from clawback.analysis.urls.target import registrable
from clawback.links.clicks.lookups import AskedLink, Listed

Resolve = Callable[[str], Sequence[str]]
_THREADS = 16
_LISTED = "127."  # RFC 5782 §2.1: an address of 127.0.0.0/8 means that it is listed
_REFUSED = "127.255.255."  # what lists answer whom they do not serve; says nothing of the host


class ListRefusedError(OSError):
    """The list does not answer this resolver."""


def addresses_of(name: str) -> Sequence[str]:
    """The IPv4 addresses of a name, none where it does not exist. Raises `OSError`."""
    try:
        found = socket.getaddrinfo(name, None, socket.AF_INET, socket.SOCK_STREAM)
    except socket.gaierror as error:
        if error.errno in {socket.EAI_NONAME, socket.EAI_NODATA}:
            return ()
        raise
    return [str(place[0]) for *_, place in found]


class DnsLists:
    """One list of hosts, by the name of its zone. The machine's resolver is asked, in threads."""

    def __init__(self, zone: str, resolve: Resolve = addresses_of) -> None:
        self._zone = zone.strip(".")
        self._resolve = resolve
        self._crew = ThreadPoolExecutor(_THREADS, thread_name_prefix="dns-list")

    def goes_by(self, link: AskedLink) -> str:
        """The name under which the list would have it."""
        return asked_name(link.host)

    async def ask(self, link: AskedLink) -> Listed | None:
        """Whether the list has it; raises `OSError` where it does not answer."""
        name = f"{asked_name(link.host)}.{self._zone}."
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(self._crew, self._resolve, name)
        if any(address.startswith(_REFUSED) for address in found):
            raise ListRefusedError
        listed = any(address.startswith(_LISTED) for address in found)
        return Listed(source=self._zone) if listed else None


def asked_name(host: str) -> str:
    """A host as lists have it: addresses backwards (RFC 5782 §2.1, §2.4), of names the domain."""
    try:
        address = ip_address(host.strip("[]"))
    except ValueError:
        return registrable(host) or host
    return _backwards(address)


def _backwards(address: IPv4Address | IPv6Address) -> str:
    return address.reverse_pointer.removesuffix(".in-addr.arpa").removesuffix(".ip6.arpa")
