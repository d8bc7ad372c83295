"""How one link is written in the mails that carry it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from clawback.explorer.trace.asked import Breadth, Wanted
from clawback.filters.urls import url_key
from clawback.model.message import Message
from clawback.model.url import Url

MOST = 100
"""Spellings that are told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelling:
    """A text that stood in mails, what it leads to, whether wrapped, and in how many messages."""

    written: str
    url: str
    wrapped: bool
    messages: int


def spellings_in(messages: Iterable[Message], wanted: Wanted) -> tuple[Spelling, ...]:
    """The spellings of the wanted link in these messages, most frequent first, at most 100."""
    keys = keys_of(wanted)
    found: Counter[tuple[str, str, bool]] = Counter()
    for message in messages:
        found.update(
            {
                (url.seen, url.url, bool(url.wrappers))
                for url in message.urls
                if carries(url, wanted.breadth, keys)
            }
        )
    ranked = sorted(found.items(), key=lambda one: (-one[1], one[0]))
    return tuple(
        Spelling(written=written, url=url, wrapped=wrapped, messages=many)
        for (written, url, wrapped), many in ranked[:MOST]
    )


def keys_of(wanted: Wanted) -> frozenset[str]:
    """What a link is compared with: the wanted part, and the links around it."""
    outer = (layer.url for layer in wanted.link.layers)
    return frozenset(map(url_key, (wanted.value, *outer)))


def carries(url: Url, breadth: Breadth, keys: frozenset[str]) -> bool:
    """Whether a link of a message is the wanted one."""
    parts: Sequence[str] = {
        Breadth.URL: (url.url, *url.wrappers),
        Breadth.DOMAIN_AND_PATH: (url.domain_and_path, *url.wrappers),
        Breadth.DOMAIN: (url.domain, *url.wrappers),
    }[breadth]
    return any(url_key(part) in keys for part in parts if part)
