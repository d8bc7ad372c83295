"""Texts as the eye reads them: what looks alike becomes alike (in the spirit of Unicode TR 39).

The table is our own and small: the letters of other scripts, and the digits, that a browser or a
mail program shows like a Latin letter. Two texts with one skeleton can be taken for each other.
"""

from __future__ import annotations

import re
import unicodedata

# What looks like each letter; written by its number, for an editor shows no difference either.
_ALIKE = {
    "a": "\u0430\u0251\u03b1\u1d00",
    "b": "\u042c\u044c\u0184\u0432",
    "c": "\u0441\u03f2\u1d04\u03c2",
    "d": "\u0501\u0257\u056a",
    "e": "\u0435\u0454\u04bd",
    "f": "\u0192\u03dd",
    "g": "\u0261\u0581\u011f",
    "h": "\u04bb\u0570\u043d",
    "i": "\u0456\u0131\u03b9\u0269",
    "j": "\u0458\u03f3",
    "k": "\u03ba\u043a\u1d0b",
    "l": "\u04cf\u2113\u026d1|\u01c0",
    "m": "\u043c\u1d0d",
    "n": "\u0578\u043f\u03b7\u1d0e",
    "o": "\u043e\u03bf\u05850\u1d0f\u03c3",
    "p": "\u0440\u03c1",
    "q": "\u051b\u0563",
    "r": "\u0433\u1d26\uab47",
    "s": "\u0455\ua7315",
    "t": "\u0442\u03c4\u1d1b",
    "u": "\u03c5\u057d\u1d1c",
    "v": "\u03bd\u0475\u1d20",
    "w": "\u051d\u0461\u03c9\u1d21",
    "x": "\u0445\u04b3\u00d7",
    "y": "\u0443\u03b3\u04af\u028f",
    "z": "\u1d22\u0290",
    "-": "\u2010\u2011\u2012\u2013\u2014\u2212",
}
_TABLE = {ord(other): letter for letter, others in _ALIKE.items() for other in others}
_PAIRS = (("rn", "m"), ("vv", "w"))
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_WORDS = re.compile(r"[^\W_]+")


def skeleton(text: str) -> str:
    """What the eye makes of a text, in lower case and without marks on the letters."""
    if not text.isascii():
        text = _INVISIBLE.sub("", unicodedata.normalize("NFKD", text))
        text = "".join([sign for sign in text if not unicodedata.combining(sign)])
    text = text.lower().translate(_TABLE)
    for several, one in _PAIRS:
        text = text.replace(several, one)
    return text


def words(text: str) -> tuple[str, ...]:
    """The words of a text as the eye reads them."""
    return tuple(map(skeleton, _WORDS.findall(_plain(text))))


def _plain(text: str) -> str:
    return text if text.isascii() else _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
