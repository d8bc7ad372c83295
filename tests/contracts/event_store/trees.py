"""Filters by hypothesis: every test on every field, nested, with values that rows have too."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import Enum
from ipaddress import ip_network

from hypothesis import strategies as st
from tests.making.deliveries import (
    HOSTILE_TEXTS,
    addresses,
    domains,
    ip_texts,
    message_ids,
    moments,
    texts,
    urls,
)

from clawback.filters.comparing import entries
from clawback.filters.fields import Field, Kind
from clawback.filters.patterns import compiled, regex_expression
from clawback.filters.tree import (
    Ago,
    And,
    AnyOf,
    Between,
    Compare,
    Contains,
    Everything,
    Filter,
    InList,
    InNetwork,
    Not,
    Or,
    Order,
    Present,
    Regex,
    Wildcard,
    Words,
)
from clawback.filters.values import ORDERED
from clawback.filters.vocabulary import DELIVERIES, Vocabulary
from clawback.model.click import ClickRow
from clawback.model.delivery import Row
from clawback.model.tags import Tags

LISTS = {
    "bad": frozenset({"evil.example", "ada@example.org", "192.0.2.7", "ef" * 32, "1@x"}),
    "links": frozenset({"hxxps://pay[.]example/now", "https://bücher.example/a b", "no-uuid"}),
    "empty": frozenset[str](),
}

TAGS = Tags.read(
    {
        "vip": ["ada@example.org", "BOB@*"],
        "board": ["example.org", "m*@b?cher.example"],
        "nobody": ["nobody@example.net"],
    }
)

_PIECES = (
    st.sampled_from(("a", "invoice", "INVOICE 4711", "example", "\n", "é", "'", "%", "_", "x@"))
    | st.sampled_from(HOSTILE_TEXTS)
    | texts()
    | addresses()
    | domains()
    | urls()
)
_AGO = st.integers(0, 40).map(lambda days: Ago(timedelta(days=days), f"-{days}d"))
_NUMBERS = st.integers(0, 4) | st.integers(-(2**70), 2**70)
_OWN_VALUES: dict[str, st.SearchStrategy[object]] = {
    "network_message_id": message_ids() | _PIECES,
    "tags": st.sampled_from((*TAGS.names, "VIP")),
}
_OF_KIND: dict[Kind, st.SearchStrategy[object]] = {
    Kind.TIME: moments() | _AGO,
    Kind.BOOLEAN: st.booleans(),
    Kind.CLOCK: st.integers(0, 86_399),
    Kind.NUMBER: _NUMBERS,
    Kind.SIZE: _NUMBERS,
    Kind.IP: ip_texts(),
}
_PATTERNS = st.lists(
    st.sampled_from(("*", "?", "a", "I", "example", ".", "'", "\n", "ß")), max_size=4
)
_REGEXES = st.sampled_from(
    (
        "in.oice",
        "^a",
        "e$",
        "",
        "a*",
        "(a|b)+@",
        r"\d{4}",
        r"\bpay\b",
        "[^a-z]",
        "É",
        ".",
        "(?s).",
        "'",
    )
) | st.text(max_size=6)
_ORDERS = st.sampled_from(Order)
_NETWORKS = st.sampled_from(
    ("192.0.2.0/24", "192.0.2.7/32", "0.0.0.0/0", "2001:db8::/32", "::/0", "::ffff:0:0/96")
).map(ip_network)
_TEXTUAL = {Kind.TEXT, Kind.URL, Kind.IP}


def _sound(expression: str) -> bool:
    try:
        compiled(regex_expression(expression))
    except ValueError:
        return False
    return True


def _values(field: Field) -> st.SearchStrategy[object]:
    if field.name in _OWN_VALUES:
        return _OWN_VALUES[field.name]
    if field.choices is not None:
        return st.sampled_from([member.value for member in field.choices])
    return _OF_KIND.get(field.kind, _PIECES)


def _near(text: str) -> st.SearchStrategy[str]:
    """The text, a part of it, in another case."""
    part = st.tuples(st.integers(0, 4), st.integers(1, 30)).map(lambda at: text[at[0] : at[1]])
    return st.one_of(st.just(text), part, part.map(str.upper))


def _tests_like(entry: object, field: Field) -> st.SearchStrategy[Filter]:
    """Tests that the entry passes, or nearly."""
    name, value = field.name, entry.value if isinstance(entry, Enum) else entry
    if isinstance(value, bool):
        return st.just(AnyOf(name, (value,)))
    if isinstance(value, int | datetime):
        return st.one_of(
            st.just(AnyOf(name, (value,))),
            st.builds(Compare, st.just(name), _ORDERS, st.just(value)),
            st.just(Between(name, value, value)),
        )
    if field.kind not in _TEXTUAL:
        return st.just(AnyOf(name, (str(value),)))
    near = _near(str(value))
    known = st.just(str(value)) if name == "tags" else near  # another tag is an error
    return st.one_of(
        known.map(lambda text: AnyOf(name, (text,))),
        near.map(lambda text: Contains(name, text)),
        near.map(lambda text: Wildcard(name, f"{text[:9]}*")),
        near.map(lambda text: Wildcard(name, text[:4].replace("i", "?") + "*")),
        near.map(lambda text: Regex(name, re.escape(text))),
        near.map(Words),
        st.just(Present(name)),
    )


def _tests(field: Field) -> st.SearchStrategy[Filter]:
    name, values = st.just(field.name), _values(field)
    any_of = st.builds(AnyOf, name, st.lists(values, min_size=1, max_size=3).map(tuple))
    kinds: list[st.SearchStrategy[Filter]] = [any_of, st.builds(Present, name)]
    if field.kind in _TEXTUAL:
        kinds += [
            st.builds(Contains, name, _PIECES),
            st.builds(Wildcard, name, _PATTERNS.map("".join)),
            st.builds(Regex, name, _REGEXES.filter(_sound)),
        ]
    if field.kind in ORDERED:
        kinds += [
            st.builds(Compare, name, _ORDERS, values),
            st.builds(Between, name, values, values),
        ]
    if field.kind is Kind.IP:
        kinds.append(st.builds(InNetwork, name, _NETWORKS))
    return st.one_of(kinds)


NAMED_HEADERS = ("header.subject", "header.x-mailer", "header.list-id")


def _leaves(vocabulary: Vocabulary) -> st.SearchStrategy[Filter]:
    headers = NAMED_HEADERS if vocabulary is DELIVERIES else ()
    fields = [*vocabulary.fields.values(), *map(vocabulary.field, headers)]
    tests = st.sampled_from(fields).flatmap(_tests)
    return st.one_of(
        tests,
        tests,
        st.builds(Words, _PIECES),
        st.sampled_from(sorted(LISTS)).map(InList),
        st.just(Everything()),
    )


def _leaves_about(
    rows: Sequence[Row | ClickRow], vocabulary: Vocabulary
) -> st.SearchStrategy[Filter]:
    fields = vocabulary.fields

    @st.composite
    def like_a_row(draw: st.DrawFn) -> Filter:
        field = fields[draw(st.sampled_from(list(fields)))]
        known = entries(field, draw(st.sampled_from(rows)))
        return draw(_tests_like(draw(st.sampled_from(known)), field) if known else _tests(field))

    return st.one_of(like_a_row(), like_a_row(), like_a_row(), _leaves(vocabulary))


def filters(
    rows: Sequence[Row] | Sequence[ClickRow] = (), vocabulary: Vocabulary = DELIVERIES
) -> st.SearchStrategy[Filter]:
    """Any filter of the vocabulary and `LISTS`, a few levels deep; mostly about these rows."""
    return st.recursive(
        _leaves_about(rows, vocabulary) if rows else _leaves(vocabulary),
        lambda inner: st.one_of(
            st.builds(Not, inner),
            st.lists(inner, max_size=3).map(tuple).map(And),
            st.lists(inner, max_size=3).map(tuple).map(Or),
        ),
        max_leaves=5,
    )
