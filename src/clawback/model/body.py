"""Which bodies read alike: one number for those that differ only where mailings always do."""

from __future__ import annotations

import re
from hashlib import blake2b

_LINK = re.compile(rb"https?://\S+")
_LEFT_OUT = bytes(
    code for code in range(0x80) if not chr(code).isalpha()
)  # white space, digits, punctuation: what a mail program or a mailing changes
_FEWEST = 24  # bytes of letters; shorter bodies are alike by chance


def body_fingerprint(text: str) -> int | None:
    """63 bits over the letters of a body, whatever their case.

    Links, digits, white space and ASCII punctuation are left out, so that tokens, amounts and line
    breaks make no difference. `None` for a body of fewer than 24 letters. Linear, some microseconds
    for each kilobyte.
    """
    plain = text.lower().encode("utf-8", "replace")
    if b"://" in plain:
        plain = _LINK.sub(b"", plain)
    letters = plain.translate(None, _LEFT_OUT)
    if len(letters) < _FEWEST:
        return None
    return int.from_bytes(blake2b(letters, digest_size=8).digest(), "big") >> 1
