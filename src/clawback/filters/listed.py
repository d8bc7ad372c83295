"""An uploaded list, ready to be compared with deliveries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from clawback.filters.comparing import message_id_forms
from clawback.filters.ip import ip_key
from clawback.filters.urls import refang, url_key
from clawback.model.folding import fold

TEXT_FIELDS = (
    "network_message_id",
    "internet_message_id",
    "attachment_sha256",
    "raw_sha256",
    "sender_address",
    "sender_domain",
    "recipient",
)
"""Fields whose folded text is looked for in `Listed.texts`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One list, in the forms in which fields are compared.

    `texts` meets the folded text of `TEXT_FIELDS`, `hosts` the `url_key` of `url_domain`, `urls`
    the `url_key` of `url` (wrappers too), and `addresses` the `ip_key` of `sender_ip`.
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
    plain = {refang(entry) for entry in entries} | entries
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
