"""Trees as the parser makes them, for property tests: every value fits its field."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

from hypothesis import strategies as st

from clawback.filters.fields import FIELDS, Field, Kind
from clawback.filters.ip import ip_key, network_of
from clawback.filters.patterns import compiled, regex_expression
from clawback.filters.tree import (
    Ago,
    And,
    AnyOf,
    Between,
    Compare,
    Contains,
    Filter,
    InList,
    InNetwork,
    Not,
    Or,
    Order,
    Present,
    Regex,
    Scalar,
    Test,
    Wildcard,
    Words,
)
from clawback.filters.values import ORDERED

_TRICKY = ("a b", "AND", "or", '"', "\\", "a,b", "(", ")", "-x", "/a/", "“q”", "a:b", "<x@y>", "..")
_EXPRESSIONS = ("a b", "^re:", r"\d+", "a/b", "[a-z]{2}", "x|y", r"\.exe$", r"\\", "(a)")
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def texts() -> st.SearchStrategy[str]:
    """Text that a filter can hold: no control characters, not empty."""
    usable = st.characters(exclude_categories=("Cc", "Cs"))
    return st.one_of(
        st.sampled_from(_TRICKY), st.text(usable, min_size=1, max_size=12), st.sampled_from("*?")
    )


def _named(*kinds: Kind) -> st.SearchStrategy[Field]:
    return st.sampled_from([field for field in FIELDS.values() if field.kind in kinds])


def _rooted(field: Field, text: str) -> str:
    return text if field.name != "url_path" or text.startswith("/") else f"/{text}"


def _values(field: Field) -> st.SearchStrategy[Scalar]:
    match field.kind:
        case Kind.TEXT | Kind.URL:
            return texts().map(lambda text: _rooted(field, text))
        case Kind.IP:
            return st.ip_addresses().map(lambda ip: ip_key(str(ip)) or "")
        case Kind.BOOLEAN:
            return st.booleans()
        case Kind.CHOICE:
            return st.sampled_from([member.value for member in field.choices or ()])
        case _:
            return numbers(field)


def numbers(field: Field) -> st.SearchStrategy[Scalar]:
    """Exact values of a field that has an order."""
    if field.kind is Kind.TIME:
        return _times()
    if field.kind is Kind.CLOCK:
        return st.integers(0, 86_399)
    return st.one_of(st.integers(0, 5), st.integers(0, 2**20).map(lambda n: n * 1024))


def _times() -> st.SearchStrategy[datetime]:
    first = datetime(2026, 11, 1, tzinfo=UTC)
    steps = (
        timedelta(days=1),
        timedelta(minutes=1),
        timedelta(seconds=1),
        timedelta(microseconds=1),
    )
    return st.builds(
        lambda step, count, back: first + step * count - timedelta(microseconds=back),
        st.sampled_from(steps),
        st.integers(0, 1000),
        st.integers(0, 1),
    )


def _agos() -> st.SearchStrategy[Ago]:
    return st.builds(
        lambda count, unit: Ago(timedelta(**{_UNITS[unit]: count}), f"-{count}{unit}"),
        st.integers(1, 400),
        st.sampled_from(sorted(_UNITS)),
    )


@st.composite
def _any_of(draw: st.DrawFn) -> Test:
    field = draw(_named(*Kind))
    values = draw(st.lists(_values(field), min_size=1, max_size=4, unique=True))
    return AnyOf(field.name, tuple(values))


@st.composite
def _textual(draw: st.DrawFn) -> Test:
    field, text = draw(_named(Kind.TEXT, Kind.URL)), draw(texts())
    pattern = f"{draw(texts())}*{text}" if field.name != "url_path" else f"/{text}*"
    expression = draw(st.sampled_from(_EXPRESSIONS))
    if field.name == "url_path":
        expression = expression.replace(" ", r"\s")
    compiled(regex_expression(expression))
    tests = (
        Contains(field.name, text),
        Wildcard(field.name, pattern) if pattern.strip("*") else Present(field.name),
        Regex(field.name, expression),
    )
    return draw(st.sampled_from(tests))


@st.composite
def _ordered(draw: st.DrawFn) -> Test:
    field = draw(_named(*ORDERED))
    exact = numbers(field)
    value = draw(exact | _agos() if field.kind is Kind.TIME else exact)
    if draw(st.booleans()):
        return Compare(field.name, draw(st.sampled_from(Order)), value)
    low, high = sorted((draw(exact), draw(exact)), reverse=draw(_turned(field)))  # type: ignore[type-var]  # of one kind
    return Between(field.name, low, high)


def _turned(field: Field) -> st.SearchStrategy[bool]:
    """Only a range of times of day may end before it starts."""
    return st.booleans() if field.kind is Kind.CLOCK else st.just(value=False)


def _networks() -> st.SearchStrategy[Test]:
    return st.builds(
        lambda ip, cut: InNetwork("sender_ip", network_of(f"{ip}/{ip.max_prefixlen - cut}")),
        st.ip_addresses().map(lambda ip: ip_address(ip_key(str(ip)) or "")),
        st.integers(0, 32),
    )


def tests() -> st.SearchStrategy[Test]:
    """One test of any sort."""
    return st.one_of(
        _any_of(),
        _textual(),
        _ordered(),
        _networks(),
        st.builds(Present, st.sampled_from(sorted(FIELDS))),
        st.builds(Words, texts()),
        st.builds(InList, st.sampled_from(("bad", "vip-1", "a_b"))),
    )


def trees() -> st.SearchStrategy[Filter]:
    """A filter of any shape, flat where the parser makes it flat."""
    return st.recursive(tests(), _joined, max_leaves=8)


def _joined(inner: st.SearchStrategy[Filter]) -> st.SearchStrategy[Filter]:
    several = st.lists(inner, min_size=2, max_size=3)
    return st.one_of(
        several.map(lambda parts: And(_flat(And, parts))),
        several.map(lambda parts: Or(_flat(Or, parts))),
        inner.map(Not),
    )


def _flat(kind: type[And | Or], parts: Iterable[Filter]) -> tuple[Filter, ...]:
    return tuple(p for part in parts for p in (part.parts if isinstance(part, kind) else (part,)))
