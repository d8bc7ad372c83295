"""Which entries of a list find anything at all: what it means, and as one statement.

An entry finds what `list:name` finds for a list that has no other entry.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from clawback.filters.comparing import entries as values_in
from clawback.filters.comparing import key_of
from clawback.filters.fields import Field
from clawback.filters.listed import Listed, forms_of
from clawback.filters.vocabulary import DELIVERIES, Vocabulary
from clawback.model.delivery import Row
from clawback.model.folding import fold
from clawback.store.dialect import Bound
from clawback.store.query import Condition, sort_of
from clawback.store.tables import Table


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for in some fields: keys, each with the number of the entry that wants it."""

    fields: Sequence[Field]
    keys: Sequence[str]
    numbers: Sequence[int]


def wanted_in(vocabulary: Vocabulary, entries: Sequence[str]) -> list[Wanted]:
    """What the entries want of the fields that lists are compared with, where they want anything.

    Numbers are places in `entries`.
    """
    forms = [forms_of(entry) for entry in entries]
    found = []
    for names, keys_of in _places(vocabulary):
        pairs = [(key, number) for number, one in enumerate(forms) for key in keys_of(one) if key]
        if pairs:
            keys, numbers = zip(*pairs, strict=True)
            found.append(Wanted([vocabulary.field(name) for name in names], keys, numbers))
    return found


def matched_among(rows: Collection[Row], entries: Sequence[str]) -> frozenset[str]:
    """The entries that one of these rows answers to."""
    found: set[int] = set()
    for one in wanted_in(DELIVERIES, entries):
        for field in one.fields:
            key = _key(field)
            known = {key(value) for row in rows for value in values_in(field, row)}
            pairs = zip(one.keys, one.numbers, strict=True)
            found.update(number for asked, number in pairs if asked in known)
    return frozenset(entries[number] for number in found)


def matched_sql(
    wanted: Sequence[Wanted], table: Table, condition: Condition
) -> tuple[str, Mapping[str, object]]:
    """SELECT of the numbers of the entries that answer to the condition, and what it binds.

    Keys are bound once for all fields that compare them in the same form.
    """
    values, parts, dialect = dict(condition.values), [], table.dialect
    for at, one in enumerate(wanted):
        values[f"numbers{at}"] = list(one.numbers)
        numbers = dialect.bound_list(f"numbers{at}", Bound.NUMBER)
        for field in one.fields:
            sort = sort_of(field)
            name = f"keys{at}_{sort.value}"
            if name not in values:
                values[name] = [dialect.kept(sort, key) for key in one.keys]
            keys, place = dialect.bound_list(name, sort), table.place_of(field).equal
            value = dialect.unfold(place) if field.several else place
            source = f"{table.source_for({field.name, *condition.fields})} WHERE {condition.sql}"
            parts.append(
                f"SELECT number FROM {dialect.pairs(keys, numbers)}"  # noqa: S608 - closed list, bound
                f" WHERE key IN (SELECT {value} FROM {source})"
            )
    return " UNION DISTINCT ".join(parts), values


def _places(
    vocabulary: Vocabulary,
) -> Iterator[tuple[Sequence[str], Callable[[Listed], Collection[str]]]]:
    yield vocabulary.listed_texts, lambda forms: forms.texts
    yield (vocabulary.listed_host,), lambda forms: forms.hosts
    yield (vocabulary.listed_url,), lambda forms: forms.urls
    yield (vocabulary.listed_ip,), lambda forms: forms.addresses


def _key(field: Field) -> Callable[[object], object]:
    """A stored value in the form in which an entry is compared with it."""
    return key_of(field) if field.kind.value in {"url", "ip"} else lambda value: fold(str(value))
