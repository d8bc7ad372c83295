"""From a recipient's address to the name of an account."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_ANY = "*"
_LENGTH = 320  # RFC 3696 erratum 1690: 64 and 255 bytes, and the @


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """A recipient's mailbox, lower-cased, without subaddress."""

    local: str
    domain: str

    @property
    def address(self) -> str:
        return f"{self.local}@{self.domain}"


def mailbox_of(recipient: str, domains: Sequence[str], *, subaddress: str) -> Mailbox | None:
    """Who receives mail for this address; `None` when the domain is none of these.

    An address that no mail server would take (empty parts, control characters, spaces, too long)
    belongs to nobody. `*` among `domains` takes every domain.
    """
    local, _, domain = recipient.lower().rpartition("@")
    if not _plausible(recipient) or not _serves(domain, domains):
        return None
    if subaddress:
        local = local.partition(subaddress)[0] or local
    return Mailbox(local=local, domain=domain) if local else None


def _plausible(recipient: str) -> bool:
    return len(recipient) <= _LENGTH and recipient.isprintable() and " " not in recipient


def _serves(domain: str, domains: Sequence[str]) -> bool:
    return bool(domain) and (_ANY in domains or domain in (name.lower() for name in domains))
