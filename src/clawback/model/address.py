"""A mail address as a message shows it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from clawback.model.folding import fold

_CONTROLS = re.compile(r"[\x00-\x20\x7f-\x9f]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """One mailbox of a header such as From (RFC 5322 §3.4), read tolerantly.

    `address` is empty when none could be found; `strict` tells whether the header follows the
    grammar, because a From that does not is itself a signal.
    """

    address: str = ""
    display_name: str = ""
    strict: bool = True

    @property
    def domain(self) -> str:
        return domain_of(self.address)


def domain_of(address: str) -> str:
    """The part after the last `@`, lower-cased; empty when there is none."""
    return address.rpartition("@")[2].lower().rstrip(".") if "@" in address else ""


def plain_address(address: str) -> str:
    """`<Anna@Example.ORG.>` → `anna@example.org`: nobody has two mailboxes that differ in case."""
    return fold(_CONTROLS.sub("", address)).strip("<>").rstrip(".")
