"""How a mail was called before its links were rewritten, as a field of its header says.

A message is named after its content (decision 2), which rewriting changes. Whoever needs certainty
checks the seal (`links.origin`): anybody can write a field. Mail that came through the gate has
none that the gate did not write.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from clawback.model.fingerprint import split

FIELD = "X-Clawback-Links"
_BEFORE = b"x-clawback-links:"
_NOTE = re.compile(
    rb"^X-Clawback-Links:[ \t]*rewritten;\s*id=([0-9a-f-]{36});\s*key=(\d{1,5});"
    rb"\s*seal=([0-9a-f]{32})[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstName:
    """A mail's first name, and the seal over it with the number of its key."""

    network_message_id: str
    key: int
    seal: str


def told_name(raw: bytes) -> FirstName | None:
    """What the header of a mail says of its first name; `None` when it says nothing."""
    header = split(raw)[0]
    if _BEFORE not in header.lower():
        return None
    found = _NOTE.search(header.replace(b"\r\n", b"\n"))
    if found is None:
        return None
    name, key, seal = (str(one, "ascii").lower() for one in found.groups())
    return FirstName(network_message_id=name, key=int(key), seal=seal)


def field_of(name: FirstName) -> bytes:
    """The field's value, folded."""
    said = f"rewritten;\r\n id={name.network_message_id};\r\n key={name.key}; seal={name.seal}"
    return said.encode("ascii")
