"""What a filter says about tags, said about recipients, whoever has them when it is asked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from clawback.filters.errors import FilterError
from clawback.filters.fields import FIELDS
from clawback.filters.match import text_fits
from clawback.filters.tree import (
    And,
    AnyOf,
    Contains,
    Filter,
    Not,
    Or,
    Present,
    Regex,
    Test,
    Wildcard,
)
from clawback.model.folding import fold
from clawback.model.tags import Members, Tags

_TAGS = FIELDS["tags"]
_SHOWN = 8
_FEW = 16
_MANY = 100  # what one compiled expression holds without growing out of its memory


def untagged(tree: Filter, tags: Tags) -> Filter:
    """The same filter, with recipients in place of tags.

    Raises:
        FilterError: it names a tag that does not exist.
    """
    match tree:
        case And(parts):
            return And(tuple(untagged(part, tags) for part in parts))
        case Or(parts):
            return Or(tuple(untagged(part, tags) for part in parts))
        case Not(part):
            return Not(untagged(part, tags))
        case (
            AnyOf(_TAGS.name)
            | Contains(_TAGS.name)
            | Wildcard(_TAGS.name)
            | Regex(_TAGS.name)
            | Present(_TAGS.name)
        ):
            return tagged_with(_names(tree, tags), tags)
        case _:
            return tree


def tagged_with(names: Iterable[str], tags: Tags) -> Filter:
    """Deliveries whose recipient has one of these tags; a tag that does not exist has nobody."""
    members = [tags.members[name] for name in sorted(names) if name in tags.members]
    return either(_tests(members))


def either(parts: Iterable[Filter]) -> Filter:
    """At least one of the parts; of no parts nothing is true."""
    every = tuple(parts)
    return every[0] if len(every) == 1 else Or(every)


def at_domains(domains: Sequence[str]) -> list[Test]:
    """Tests of which one is true when the recipient's domain is one of these.

    Asks about the recipient itself, which is the row's key, and not about a column beside it. A few
    patterns are quicker than one expression, and many are slower.
    """
    if len(domains) <= _FEW:
        return [Wildcard("recipient", f"*@{domain}") for domain in domains]
    parts = [domains[at : at + _MANY] for at in range(0, len(domains), _MANY)]
    return [Regex("recipient", rf"@(?:{'|'.join(map(re.escape, part))})\z") for part in parts]


def _tests(members: list[Members]) -> list[Test]:
    """Equal ones together: a store answers one long list quicker than many short ones."""
    addresses = sorted(frozenset().union(*(each.addresses for each in members)))
    domains = sorted(frozenset().union(*(each.domains for each in members)))
    patterns = dict.fromkeys(pattern for each in members for pattern in each.patterns)
    tests: list[Test] = [Wildcard("recipient", pattern) for pattern in patterns]
    if addresses:
        tests.append(AnyOf("recipient", tuple(addresses)))
    return [*tests, *at_domains(domains)]


def _names(test: AnyOf | Contains | Wildcard | Regex | Present, tags: Tags) -> list[str]:
    if isinstance(test, AnyOf):
        return [_known(str(value), tags) for value in test.values]
    fits = text_fits(_TAGS, test)
    return [name for name in tags.names if fits(name)]


def _known(value: str, tags: Tags) -> str:
    name = fold(value)
    if name in tags.members:
        return name
    near = get_close_matches(name, tags.names, n=1, cutoff=0.6)
    some = ", ".join(tags.names[:_SHOWN])
    if near:
        hint = f'Did you mean "{near[0]}"?'
    else:
        hint = f"There is {some}." if some else "Set one under [tags]."
    raise FilterError(f'There is no tag "{value[:64]}".', hint=hint, word=value)
