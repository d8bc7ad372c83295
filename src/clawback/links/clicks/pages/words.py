"""Which language a page speaks."""

from __future__ import annotations

from clawback.links.clicks.pages.english import ENGLISH
from clawback.links.clicks.pages.german import GERMAN
from clawback.links.clicks.pages.language import Words

_LANGUAGES = {words.code: words for words in (ENGLISH, GERMAN)}
_LONGEST = 500  # characters of the header that are read


def words_for(accept_language: str) -> Words:
    """The language that somebody likes best (RFC 9110 §12.5.4) of those that we speak."""
    liked: list[tuple[float, int, str]] = []
    for place, part in enumerate(accept_language[:_LONGEST].split(",")):
        name, _, rest = part.strip().partition(";")
        liked.append((-_quality(rest), place, name.partition("-")[0].strip().lower()))
    known = [code for quality, _, code in sorted(liked) if code in _LANGUAGES and quality < 0]
    return _LANGUAGES[known[0]] if known else ENGLISH


def _quality(rest: str) -> float:
    text = rest.strip().removeprefix("q=")
    try:
        return min(float(text), 1.0) if rest.strip() else 1.0
    except ValueError:
        return 0.0
