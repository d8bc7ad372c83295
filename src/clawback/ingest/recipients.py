"""For whom a mail was: from the envelope, else from what the headers claim."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from clawback.ingest.intake import Envelope
from clawback.model.address import domain_of, plain_address
from clawback.model.message import Message

UNKNOWN = "unknown@invalid"  # RFC 6761 §6.4: a name that can never be anybody's
_LONGEST = 320  # RFC 5321 §4.5.3.1: 64 octets, the at sign, 255 octets
_PLAUSIBLE = re.compile(r"\s*<?[^\s<>@,;:\"()]+@[^\s<>@,;:\"()]+>?\s*")


def _never(raw: bytes) -> None:
    del raw


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """What is ours: mail domains (lower case), and the addresses that get journal copies.

    `trusts_exchange_ids` says that all mail comes through Exchange, which removes its id header
    from what strangers send. `opens_imported_reports` says that journal reports among imported mail
    are what they say. `first_name` tells how a mail was called before its links were rewritten,
    for one whose links were.
    """

    own_domains: frozenset[str] = frozenset()
    journal_addresses: frozenset[str] = frozenset()
    trusts_exchange_ids: bool = False
    opens_imported_reports: bool = False
    first_name: Callable[[bytes], str | None] = _never

    def owns(self, address: str) -> bool:
        """Whether an address lies in one of our domains or below it."""
        domain = domain_of(address)
        return any(
            domain == own or domain.endswith(f".{own}") for own in self.own_domains if domain
        )


def recipients(
    message: Message, envelope: Envelope, organisation: Organisation, *, outgoing: bool
) -> tuple[str, ...]:
    """Each once, folded; never empty.

    The envelope tells, unless it names only journal addresses or nobody. Then `Delivered-To` and
    its kin tell, then To and Cc. Of To and Cc only our own people are taken when there are any and
    the mail is not `outgoing`: whom else a stranger wrote to did not receive it from us.
    """
    told = _distinct(plain_address(one) for one in envelope.recipients)
    real = tuple(one for one in told if one not in organisation.journal_addresses)
    if real:
        return real
    delivered = _claimed(message.delivered_to, organisation)
    if delivered:
        return delivered
    named = _claimed((one.address for one in (*message.to, *message.cc)), organisation)
    ours = tuple(one for one in named if organisation.owns(one))
    return (named if outgoing else ours or named) or (UNKNOWN,)


def _claimed(addresses: Iterable[str], organisation: Organisation) -> tuple[str, ...]:
    """Those of a header's addresses that could be somebody's."""
    plausible = (one for one in addresses if len(one) <= _LONGEST and _PLAUSIBLE.fullmatch(one))
    clean = _distinct(plain_address(one) for one in plausible)
    return tuple(one for one in clean if one not in organisation.journal_addresses)


def _distinct(addresses: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for one in addresses if one))
