"""Addresses that nobody opens by accident: terminals make links of what looks like one."""

from __future__ import annotations

import re

_SCHEME = re.compile(r"\bh(?:tt|xx)p(s?):", re.IGNORECASE)
_BARE = re.compile(r"\bwww\.", re.IGNORECASE)
_HOST = re.compile(r"^([^:/]{0,20}:)?(//)?([^/?#]*)")


def defanged(url: str) -> str:
    """One address: `https://a.example/b.c` as `hxxps://a[.]example/b.c`."""
    found = _HOST.match(url)
    end = found.end() if found else 0
    return _SCHEME.sub(r"hxxp\1:", url[:end].replace(".", "[.]")) + defanged_text(url[end:])


def defanged_text(text: str) -> str:
    """Text in which addresses may stand."""
    return _BARE.sub("www[.]", _SCHEME.sub(r"hxxp\1:", text))
