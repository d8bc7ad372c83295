"""An uploaded list, ready to be compared with deliveries."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache

from clawback.filters.comparing import message_id_forms
from clawback.filters.ip import ip_key
from clawback.filters.urls import refang, url_key
from clawback.model.folding import fold


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One list, in the forms in which the fields that a `Vocabulary` names are compared.

    `texts` meets folded text, `hosts` and `urls` a `url_key` (of wrappers too), and `addresses` an
    `ip_key`.
    """

    texts: frozenset[str]
    hosts: frozenset[str]
    urls: frozenset[str]
    addresses: frozenset[str]


@lru_cache(maxsize=4)
def listed(entries: frozenset[str]) -> Listed:
    """The forms of a list's entries.

    Defanged spellings count as the plain ones, and a Message-ID is looked for with and without
    its angle brackets. An entry with a slash is a URL or a path and never a host: a list of
    harmful URLs does not match everything else on those hosts.
    """
    return _forms(entries)


def forms_of(entry: str) -> Listed:
    """The forms of a single entry, as `listed` gives them of many."""
    return _forms((entry,))


def _forms(entries: Collection[str]) -> Listed:
    plain = {refang(entry) for entry in entries}.union(entries)
    hosts = {entry for entry in plain if "/" not in entry and "@" not in entry}
    return Listed(
        texts=frozenset(form for entry in plain for form in _text_forms(entry)),
        hosts=frozenset(_keys(hosts)),
        urls=frozenset(_keys(plain)),
        addresses=frozenset(key for entry in hosts if (key := ip_key(entry))),
    )


def _text_forms(entry: str) -> tuple[str, ...]:
    folded = fold(entry)
    return (folded, *message_id_forms(folded)) if "@" in folded else (folded,)


def _keys(entries: Iterable[str]) -> Iterable[str]:
    return (key for entry in entries if (key := url_key(entry)))
