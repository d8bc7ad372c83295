"""Senders who pretend to be somebody: people of ours, our domains, our partners', known brands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from clawback.analysis.judges.brands import Brand, brands
from clawback.analysis.judges.listing import failed
from clawback.analysis.judges.lookalike import Likeness, Lookalikes
from clawback.analysis.judges.skeleton import skeleton, words
from clawback.analysis.urls.target import registrable
from clawback.model.address import Address, domain_of
from clawback.model.folding import fold
from clawback.model.message import Message
from clawback.model.policy import PolicyType
from clawback.model.verdict import DetectionTechnology, Finding, PhishConfidence, ThreatType

PROVIDER = "impersonation"
_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"'@]{1,64}@[A-Za-z0-9.-]{1,255}\.[A-Za-z]{2,63}")
_FEWEST_WORDS = 2  # of a name that belongs to one person


@dataclass(frozen=True, slots=True, kw_only=True)
class Protected:
    """Who may be pretended to be: people with their addresses, own domains and partners'.

    `trusted` are addresses and domains that may look so. All are folded.
    """

    people: tuple[Address, ...] = ()
    own_domains: frozenset[str] = frozenset()
    partners: frozenset[str] = frozenset()
    trusted: frozenset[str] = frozenset()
    brands: bool = True


class Impersonation:
    """Looks at the names and domains of a mail's sender and of whom an answer goes to."""

    def __init__(self, protected: Protected) -> None:
        self._protected = protected
        self._people = _by_name(protected.people)
        self._brands = _by_word(brands()) if protected.brands else {}
        self._domains = Lookalikes({*protected.own_domains, *protected.partners}, protected.trusted)

    def findings(self, message: Message) -> tuple[Finding, ...]:
        """What is proved; a sender of ours, or one who may look so, pretends nothing."""
        sender = message.sender
        if not sender.address or self._may(sender):
            return ()
        surely = failed(message.authentication)
        found = [
            *self._person(sender, surely=surely),
            *self._domain(message, surely=surely),
            *self._brand(message, surely=surely),
        ]
        return tuple(found)

    def _may(self, sender: Address) -> bool:
        domain = sender.domain
        trusted = self._protected.trusted
        if fold(sender.address) in trusted or domain in trusted or registrable(domain) in trusted:
            return True
        return any(
            domain == own or domain.endswith(f".{own}") for own in self._protected.own_domains
        )

    def _person(self, sender: Address, *, surely: bool) -> Iterator[Finding]:
        if not sender.display_name:
            return
        person = self._shown(sender.display_name) or self._named(sender)
        if person:
            yield _finding(
                DetectionTechnology.IMPERSONATION_USER,
                person.display_name or person.address,
                f"The sender is shown as “{sender.display_name}”, which is {person.address}, and "
                f"writes from {sender.address}.",
                surely=surely,
            )

    def _named(self, sender: Address) -> Address | None:
        same = self._people.get(tuple(sorted(words(sender.display_name))), ())
        address = fold(sender.address)
        if not same or any(fold(person.address) == address for person in same):
            return None
        return same[0]

    def _shown(self, name: str) -> Address | None:
        """An address of ours, or of a protected person, that stands in a display name."""
        found = _ADDRESS.search(name) if "@" in name else None
        if found is None:
            return None
        shown, domain = fold(found[0]), domain_of(found[0])
        ours = any(
            domain == own or domain.endswith(f".{own}") for own in self._protected.own_domains
        )
        known = any(fold(person.address) == shown for person in self._protected.people)
        return Address(address=shown) if ours or known else None

    def _domain(self, message: Message, *, surely: bool) -> Iterator[Finding]:
        asked = {one.domain: "The domain that an answer goes to" for one in message.reply_to}
        asked[message.sender.domain] = "The sender's domain"
        for domain, what in asked.items():
            likeness = self._domains.of(domain) if domain else None
            if likeness:
                yield _like(what, domain, likeness, surely=surely)

    def _brand(self, message: Message, *, surely: bool) -> Iterator[Finding]:
        name = message.sender.display_name
        if not self._brands or not name or _through_a_list(message):
            return
        seen = words(name)
        label = skeleton(registrable(message.sender.domain).partition(".")[0])
        for brand in (one for word in seen for one in self._brands.get(word, ())):
            if label not in brand.labels and _holds(seen, brand.words):
                yield _finding(
                    DetectionTechnology.IMPERSONATION_BRAND,
                    "",
                    f"The sender is shown as “{name}”, and {brand.name} does not write from "
                    f"{message.sender.domain}.",
                    surely=surely,
                )
                return


def _like(what: str, domain: str, likeness: Likeness, *, surely: bool) -> Finding:
    return _finding(
        DetectionTechnology.IMPERSONATION_DOMAIN,
        likeness.domain,
        f"{what}, {domain}, is like {likeness.domain}: it {likeness.how}.",
        surely=surely or likeness.surely,
    )


def _finding(how: DetectionTechnology, whom: str, evidence: str, *, surely: bool) -> Finding:
    return Finding(
        provider=PROVIDER,
        threat=ThreatType.PHISH,
        technology=how,
        confidence=PhishConfidence.HIGH if surely else PhishConfidence.NORMAL,
        evidence=(evidence,),
        impersonated=whom,
        policy=PolicyType.ANTI_PHISHING,
    )


def _through_a_list(message: Message) -> bool:
    """Lists write their own address under the names of those who post to them."""
    return bool(message.handling and message.handling.distribution_list)


def _holds(seen: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    width = len(wanted)
    return any(seen[at : at + width] == wanted for at in range(len(seen) - width + 1))


def _by_name(people: Iterable[Address]) -> dict[tuple[str, ...], tuple[Address, ...]]:
    """People by the words of their names in any order: `Doe, Ann` is `Ann Doe`."""
    found: dict[tuple[str, ...], tuple[Address, ...]] = {}
    for person in people:
        name = tuple(sorted(words(person.display_name)))
        if len(name) >= _FEWEST_WORDS:
            found[name] = (*found.get(name, ()), person)
    return found


def _by_word(all_brands: Iterable[Brand]) -> dict[str, tuple[Brand, ...]]:
    """Brands by their first word, as the eye reads it."""
    found: dict[str, tuple[Brand, ...]] = {}
    for brand in all_brands:
        read = Brand(
            name=brand.name,
            words=tuple(map(skeleton, brand.words)),
            labels=frozenset(map(skeleton, brand.labels)),
        )
        found[read.words[0]] = (*found.get(read.words[0], ()), read)
    return found
