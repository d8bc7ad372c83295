"""What a Sieve string stands for when the script runs. Pure.

Addresses can be hidden from a reader's eye: as `${hex:40}` (RFC 5228 section 2.4.2.4), or put
together of variables (RFC 5229).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_CODED = re.compile(r"\$\{(hex|unicode):([ \t\r\n0-9a-f]*)\}", re.IGNORECASE)
_VARIABLE = re.compile(r"\$\{([a-z_][a-z0-9_.]*|[0-9]+)\}", re.IGNORECASE)
_HIGHEST = 0x10FFFF
_SURROGATES = range(0xD800, 0xE000)
_LONGEST = 10_000  # characters, when a variable holds variables that hold variables


def decoded(text: str) -> str:
    """With coded characters in their place; what is coded wrongly stays as it is written."""
    return _CODED.sub(_characters, text)


def filled(text: str, values: Mapping[str, str]) -> str:
    """With the values of variables; what is not known before the mail comes stays a variable."""
    if "${" not in text:
        return text
    return _VARIABLE.sub(lambda one: values.get(one[1].lower(), one[0]), text)[:_LONGEST]


def open_ended(text: str) -> bool:
    """Whether something in it is known only when mail comes."""
    return _VARIABLE.search(text) is not None


def _characters(found: re.Match[str]) -> str:
    try:
        numbers = [int(one, 16) for one in found[2].split()]
    except ValueError:
        return found[0]
    if found[1].lower() == "hex":
        if any(one > 0xFF for one in numbers):  # noqa: PLR2004 - a byte
            return found[0]
        return bytes(numbers).decode("utf-8", "replace")
    if any(one > _HIGHEST or one in _SURROGATES for one in numbers):
        return found[0]
    return "".join(map(chr, numbers))
