"""JSON objects from outside, read in the one way that leaves nothing to interpretation."""

from __future__ import annotations

import binascii
import json
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from typing import TypeAlias

Document: TypeAlias = Mapping[str, object]


def read_document(content: bytes) -> Document:
    """A JSON object (RFC 8259) in UTF-8.

    Raises:
        ValueError: it is none, a name stands in it twice, a number is no number, or it is too deep.
    """
    try:
        read = json.loads(
            content.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_number
        )
    except RecursionError as error:
        raise ValueError("nested too deep") from error
    if not isinstance(read, dict):
        raise ValueError("not an object")  # noqa: TRY004 - one error for everything that is wrong
    return read


def read_base64url(text: str) -> bytes:
    """Bytes from base64url without padding (RFC 7515 §2).

    Raises:
        ValueError: it is not written so.
    """
    if not text or not text.isascii() or not text.replace("-", "").replace("_", "").isalnum():
        raise ValueError("not base64url")
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error as error:
        raise ValueError("not base64url") from error


def text_of(document: Document, name: str) -> str:
    """A text of the document; empty when it is missing or something else."""
    value = document.get(name)
    return value if isinstance(value, str) else ""


def texts_of(document: Document, name: str) -> frozenset[str]:
    """A list of texts, or a single one; what is neither says nothing."""
    value = document.get(name)
    several = value if isinstance(value, list) else [value]
    return frozenset(one for one in several if isinstance(one, str) and one)


def seconds_of(document: Document, name: str) -> float | None:
    """A NumericDate (RFC 7519 §2); `None` when it is missing or no number."""
    value = document.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < _FAR:
        return None
    return float(value)


_FAR = 1e11  # the year 5138


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _no_number(name: str) -> object:
    raise ValueError(f"{name} is no number")
