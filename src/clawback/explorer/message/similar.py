"""Messages that are like one another: what counts, how much, and how they are found.

Each thing that two messages share adds its points; the sum, at most 100, is the score. Candidates
are the newest that share at least one thing; of the best of them the bodies are compared word by
word. What shares only the address that it was sent from, or less, is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from clawback.explorer.message.sections import Named
from clawback.explorer.pointer import having, pointer
from clawback.explorer.sight import Sight
from clawback.filters.tree import Filter, Wildcard
from clawback.model.body import body_fingerprint
from clawback.model.delivery import Delivery, Row
from clawback.model.folding import fold
from clawback.model.labelled import Labelled
from clawback.model.message import Message

_CANDIDATES = 200  # newest deliveries looked at for each thing that may be shared
_BODIES = 100  # messages whose bodies are compared
_LEAST = 15  # points
_CLOSE = 0.5  # of the words' runs
_CLOSE_POINTS = 40
_RUN = 3  # words
_SHARED_LINKS = 20
_WORDS = re.compile(r"[^\W\d_]+")
_DIGITS = re.compile(r"\d+")
_LETTERS = 6  # of a subject, so that its pattern says something

Runs: TypeAlias = frozenset[tuple[str, ...]]


class Sign(Labelled):
    """Something that two messages share."""

    BODY = "body", "The body reads the same"
    CLOSE_BODY = "close_body", "The body is nearly the same"
    FILE = "file", "The same file"
    LINK = "link", "The same link"
    SUBJECT = "subject", "The same subject"
    SUBJECT_PATTERN = "subject_pattern", "The same subject but for numbers"
    SENDER = "sender", "The same sender"
    SENDER_IP = "sender_ip", "Sent from the same address"


POINTS: Mapping[Sign, int] = {
    Sign.BODY: 50,
    Sign.CLOSE_BODY: _CLOSE_POINTS,  # by how much is the same
    Sign.FILE: 40,
    Sign.LINK: 25,
    Sign.SUBJECT: 20,
    Sign.SUBJECT_PATTERN: 12,
    Sign.SENDER: 15,
    Sign.SENDER_IP: 10,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """One thing that is shared, its points, and which it is."""

    sign: Sign
    label: str
    points: int
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Similar:
    """A message that is like the one asked about; shown by its newest delivery.

    `score` is from 0 to 100; `filter` finds all its deliveries.
    """

    network_message_id: str
    score: int
    shared: tuple[Shared, ...]
    time_received: datetime
    subject: str
    sender_address: str
    sender_ip: str
    recipient: str
    delivery_action: Named
    latest_location: Named
    threats: tuple[Named, ...]
    filter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Likes:
    """Messages that are like one another, best first.

    `candidates` is how many were compared. `filter` finds the deliveries of all that are shown, and
    of the message itself; empty when there is none.
    """

    similar: tuple[Similar, ...]
    candidates: int
    filter: str


def similar_to(
    row: Row, message: Message | None, sight: Sight, *, around: timedelta, limit: int
) -> Likes:
    """What is like this delivery's message and was received within `around` before or after it."""
    delivery = row.delivery
    candidates = _candidates(delivery, sight, around)
    bodies = _same_bodies(delivery, sight, candidates, around)
    cheap = {key: _cheap_signs(delivery, one.delivery) for key, one in candidates.items()}
    for key in bodies:
        cheap[key].append(_shared(Sign.BODY))
    close = _close_bodies(message, sight, cheap, bodies)
    for key, shared in close.items():
        cheap[key].append(shared)
    ranked = _ranked(candidates, cheap)[:limit]
    ids = [delivery.network_message_id, *(one.network_message_id for one in ranked)]
    return Likes(
        similar=tuple(ranked),
        candidates=len(candidates),
        filter=pointer("network_message_id", *ids) if ranked else "",
    )


def _candidates(delivery: Delivery, sight: Sight, around: timedelta) -> dict[str, Row]:
    """The newest delivery of each message that shares something, by its id."""
    since, until = delivery.time_received - around, delivery.time_received + around
    found: dict[str, Row] = {}
    for tree in _tests(delivery):
        page = sight.store.page(sight.query(tree, since, until), limit=_CANDIDATES)
        _gather(found, page.rows)
    found.pop(delivery.network_message_id, None)
    return found


def _same_bodies(
    delivery: Delivery, sight: Sight, candidates: dict[str, Row], around: timedelta
) -> set[str]:
    """Ids of those with the same body, which are added to the candidates."""
    ids = sight.store.same_body(delivery.network_message_id, limit=_CANDIDATES)
    if not ids:
        return set()
    since, until = delivery.time_received - around, delivery.time_received + around
    tree = having("network_message_id", *ids)
    rows = sight.store.page(sight.query(tree, since, until), limit=_CANDIDATES).rows
    _gather(candidates, rows)
    return {row.delivery.network_message_id for row in rows}


