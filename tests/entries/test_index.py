"""The index finds what a plain look at every entry finds, however it is packed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from clawback.entries import index as indexing
from clawback.entries.index import BLOCKS, FOR_EVER, MAIL, Changed, Index, Line

KEYS = [f"d{name}.example" for name in "abcdefgh"] + ["u1.example/a", "p1.example/b", "n4/24/c000"]


@given(
    st.lists(st.tuples(st.integers(1, 12), st.booleans()), max_size=60),
    st.integers(0, 4),
)
def test_what_was_changed_last_is_found_however_it_is_packed(steps, most):
    """Entries come, change and go; the dictionary and the arrays say the same as a plain table."""
    before, indexing._MOST_FRESH = indexing._MOST_FRESH, most
    try:
        index = Index()
        plain: dict[int, tuple[str, Line]] = {}
        for turn, (number, there) in enumerate(steps):
            key = KEYS[number % len(KEYS)]
            line = Line(number, BLOCKS + MAIL, turn + 1) if there else None
            index.change([Changed(key, number, line)])
            plain.pop(number, None)
            if line:
                plain[number] = key, line
        found = sorted(index.find(KEYS), key=lambda one: one[1].number)
        assert found == [plain[number] for number in sorted(plain)]
    finally:
        indexing._MOST_FRESH = before


def test_it_knows_which_hosts_lengths_and_pairs_there_are():
    """So that nobody looks for what no entry is for."""
    index = Index()
    assert (index.links_of("1.example"), index.lengths, index.pairs) == (False, frozenset(), False)
    keys = ["u1.example/a?b", "n4/24/c000", "n6/48/20010db8", "sx.example, 192.0.2.0/24"]
    index.change([Changed(key, at, Line(at, MAIL, FOR_EVER)) for at, key in enumerate(keys)])
    assert index.links_of("1.example")
    assert index.lengths == {(4, 24), (6, 48)}
    assert index.pairs
