"""What a stored header tells of recipients, kept from those who may not see them.

A message is stored once, with the header of the copy that came first. Its Delivered-To and its
`for <…>` name that copy's recipient, who may have been a blind one.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from clawback.model.withheld import ENVELOPE_HEADERS

HIDDEN = "hidden@recipient.invalid"  # RFC 2606 §2: nobody's
_OPEN = frozenset(("to", "cc"))  # every recipient reads these
_RECEIVED = "received"
_FOR = re.compile(r"(\bfor\s+<?)([^<>\s;]{3,320}@[^<>\s;]{1,255})", re.IGNORECASE)
_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"]{1,320}@[^\s<>()\[\],;:\"]{1,255}")


def withholding(
    headers: tuple[tuple[str, str], ...], covers: Callable[[str], bool]
) -> tuple[tuple[str, str], ...]:
    """The fields with every recipient of the envelope hidden whom `covers` does not cover.

    To and Cc stay as they are.
    """
    return tuple([(name, _field(name.lower(), value, covers)) for name, value in headers])


def _field(name: str, value: str, covers: Callable[[str], bool]) -> str:
    if name in _OPEN:
        return value
    if name in ENVELOPE_HEADERS:
        return _ADDRESS.sub(lambda found: _kept(found[0], covers), value)
    if name == _RECEIVED:
        return _FOR.sub(lambda found: found[1] + _kept(found[2], covers), value)
    return value


def _kept(address: str, covers: Callable[[str], bool]) -> str:
    return address if covers(address) else HIDDEN
