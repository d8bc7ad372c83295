"""Names for groups of recipients, such as `vip`, which settings give out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter
from types import MappingProxyType
from typing import TypeAlias

from clawback.model.errors import BadInputError
from clawback.model.folding import fold

TAG_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
TAG_NAME_RULE = (
    "A tag's name has 1 to 64 small letters, digits, _ and -, and starts with a letter or digit."
)
MOST_TAGS = 500
MOST_MEMBERS = 10_000  # of one tag
_LONGEST = 1_000  # characters of one entry
_WILD = frozenset("*?")
_NOBODY: frozenset[str] = frozenset()


class BadTagError(BadInputError):
    """The tag cannot be used."""

    code = "bad_tag"


@dataclass(frozen=True, slots=True, kw_only=True)
class Members:
    """Whom one tag means, folded: whole addresses, whole domains, and patterns of addresses.

    In a pattern `*` is any run of characters and `?` any one. A domain stands for itself alone, not
    for its subdomains.
    """

    addresses: frozenset[str] = frozenset()
    domains: frozenset[str] = frozenset()
    patterns: tuple[str, ...] = ()

    @classmethod
    def read(cls, entries: Iterable[str]) -> Members:
        """From entries as people write them: `ceo@example.org`, `example.org`, `sales-*@x.org`.

        Raises:
            BadTagError: an entry names nobody.
        """
        plain = [_checked(entry) for entry in entries]
        if not plain or len(plain) > MOST_MEMBERS:
            raise BadTagError(f"A tag has 1 to {MOST_MEMBERS:,} entries; this one {len(plain):,}.")
        domains = {entry.removeprefix("*").removeprefix("@") for entry in plain if _whole(entry)}
        rest = [entry for entry in plain if not _whole(entry)]
        return cls(
            addresses=frozenset(entry for entry in rest if not _WILD & set(entry)),
            domains=frozenset(domains),
            patterns=tuple(sorted({entry for entry in rest if _WILD & set(entry)})),
        )

    def has(self, address: str) -> bool:
        """Whether the address is one of those meant."""
        known = fold(address)
        domain = known.rpartition("@")[2] if "@" in known else ""
        whole = known in self.addresses or (bool(domain) and domain in self.domains)
        return whole or any(fits(pattern, known) for pattern in self.patterns)


_Names: TypeAlias = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tags:
    """Every tag by its name; who has it is told anew each time it is asked.

    The other mappings hold the same the other way round, so that asking takes no longer with many
    tags than with few.
    """

    members: Mapping[str, Members]
    by_address: _Names
    by_domain: _Names
    by_pattern: _Names

    @classmethod
    def read(cls, table: Mapping[str, Iterable[str]]) -> Tags:
        """From the settings table `[tags]`: name and entries.

        Raises:
            BadTagError: a name or an entry is not one, or there are too many.
        """
        if len(table) > MOST_TAGS:
            raise BadTagError(f"There can be {MOST_TAGS} tags; these are {len(table):,}.")
        members = {_name(name): _read(name, table[name]) for name in table}
        return cls(
            members=MappingProxyType(members),
            by_address=_names(members, attrgetter("addresses")),
            by_domain=_names(members, attrgetter("domains")),
            by_pattern=_names(members, attrgetter("patterns")),
        )

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(sorted(self.members))

    def of(self, recipient: str) -> frozenset[str]:
        """The names of the tags that this recipient has."""
        known = fold(recipient)
        domain = known.rpartition("@")[2] if "@" in known else ""
        found = self.by_address.get(known, _NOBODY) | self.by_domain.get(domain, _NOBODY)
        fitting = (names for pattern, names in self.by_pattern.items() if fits(pattern, known))
        return found.union(*fitting)


@lru_cache(maxsize=8192)
def fits(pattern: str, text: str) -> bool:
    """Whether the whole text fits the pattern; takes at most their lengths' product of steps."""
    at = star = 0
    place, marked = 0, -1
    while place < len(text):
        sign = pattern[at] if at < len(pattern) else ""
        if sign == "*":
            star, marked = at + 1, place
            at = star
        elif sign and sign in {"?", text[place]}:
            at, place = at + 1, place + 1
        elif marked >= 0:
            marked += 1
            at, place = star, marked
        else:
            return False
    return not pattern[at:].strip("*")


def _names(members: Mapping[str, Members], entries: Callable[[Members], Iterable[str]]) -> _Names:
    found: dict[str, set[str]] = {}
    for name, each in members.items():
        for entry in entries(each):
            found.setdefault(entry, set()).add(name)
    return MappingProxyType({entry: frozenset(names) for entry, names in found.items()})


def _name(name: str) -> str:
    if not TAG_NAME.fullmatch(name):
        raise BadTagError(f'"{name[:64]}" cannot be the name of a tag. {TAG_NAME_RULE}')
    return name


def _read(name: str, entries: Iterable[str]) -> Members:
    try:
        return Members.read(entries)
    except BadTagError as error:
        raise BadTagError(f'The tag "{name}" cannot be used. {error}') from None


def _whole(entry: str) -> bool:
    """Whether the entry means a whole domain: `example.org`, `@example.org`, `*@example.org`."""
    local, at, domain = entry.rpartition("@")
    return local in {"", "*"} and not _WILD & set(domain) and bool(at or domain)


def _checked(entry: str) -> str:
    text = fold(entry.strip()).rstrip(".")
    bare = text.rpartition("@")[2]
    usable = text.isprintable() and not re.search(r"\s", text) and bool(bare.strip("."))
    if not usable or len(text) > _LONGEST or ("@" not in text and _WILD & set(text)):
        raise BadTagError(
            f'"{entry[:64]}" is not an address, a domain, or a pattern such as *@example.org.'
        )
    return text


NO_TAGS = Tags.read({})
"""For an installation that has none."""
