"""What a message reads and looks like, in few bytes, so that likeness can be told without texts."""

from __future__ import annotations

import base64
import binascii
import struct
from dataclasses import dataclass

VALUES = 64
_PACKED = struct.Struct(f"<{VALUES}H")


@dataclass(frozen=True, slots=True, kw_only=True)
class Imprint:
    """Three imprints of one message; each is empty where there is too little to tell.

    `words` are 64 numbers of 16 bits, least of the hashes of runs of three words, as base64 of 128
    bytes: two messages have as many of them in common as of their runs (MinHash). `structure` is
    a hash of the tags of the HTML body in their order, 16 hexadecimal digits. `subject` is the
    subject folded, without reply marks, numbers, addresses and tokens.
    """

    words: str = ""
    structure: str = ""
    subject: str = ""


NO_IMPRINT = Imprint()


def packed(values: tuple[int, ...]) -> str:
    """64 numbers of 16 bits as the text that `words` holds."""
    return base64.b64encode(_PACKED.pack(*values)).decode("ascii")


def unpacked(words: str) -> tuple[int, ...]:
    """The numbers in `words`; none for an empty or a damaged text."""
    try:
        return _PACKED.unpack(base64.b64decode(words, validate=True))
    except (binascii.Error, struct.error, ValueError):
        return ()


def resemblance(one: Imprint, other: Imprint) -> float:
    """How much of what either says both say: an estimate of Jaccard's measure, from 0 to 1.

    Its standard error is at most 0.06. Nothing resembles a message that has no numbers.
    """
    pairs = zip(unpacked(one.words), unpacked(other.words), strict=False)
    return sum(left == right for left, right in pairs) / VALUES
