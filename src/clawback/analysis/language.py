"""In which language a mail says it is written."""

from __future__ import annotations

import re
from collections.abc import Iterable

_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")
_REPORT = re.compile(r"(?:^|;)\s*LANG:([A-Za-z-]{2,12})(?:;|$)")


def language_of(headers: Iterable[tuple[str, str]]) -> str:
    """The tag (RFC 5646) of Content-Language, else what Exchange Online found; empty without."""
    found = ""
    for name, value in headers:
        lowered = name.lower()
        if lowered == "content-language":
            tag = _TAG.match(value.strip())
            if tag:
                return tag[0].lower()
        elif lowered == "x-forefront-antispam-report" and not found:
            report = _REPORT.search(value)
            found = report[1].lower() if report else ""
    return found
