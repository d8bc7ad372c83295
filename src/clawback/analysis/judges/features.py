"""What of a mail the site model goes by: words and signs, each with a number out of a hash.

Nothing that another judge said is among them, so that the model learns from the mail alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from zlib import crc32

from clawback.model.folding import fold
from clawback.model.message import Message

BITS = 18
SPACE = 1 << BITS
_MOST_WORDS = 400
_MOST_SIGNS = 20
_WORD = re.compile(r"[^\W_]{2,24}")
_DIGITS = re.compile(r"\d")
_SHORT = 200  # characters of a text that has little to say


def features(message: Message) -> dict[int, str]:
    """The numbers of a mail's features, each with the word or sign that it stands for."""
    return {crc32(name.encode("utf-8", "replace")) & (SPACE - 1): name for name in _names(message)}


def _names(message: Message) -> Iterator[str]:
    yield from _signs(message)
    yield from (f"subject: {word}" for word in _words(message.subject))
    yield from (f"sender: {word}" for word in _words(message.sender.display_name))
    words = _words(message.text)
    yield from (f"text: {word}" for word in words)
    yield from (f"text: {one} {other}" for one, other in pairwise(words))


def _words(text: str) -> list[str]:
    found = [
        found[0] for found, _ in zip(_WORD.finditer(fold(text)), range(_MOST_WORDS), strict=False)
    ]
    return [_DIGITS.sub("0", word) for word in found]


def _signs(message: Message) -> Iterator[str]:
    sender, proof = message.sender, message.authentication
    yield f"sign: links {_bucket(len(message.urls))}"
    yield f"sign: files {_bucket(len(message.attachments))}"
    if len(message.text) < _SHORT:
        yield "sign: short text"
    if not sender.strict:
        yield "sign: From breaks the grammar"
    if any(one.domain != sender.domain for one in message.reply_to):
        yield "sign: another domain is answered"
    if message.handling and message.handling.distribution_list:
        yield "sign: a mailing list"
    for name, result in (("SPF", proof.spf), ("DKIM", proof.dkim), ("DMARC", proof.dmarc)):
        yield f"sign: {name} {result.value if result else 'unknown'}"
    yield f"sender's ending: {sender.domain.rpartition('.')[2]}"
    yield from (f"file: {one.extension}" for one in message.attachments[:_MOST_SIGNS])
    yield from (f"link to: {one.registrable}" for one in message.urls[:_MOST_SIGNS])


def _bucket(number: int) -> str:
    for most in (0, 1, 3, 10, 30):
        if number <= most:
            return f"up to {most}"
    return "many"
