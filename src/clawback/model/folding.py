"""How text is compared: one folding for stored columns, filters and lists."""

from __future__ import annotations

import unicodedata


def fold(text: str) -> str:
    """The form in which text is searched: NFC, lower case (Unicode, not locale)."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).lower())
