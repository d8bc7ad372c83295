"""Changes of a header: on its bytes, and in the order in which a mail server does them."""

from hypothesis import given
from hypothesis import strategies as st

from clawback.ingest.gate.header import HeaderChange, changed, fields_of, places, without

NAMES = st.sampled_from(["Subject", "subject", "X-A", "x-a", "X-B"])
VALUES = st.sampled_from([b"", b"one", b"two\r\n\tlines", b"\xff\x00 y", b":x"])
FIELDS = st.lists(st.tuples(NAMES, VALUES), max_size=8)
CHANGES = st.lists(
    st.builds(HeaderChange, name=NAMES, place=st.integers(0, 4), value=VALUES), max_size=5
)


def written(fields):
    return b"".join(name.encode() + b": " + value + b"\r\n" for name, value in fields)


def as_a_server_does(fields, changes):
    """One after the other, on the list; changes of one place are given once."""
    left = [[name, value] for name, value in fields]
    for change in changes:
        named = [one for one in left if one[0].lower() == change.name.lower()]
        if not change.place:
            if change.value:
                left.append([change.name, change.value])
        elif change.place <= len(named):
            one = named[change.place - 1]
            if change.value:
                one[:] = [change.name, change.value]
            else:
                left.remove(one)
    return written(left)


@given(fields=FIELDS)
def test_a_header_without_changes_stays(fields):
    """Byte for byte, with its folds; each field is seen once."""
    head = written(fields)
    assert changed(head, ()) == head
    assert [one.name for one in fields_of(head + b"\r\n")] == [name.lower() for name, _ in fields]


@given(fields=FIELDS, changes=CHANGES)
def test_the_bytes_become_what_the_server_makes_of_them(fields, changes):
    """Where places are changed from the last to the first and additions come at the end."""
    last_first = {
        (one.name.lower(), one.place): one for one in sorted(changes, key=lambda one: -one.place)
    }
    ordered = [one for one in last_first.values() if one.place]
    ordered += [one for one in last_first.values() if not one.place]
    distinct = _identities(fields)
    assert changed(written(distinct), ordered) == as_a_server_does(distinct, ordered)


def _identities(fields):
    """Each value with a number, so that a removal can be told from another's."""
    return [(name, value + b" %d" % number) for number, (name, value) in enumerate(fields)]


def test_places_are_told_last_first():
    """So that one can be removed after the other by a server that counts anew."""
    fields = fields_of(b"A: 1\r\nb: 2\r\na : 3\r\n  more\r\n\r\n")
    assert places(fields, "A") == [2, 1]
    assert fields[2].value == b"3\r\n  more"


def test_changes_of_some_fields_are_left_out():
    """By their names in any case."""
    changes = (HeaderChange(name="X-A", place=0, value=b"1"), HeaderChange(name="B", place=1))
    assert without(changes, {"x-a"}) == changes[1:]
