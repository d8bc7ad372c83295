"""Asks Google's Safe Browsing (API v5, `hashes:search`), or who speaks as it does.

The other end learns four bytes of each hash, which many links share, and never the link.
"""

from __future__ import annotations

import binascii
import re
from base64 import b64decode, b64encode
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from clawback.links.clicks.asked.expressions import hashes
from clawback.links.clicks.asked.outbound import NoAnswerError, Outbound, Question
from clawback.links.clicks.lookups import AskedLink, Listed
from clawback.model.verdict import ThreatType

SOURCE = "Safe Browsing"
_PATH = "/v5/hashes:search"
_PREFIX = 4  # bytes; no other length is served
_HASH = 32  # bytes
_MOST = 50_000  # prefixes that are remembered
_LONGEST = 86_400.0  # seconds that an answer is believed, whatever it says
_DURATION = re.compile(r"(\d+(?:\.\d{1,9})?)s")
_THREATS = {
    "MALWARE": ThreatType.MALWARE,
    "UNWANTED_SOFTWARE": ThreatType.MALWARE,
    "POTENTIALLY_HARMFUL_APPLICATION": ThreatType.MALWARE,
    "SOCIAL_ENGINEERING": ThreatType.PHISH,
}

Full = Mapping[bytes, ThreatType]


class SafeBrowsing:
    """Belongs to one event loop. Each prefix is remembered as long as the other end says."""

    def __init__(self, outbound: Outbound, key: str, monotonic: Callable[[], float]) -> None:
        self._outbound = outbound
        self._key = key
        self._monotonic = monotonic
        self._known: OrderedDict[bytes, tuple[float, Full]] = OrderedDict()

    def goes_by(self, link: AskedLink) -> str:
        """The whole link."""
        return link.url

    async def ask(self, link: AskedLink) -> Listed | None:
        """Whether a part of it is listed; raises `OSError` where there is no answer."""
        full = hashes(link.url)
        unknown = dict.fromkeys(one[:_PREFIX] for one in full if self._of(one[:_PREFIX]) is None)
        fresh = await self._fetch(unknown) if unknown else {}
        for one in full:
            threat = {**(self._of(one[:_PREFIX]) or {}), **fresh}.get(one)
            if threat is not None:
                return Listed(source=SOURCE, threat=threat)
        return None

    def _of(self, prefix: bytes) -> Full | None:
        until, found = self._known.get(prefix, (0.0, None))
        return found if self._monotonic() < until else None

    async def _fetch(self, prefixes: Iterable[bytes]) -> Full:
        asked = [("hashPrefixes", b64encode(one).decode()) for one in prefixes]
        query = urlencode([*asked, ("alt", "json"), ("key", self._key)])
        answer = await self._outbound.ask(Question(method="GET", target=f"{_PATH}?{query}"))
        found = dict(_listed(answer))
        until = self._monotonic() + _seconds(answer.get("cacheDuration", "0s"))
        for prefix in prefixes:
            mine = {one: threat for one, threat in found.items() if one.startswith(prefix)}
            self._known[prefix] = until, mine
        while len(self._known) > _MOST:
            self._known.popitem(last=False)
        return found


def _listed(answer: Mapping[str, Any]) -> Iterator[tuple[bytes, ThreatType]]:
    """Full hashes, and what their links are: of details that are not understood, nothing counts."""
    for one in _objects(answer.get("fullHashes", [])):
        full = _bytes(one.get("fullHash"))
        details = map(_threat, _objects(one.get("fullHashDetails", [])))
        threats = [threat for threat in details if threat is not None]
        if threats:
            yield full, min(threats, key=list(ThreatType).index)


def _threat(detail: Mapping[str, Any]) -> ThreatType | None:
    if detail.get("attributes"):  # a trial, or for frames alone, or not understood
        return None
    return _THREATS.get(str(detail.get("threatType")))


def _objects(found: object) -> list[Mapping[str, Any]]:
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise NoAnswerError
    return found


def _bytes(text: object) -> bytes:
    try:
        found = b64decode(str(text), validate=True)
    except binascii.Error as error:
        raise NoAnswerError from error
    if len(found) != _HASH:
        raise NoAnswerError
    return found


def _seconds(text: object) -> float:
    found = _DURATION.fullmatch(str(text))
    if found is None:
        raise NoAnswerError
    return min(float(found[1]), _LONGEST)
