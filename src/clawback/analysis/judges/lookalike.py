"""Whether one domain is made to be taken for another."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from clawback.analysis.judges.skeleton import skeleton
from clawback.analysis.urls.target import registrable

_SHORTEST = 5  # characters of a name one slip away from which there are few honest others
_LONG = 9  # characters of a name that bears two slips
_ADDED = 4  # characters of a name that is known again among others
_LONGEST = 63  # octets of a label (RFC 1035 §2.3.4)
# Words that mean nothing beside a name.
_FILLERS = """
account accounts admin alert auth billing bill careers cloud confirm customer delivery desk docs
document group helpdesk help hr id info intern internal international invoice invoices it jobs
login mail mailer mails my notice office online pay payment payments payroll portal reset safe
secure security service services shop sign signin sso support team update verification verify vpn
web webmail
"""
_ADDED_WORDS = frozenset(_FILLERS.split())
_SEPARATED = re.compile(r"[-_.]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """Whom a domain is like, and how, as the middle of a sentence; `surely` where no chance can."""

    domain: str
    how: str
    surely: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Model:
    """A domain that others may pretend to be."""

    domain: str
    label: str
    skeleton: str


class Lookalikes:
    """Knows domains again in others that only look so. Answers are kept: domains come again."""

    def __init__(self, domains: Iterable[str], trusted: Iterable[str] = ()) -> None:
        known = (registrable(domain) or domain for domain in domains)
        self._models = tuple(map(_model, sorted(set(known))))
        self._honest = frozenset({*(one.domain for one in self._models), *trusted})
        self.of = lru_cache(maxsize=16_384)(self._of)

    def _of(self, domain: str) -> Likeness | None:
        """Whom `domain` (in punycode or as it is read) is made to be taken for, if anybody."""
        own = registrable(domain)
        if not own or own in self._honest or domain in self._honest or not self._models:
            return None
        host = readable_domain(own)
        label = host.partition(".")[0]
        outside = readable_domain(domain).removesuffix(host).rstrip(".")
        found = (_likeness(model, label, skeleton(label), outside) for model in self._models)
        return min(
            (one for one in found if one),
            key=lambda one: (not one.surely, one.domain),
            default=None,
        )


def _model(domain: str) -> _Model:
    label = readable_domain(domain).partition(".")[0]
    return _Model(domain=domain, label=label, skeleton=skeleton(label))


def _likeness(model: _Model, label: str, seen: str, outside: str) -> Likeness | None:
    if seen == model.skeleton and label != model.label:
        return Likeness(domain=model.domain, how="has letters that look the same", surely=True)
    if f".{outside}.".find(f".{model.domain}.") >= 0:
        return Likeness(domain=model.domain, how="has the whole of it in front", surely=True)
    if label == model.label and len(label) >= _SHORTEST:
        return Likeness(domain=model.domain, how="differs in its ending")
    if _is_slip(model.skeleton, seen):
        return Likeness(domain=model.domain, how="differs in a letter or two")
    if len(model.label) >= _ADDED and _has_added(model.label, label):
        return Likeness(domain=model.domain, how="has words added")
    return None


def _is_slip(name: str, other: str) -> bool:
    if len(name) < _SHORTEST or len(other) > _LONGEST:
        return False
    most = 2 if len(name) >= _LONG else 1
    return abs(len(name) - len(other)) <= most and distance(name, other, most) <= most


def _has_added(name: str, label: str) -> bool:
    """Whether all that stands beside the name are words that mean nothing by themselves."""
    if name not in label:
        return False
    before, _, after = label.partition(name)
    rest = [part for part in (*_SEPARATED.split(before), *_SEPARATED.split(after)) if part]
    return bool(rest) and all(part in _ADDED_WORDS or part.isdigit() for part in rest)


def distance(one: str, other: str, most: int) -> int:
    """Letters put in, left out, exchanged or swapped with their neighbour; `most` + 1 for more."""
    before: Sequence[int] = ()
    row: Sequence[int] = range(len(other) + 1)
    for at, letter in enumerate(one, start=1):
        before, last, now = row, before, [at]
        for there, also in enumerate(other, start=1):
            cost = min(before[there] + 1, now[-1] + 1, before[there - 1] + (letter != also))
            swapped = at > 1 < there and letter == other[there - 2] and one[at - 2] == also
            now.append(min(cost, last[there - 2] + 1) if swapped else cost)
        row = now
        if min(row) > most:
            return most + 1
    return row[-1]


def readable_domain(domain: str) -> str:
    """A domain as people see it; labels that are no punycode stay as they are."""
    if "xn--" not in domain:
        return domain
    return ".".join(map(_readable, domain.split(".")))


def _readable(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except (UnicodeError, ValueError):
        return label
