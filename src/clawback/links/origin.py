"""Seals into a rewritten mail how it was called before, so that it is the same when it comes again.

The seal is over both names: on any other mail, and on this one if it was changed, the field says
nothing.
"""

from __future__ import annotations

import hmac

from clawback.links.keys import Keyring, LinkKey
from clawback.links.rewriting.parts import Sealing
from clawback.model.fingerprint import network_message_id
from clawback.model.first_name import FirstName, field_of, told_name

_LABEL = b"clawback: first name of a rewritten mail\0"
_SEAL_BYTES = 16


def note(first: str, rewritten: bytes, key: LinkKey) -> bytes:
    """What the field says of a rewritten mail that was called `first`."""
    seal = _seal(first, network_message_id(rewritten), key)
    return field_of(FirstName(network_message_id=first, key=key.number, seal=seal))


def note_of_untouched(sealings: frozenset[Sealing]) -> bytes:
    """What the field says of a mail that was left alone because parts of it are sealed."""
    said = ", ".join(sorted(one.value for one in sealings))
    return f"not rewritten; {said}".encode("ascii")


def first_name(raw: bytes, keyring: Keyring) -> str | None:
    """How a rewritten mail was called before, if that was written here and for this mail."""
    told = told_name(raw)
    key = keyring.named(told.key) if told else None
    if told is None or key is None:
        return None
    right = _seal(told.network_message_id, network_message_id(raw), key)
    return told.network_message_id if hmac.compare_digest(right, told.seal) else None


def _seal(first: str, second: str, key: LinkKey) -> str:
    content = _LABEL + f"{first} {second}".encode("ascii")
    return hmac.digest(key.secret, content, "sha256")[:_SEAL_BYTES].hex()
