"""What a choice lets through, and which names it met."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from tests.making.deliveries import make_delivery

from clawback.model.delivery import Latest, Row, whereabouts_of
from clawback.remediation.choice import Choice, Names, bare
from clawback.remediation.sieve import Sieve

PEOPLE = ("ada@x", "bob@x", "Ada@x")


def row(number, recipient):
    return Row(delivery=make_delivery(number, recipient=recipient), latest=Latest())


ROWS = [row(number, recipient) for number in range(3) for recipient in PEOPLE]
KEYS = [(one.delivery.network_message_id, one.delivery.recipient) for one in ROWS]
IDS = [
    *{message for message, _ in KEYS},
    *{bare(one.delivery.internet_message_id) for one in ROWS},
    "nobody@x",
]
PARTS = st.none() | st.builds(
    Names,
    keys=st.frozensets(st.sampled_from([*KEYS, ("m", "nobody@x")])),
    ids=st.frozensets(st.sampled_from(IDS)),
)


def named(part, one):
    message, recipient = one.delivery.network_message_id, one.delivery.recipient
    known = {message, bare(one.delivery.internet_message_id)}
    return (message, recipient) in part.keys or bool(known & part.ids)


@given(PARTS, PARTS)
def test_exactly_what_is_named_goes_through(only, without):
    """Of rows and of whereabouts alike; every name is met or unmet, and no other is."""
    expected = [
        one
        for one in ROWS
        if (only is None or named(only, one)) and not (without and named(without, one))
    ]
    choice = Choice(only=only, without=without)
    blocks = [ROWS[:4], ROWS[4:]]
    assert [one for block in Sieve(choice).rows_through(blocks) for one in block] == expected
    sieve = Sieve(choice)
    places = sieve.through([whereabouts_of(one) for one in block] for block in blocks)
    assert [one for block in places for one in block] == list(map(whereabouts_of, expected))
    if only is not None:
        assert sieve.chosen.only
        unmet = {key for key in only.keys if key not in KEYS} | (only.ids & {"nobody@x"})
        assert sieve.chosen.only.unmet == len(unmet)
        assert sieve.chosen.only.met == len(only) - len(unmet)


def test_a_name_that_excludes_nothing_is_unmet():
    """What the filter does not find cannot be left out, and is said to have found nothing."""
    names = Names(keys=frozenset({KEYS[0], ("m", "x")}))
    sieve = Sieve(Choice(without=names))
    left = [one for block in sieve.rows_through([ROWS]) for one in block]
    assert len(left) == len(ROWS) - 1
    assert sieve.chosen.without
    assert (sieve.chosen.without.met, sieve.chosen.without.shown_unmet) == (1, ("m x",))
