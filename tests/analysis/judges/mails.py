"""Mails that our own judges look at."""

from __future__ import annotations

from tests.making.deliveries import make_message

from clawback.analysis.judges.impersonation import Protected
from clawback.model.address import Address

ANN = Address(address="ann.doe@example.org", display_name="Ann Doe")
PROTECTED = Protected(
    people=(ANN,),
    own_domains=frozenset({"example.org"}),
    partners=frozenset({"partner.example"}),
    trusted=frozenset({"ann@home.example", "survey.example"}),
)


def from_(address, name="", **changes):
    """A mail by this sender."""
    return make_message(sender=Address(address=address, display_name=name), **changes)
