"""Small numbers that stand for texts, so that a search for one looks at few rows.

A row keeps four bytes of a hash beside each of these texts. A filter that wants a text looks for
its number first, and compares the text itself only where the number is there. The hash is MD5: an
engine computes it too, and means the same by it in every version; nothing is protected by it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from hashlib import md5

from clawback.store.columns import STORED

HASHED = (
    "sender_address",
    "sender_domain",
    "sender_mail_from_address",
    "recipient",
    "internet_message_id",
    "subject",
)
"""The fields of which whole values are asked for most, among very many."""

HASH_COLUMNS = tuple(f"{name}_hash" for name in HASHED)
_TEXTS = tuple(STORED.index(f"{name}_lc") for name in HASHED)
_BYTES = 4


@lru_cache(maxsize=4096)
def hash_of(text: str) -> int:
    """The number of a folded text, as `hash_sql` has it."""
    digest = md5(text.encode("utf-8"), usedforsecurity=False).digest()
    return int.from_bytes(digest[:_BYTES], "big")


def hash_sql(column: str) -> str:
    """The same in SQL; NULL of NULL. In words that the engine knows when it reads its log, too."""
    return f"('0x' || substr(md5({column}), 1, {2 * _BYTES}))::UINTEGER"


def hashes_of(row: Sequence[object]) -> list[object]:
    """The values of `HASH_COLUMNS` for a row of `STORED`."""
    texts = (row[at] for at in _TEXTS)
    return [hash_of(text) if isinstance(text, str) else None for text in texts]