def _gather(found: dict[str, Row], rows: Iterable[Row]) -> None:
    for row in rows:
        key = row.delivery.network_message_id
        if key not in found or found[key].delivery.time_received < row.delivery.time_received:
            found[key] = row


def _tests(delivery: Delivery) -> Sequence[Filter]:
    tests: list[Filter] = []
    if delivery.attachment_sha256:
        tests.append(having("attachment_sha256", *delivery.attachment_sha256[:_SHARED_LINKS]))
    if delivery.url_domain_and_path:
        tests.append(having("url_domain_and_path", *delivery.url_domain_and_path[:_SHARED_LINKS]))
    if delivery.subject:
        tests.append(having("subject", delivery.subject))
    if _pattern(delivery.subject):
        tests.append(Wildcard("subject", _DIGITS.sub("*", delivery.subject)))
    senders = (("sender_address", delivery.sender_address), ("sender_ip", delivery.sender_ip))
    return [*tests, *(having(name, value) for name, value in senders if value)]


def _cheap_signs(one: Delivery, other: Delivery) -> list[Shared]:
    """What the rows alone show to be shared."""
    found: list[Shared] = []
    files = set(one.attachment_sha256) & set(other.attachment_sha256)
    links = set(one.url_domain_and_path) & set(other.url_domain_and_path) - {""}
    if files:
        found.append(_shared(Sign.FILE, min(files)))
    if links:
        found.append(_shared(Sign.LINK, min(links)))
    if one.subject and fold(one.subject) == fold(other.subject):
        found.append(_shared(Sign.SUBJECT, other.subject))
    elif _pattern(one.subject) and _pattern(one.subject) == _pattern(other.subject):
        found.append(_shared(Sign.SUBJECT_PATTERN, other.subject))
    if one.sender_address and fold(one.sender_address) == fold(other.sender_address):
        found.append(_shared(Sign.SENDER, other.sender_address))
    if one.sender_ip and one.sender_ip == other.sender_ip:
        found.append(_shared(Sign.SENDER_IP, other.sender_ip))
    return found


def _pattern(subject: str) -> str:
    """The folded subject with each number as `*`; empty where that says nothing, or has none."""
    plain = fold(subject)
    bare = _DIGITS.sub("*", plain)
    return bare if bare != plain and len("".join(_WORDS.findall(plain))) >= _LETTERS else ""


def _close_bodies(
    message: Message | None, sight: Sight, cheap: Mapping[str, list[Shared]], same: set[str]
) -> dict[str, Shared]:
    """Those of the best candidates whose bodies share at least half of the runs of words."""
    if message is None or body_fingerprint(message.text) is None:
        return {}
    order = sorted(cheap.keys() - same, key=lambda key: -_sum(cheap[key]))[:_BODIES]
    ours = _runs(message.text)
    found: dict[str, Shared] = {}
    for other in sight.store.messages(order):
        share = _share(ours, _runs(other.text))
        if share >= _CLOSE and other.network_message_id in cheap:
            points = round(share * _CLOSE_POINTS)
            found[other.network_message_id] = Shared(
                sign=Sign.CLOSE_BODY,
                label=Sign.CLOSE_BODY.label,
                points=points,
                detail=f"{share:.0%} of its runs of three words",
            )
    return found


def _runs(text: str) -> Runs:
    words = _WORDS.findall(fold(text))
    return frozenset(zip(*(words[at:] for at in range(_RUN)), strict=False))


def _share(one: Runs, other: Runs) -> float:
    """Jaccard's measure: what both have of what either has."""
    return len(one & other) / len(one | other) if one and other else 0.0


def _shared(sign: Sign, detail: str = "") -> Shared:
    return Shared(sign=sign, label=sign.label, points=POINTS[sign], detail=detail)


def _sum(shared: Iterable[Shared]) -> int:
    return min(100, sum(one.points for one in shared))


def _ranked(candidates: Mapping[str, Row], signs: Mapping[str, list[Shared]]) -> list[Similar]:
    found = [_similar(candidates[key], signs[key]) for key in candidates]
    kept = [one for one in found if one.score >= _LEAST]
    return sorted(kept, key=lambda one: (-one.score, -one.time_received.timestamp()))


def _similar(row: Row, shared: Sequence[Shared]) -> Similar:
    delivery = row.delivery
    location = row.latest.latest_delivery_location
    return Similar(
        network_message_id=delivery.network_message_id,
        score=_sum(shared),
        shared=tuple(sorted(shared, key=lambda one: -one.points)),
        time_received=delivery.time_received,
        subject=delivery.subject,
        sender_address=delivery.sender_address,
        sender_ip=delivery.sender_ip,
        recipient=delivery.recipient,
        delivery_action=Named(delivery.delivery_action.value, delivery.delivery_action.label),
        latest_location=Named(location.value, location.label),
        threats=tuple(Named(one.value, one.label) for one in delivery.threat_type),
        filter=pointer("network_message_id", delivery.network_message_id),
    )
