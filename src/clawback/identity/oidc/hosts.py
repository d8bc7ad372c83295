"""Which addresses belong to the provider: nothing it writes leads us anywhere else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from clawback.identity.site import on_loopback

_PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True, slots=True)
class Hosts:
    """Hosts with their ports, in lower case: `id.example.org:443`."""

    known: frozenset[str]

    @classmethod
    def of(cls, issuer: str, further: Iterable[str]) -> Hosts:
        """The issuer's host, and others as HOST or HOST:PORT."""
        named = (host_of(f"https://{host}") for host in further)
        return cls(frozenset(host for host in (host_of(issuer), *named) if host))

    def allow(self, url: object) -> bool:
        """Whether a URL is one we may open, or send a browser to."""
        return isinstance(url, str) and host_of(url) in self.known


def host_of(url: str) -> str | None:
    """Host and port of a URL that is safe to open: https, or http on this machine; else `None`.

    Refuses credentials, fragments, blanks, control characters and backslashes, which readers of
    URLs understand differently.
    """
    split = _split(url)
    if split is None or not url.isascii() or not url.isprintable() or set(url) & set(" \\#"):
        return None
    host = (split.hostname or "").lower()
    plain = split.scheme == "http" and on_loopback(host)
    if not host or "@" in split.netloc or not (split.scheme == "https" or plain):
        return None
    return f"{host}:{split.port or _PORTS[split.scheme]}"


def _split(url: str) -> SplitResult | None:
    try:
        split = urlsplit(url)
        _ = split.port
    except ValueError:
        return None
    return split
