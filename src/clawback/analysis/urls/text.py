"""URLs in running text, without the punctuation around them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clawback.analysis.urls.target import has_public_suffix

_LONGEST = 8_192
_ENDS = r"\s<>\"`\x00-\x1f\x7f\u201c\u201d\u00ab\u00bb"
_WITH_SCHEME = re.compile(rf"(?:https?|ftp)://[^{_ENDS}]{{1,{_LONGEST}}}", re.IGNORECASE)
_WITHOUT_SCHEME = re.compile(
    r"(?<![\w@./:%=&?#+~-])"
    r"(?:(www\.)|(?=[a-z0-9]))((?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,10}[a-z]{2,18})"
    rf"(?::\d{{2,5}})?(?:/[^{_ENDS}]{{0,{_LONGEST}}})?",
    re.IGNORECASE,
)
_WITHOUT_SLASH = ("www.", "WWW.", "Www.")
_LONGEST_HOST = 255
_CLOSERS = {")": "(", "]": "[", "}": "{"}
_PUNCTUATION = ".,;:!?'*_~|\u2019\u2026\\"
_AT_END = frozenset((*_CLOSERS, *_PUNCTUATION))


def urls_in(text: str) -> Iterator[str]:
    """Every URL of `text`, in order: with a scheme, then `www.…` and `host/path` without one.

    A bare host name is no URL: mail programs differ on whether they make it a link.
    """
    for word in _likely(text):
        with_scheme = _WITH_SCHEME.findall(word) if "://" in word else ()
        yield from map(trimmed, with_scheme) if with_scheme else _bare(word)


def spans_in(text: str) -> Iterator[tuple[int, int]]:
    """Where URLs with a scheme stand in `text`, in order: characters from and to."""
    for found in _WITH_SCHEME.finditer(text):
        yield found.start(), found.start() + len(trimmed(found[0]))


def _likely(text: str) -> list[str]:
    """The words that a URL can stand in; nearly all others are passed over at little cost."""
    lines = text.split("\n") if "/" in text else ()
    words = [word for line in lines if "/" in line for word in line.split() if "/" in word]
    for mark in _WITHOUT_SLASH:
        at = text.find(mark)
        while at >= 0:
            if text[at - 1 : at] != "/":  # else it was found with its scheme
                word = text[max(0, at - 1) : at + _LONGEST_HOST].split(None, 1)[0]
                if "/" not in word:
                    words.append(word)
            at = text.find(mark, at + len(mark))
    return words


def _bare(word: str) -> Iterator[str]:
    for found in _WITHOUT_SCHEME.finditer(word):
        url = trimmed(found[0])
        if found[1] or ("/" in url and has_public_suffix(found[2].lower())):
            yield "http://" + url


def trimmed(url: str) -> str:
    """`url` without closing punctuation, and without brackets that it did not open."""
    if url[-1:] not in _AT_END:  # most URLs, and this is quick
        return url
    surplus = {close: url.count(close) - url.count(opener) for close, opener in _CLOSERS.items()}
    end = len(url)
    while end:
        last = url[end - 1]
        if last in _CLOSERS:
            if surplus[last] <= 0:
                break
            surplus[last] -= 1
        elif last not in _PUNCTUATION:
            break
        end -= 1
    return url[:end]
