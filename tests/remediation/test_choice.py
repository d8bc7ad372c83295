"""How a choice is kept: whole, hashed, the same every time."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.making.deliveries import texts
from tests.remediation.made import terms

from clawback.filters.tree import AnyOf, Everything, Or
from clawback.remediation.choice import (
    ALL,
    SHOWN,
    WHOLE,
    Choice,
    Chosen,
    Names,
    TooManyNamesError,
    decode,
    encode,
    named,
    read,
    require_few,
    written,
)
from clawback.remediation.plan import plan_hash

TERMS = terms()


def names():
    some = st.frozensets(st.tuples(texts(), texts()), max_size=15)
    return st.builds(Names, keys=some, ids=st.frozensets(texts(), max_size=15))


@given(names(), st.randoms(use_true_random=False))
def test_a_choice_is_kept_as_it_was(given_names, chance):
    """What is written reads back; met and unmet add up; few are shown, and the form is one."""
    assert read(written(given_names)) == given_names
    every = [*given_names.keys, *given_names.ids]
    met = {one for one in every if chance.random() < 0.5}
    kept = named(given_names, met)
    assert kept
    assert (kept.given, kept.met, kept.unmet) == (len(every), len(met), len(every) - len(met))
    assert max(len(kept.shown), len(kept.shown_unmet)) <= SHOWN
    for chosen in (Chosen(only=kept), Chosen(without=kept, every_location=True)):
        assert decode(encode(chosen)) == chosen
        assert encode(decode(encode(chosen))) == encode(chosen)
        assert chosen.sentence().endswith(".")


def test_the_choice_is_part_of_the_plans_hash():
    """Another choice is another plan; no choice keeps the hash that plans had before."""
    one = named(Names(ids=frozenset({"a"})), set())
    other = named(Names(ids=frozenset({"b"})), set())
    choices = [
        WHOLE,
        Chosen(only=one),
        Chosen(only=other),
        Chosen(without=one),
        Chosen(every_location=True),
    ]
    hashes = {plan_hash(replace(TERMS, choice=choice), ()) for choice in choices}
    assert len(hashes) == len(choices)
    assert encode(WHOLE) == ""
    assert decode("") == WHOLE


def test_names_narrow_the_filter():
    """Keys ask for their messages, ids for either kind of id, and no choice for everything."""
    keys = Names(keys=frozenset({("m", "ada@x")}))
    assert keys.tree == AnyOf("network_message_id", ("m",))
    both = Names(keys=keys.keys, ids=frozenset({"i@x"}))
    by_id = AnyOf("network_message_id", ("i@x", "m"))
    assert both.tree == Or((by_id, AnyOf("internet_message_id", ("i@x",))))
    assert ALL.tree == Choice(without=keys).tree == Everything()


def test_too_many_names(monkeypatch):
    """A choice beyond the limit is refused in words."""
    monkeypatch.setattr("clawback.remediation.choice.MOST_NAMES", 1)
    with pytest.raises(TooManyNamesError, match="These are 2 names"):
        require_few(Names(ids=frozenset({"a", "b"})))


def test_a_choice_in_words():
    """The sentence says how many names, from where, and how many found nothing."""
    part = named(Names(ids=frozenset({"a", "b"}), lists=("wave",)), {"a"})
    assert Chosen(only=part).sentence() == (
        "Of what the filter finds, only what 2 entries of list:wave name (1 of them found nothing)."
    )
    assert WHOLE.sentence() == "Everything that the filter finds."
    assert WHOLE.sentence(filtered=False) == "Everything."
    assert Chosen(only=part).sentence(filtered=False).startswith("Only what 2 entries of list:wave")
