"""Where a URL leads, read as a browser reads it (WHATWG URL)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import can_ada
from publicsuffixlist import PSLFILE, PublicSuffixList

_IPV4 = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A URL and its parts; `valid` is false when no browser would open it."""

    url: str
    valid: bool = True
    domain: str = ""
    registrable: str = ""
    path: str = ""
    query: str = ""


@lru_cache(maxsize=4096)
def target(url: str) -> Target:
    """The target of `url`; one that cannot be read comes back as it stands, not valid."""
    try:
        parsed = can_ada.parse(url)
    except (ValueError, TypeError):  # TypeError: a lone surrogate
        return Target(url=url, valid=False)
    domain = parsed.hostname.rstrip(".")
    return Target(
        url=parsed.href,
        domain=domain,
        registrable=registrable(domain),
        path=parsed.pathname,
        query=parsed.search,
    )


@lru_cache(maxsize=8192)
def registrable(domain: str) -> str:
    """The part of `domain` that somebody registered; empty for an IP or a public suffix."""
    if domain.startswith("[") or _IPV4.fullmatch(domain):  # the list would call an IP a domain
        return ""
    return _suffixes().privatesuffix(domain) or ""


@lru_cache(maxsize=8192)
def has_public_suffix(domain: str) -> bool:
    """Whether `domain` ends in a suffix that really exists, and is more than that suffix."""
    ending = domain.rpartition(".")[2]
    known = _suffixes().publicsuffix(ending, accept_unknown=False) is not None
    return known and bool(registrable(domain))


@cache
def _suffixes() -> PublicSuffixList:
    """The list's rules in punycode, as our hosts are.

    Left to itself the library would put each rule into punycode, though nearly all are ASCII; that
    takes longer than all else at the start of a parsing child.
    """
    with Path(PSLFILE).open("rb") as rules:
        return PublicSuffixList(map(_in_punycode, rules), accept_encoded_idn=False)


def _in_punycode(rule: bytes) -> str:
    if rule.isascii() or rule.startswith(b"//"):
        return rule.decode("utf-8")
    labels = rule.decode("utf-8").lower().split(".")
    return ".".join(
        label if label.isascii() else "xn--" + label.rstrip().encode("punycode").decode("ascii")
        for label in labels
    )
