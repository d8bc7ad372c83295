from __future__ import annotations

import pytest

from clawback.filters.errors import FilterError
from clawback.filters.fields import FIELDS, Field, Kind
from clawback.filters.scan import Piece
from clawback.filters.tree import AnyOf, Order, Present
from clawback.filters.values import TAKES, compares, contains, equals


def _piece(text: str, *, wild: str = "") -> Piece:
    return Piece(text=text, start=3, end=3 + len(text), wild=frozenset(wild))


_OF_KIND = {field.kind: field for field in FIELDS.values()}


@pytest.mark.parametrize("kind", list(Kind))
def test_each_kind_says_what_it_takes(kind: Kind):
    """An operator that a kind does not take is an error that names those it takes."""
    field, piece = _OF_KIND[kind], _piece("1")
    takes_contains = kind in {Kind.TEXT, Kind.URL}
    takes_order = kind in {Kind.NUMBER, Kind.SIZE, Kind.CLOCK}
    for act, taken in ((contains, takes_contains), (_less, takes_order)):
        if taken:
            assert act(field, piece)
        elif kind is not Kind.TIME or act is contains:
            with pytest.raises(FilterError) as error:
                act(field, piece)
            assert TAKES[kind] in str(error.value)
            assert error.value.position == 3


def _less(field: Field, piece: Piece) -> object:
    return compares(field, Order.LESS, piece)


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_can_be_present(kind: Kind):
    """One star asks whether there is a value."""
    assert equals(_OF_KIND[kind], _piece("*", wild="*")) == Present(_OF_KIND[kind].name)


@pytest.mark.parametrize(
    ("text", "size"),
    [
        *(("0", 0), ("1b", 1), ("1k", 1024), ("1KB", 1024), ("1kib", 1024), ("0.5kb", 512)),
        *(("1.5mb", 1_572_864), ("2 gb", 2 * 1024**3), ("1tb", 1024**4)),
    ],
)
def test_sizes_have_units(text, size):
    """Units are powers of 1024, as mail people count."""
    assert equals(FIELDS["email_size"], _piece(text)) == AnyOf("email_size", (size,))


@pytest.mark.parametrize("text", ["-1", "1.5.5", "kb", "1zb", "\u0661", "1e3", "99999999tb", ""])
def test_what_is_no_size_is_refused(text):
    """Foreign digits, exponents and what no store can count are errors."""
    with pytest.raises(FilterError):
        equals(FIELDS["email_size"], _piece(text))
