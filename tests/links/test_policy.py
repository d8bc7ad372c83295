"""The first rule that fits a recipient counts; mail to several is protected as most demand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from clawback.links.policy import BUILT_IN, NOT_MEANT, Extent, LinkPolicy, LinkRule, leaves
from clawback.links.terms import AS_SET, ClickTerms, ClickThrough
from clawback.model.location import Directionality
from clawback.model.protected_link import MOST_TERMS
from clawback.model.tags import Members, Tags

INBOUND, INTRA, OUTBOUND = (
    Directionality.INBOUND,
    Directionality.INTRA_ORG,
    Directionality.OUTBOUND,
)
BOARD = LinkRule(name="board", tags=frozenset({"vip"}), extent=Extent.TEXT_TOO)
LAB = LinkRule(
    name="lab",
    recipients=Members.read(["lab.example.org", "anna@example.org"]),
    exempt=Members.read(["boss@lab.example.org"]),
    extent=Extent.NOTHING,
)
PARTNER = LinkRule(
    name="partner", senders=Members.read(["*@partner.example"]), extent=Extent.NOTHING
)
INSIDE = LinkRule(name="inside", directions=frozenset({INTRA}))
POLICY = LinkPolicy(
    rules=(BOARD, LAB, PARTNER, INSIDE), tags=Tags.read({"vip": ["anna@example.org"]})
)


@pytest.mark.parametrize(
    ("recipient", "sender", "direction", "rule"),
    [
        ("anna@example.org", "a@b.example", INBOUND, BOARD),
        ("carl@lab.example.org", "a@b.example", INBOUND, LAB),
        ("boss@lab.example.org", "a@b.example", INBOUND, BUILT_IN),
        ("dora@example.org", "news@partner.example", INBOUND, PARTNER),
        ("dora@example.org", "a@b.example", INBOUND, BUILT_IN),
        ("dora@example.org", "a@b.example", None, BUILT_IN),
        ("dora@example.org", "eve@example.org", INTRA, INSIDE),
        ("x@away.example", "eve@example.org", OUTBOUND, NOT_MEANT),
    ],
)
def test_the_first_rule_that_fits_counts(recipient, sender, direction, rule):
    """By recipient, tag, exemption, sender and direction; the built-in one stands last."""
    assert POLICY.rule(recipient, ("", sender), direction) is rule


def test_a_mail_to_several_is_protected_as_most_demand():
    """They get one body; nobody loses protection through a colleague's exemption."""
    carl, dora, anna = "carl@lab.example.org", "dora@example.org", "anna@example.org"
    to = dict.fromkeys((carl, dora), INBOUND)
    assert POLICY.extent({carl: INBOUND}, ["a@b.example"]) is Extent.NOTHING
    assert POLICY.extent(to, ["a@b.example"]) is Extent.HTML
    assert POLICY.extent(dict.fromkeys((*to, anna), INBOUND), ["a@b.example"]) is Extent.TEXT_TOO
    assert POLICY.extent({}, []) is Extent.NOTHING


def test_clicks_of_a_mail_to_several_are_as_the_strictest_says():
    """Who goes without protection has no say; terms of nobody are those of the service."""
    lax = replace(BOARD, terms=ClickTerms(click_through=ClickThrough.ALWAYS, track=False))
    strict = replace(INSIDE, terms=ClickTerms(click_through=ClickThrough.NEVER))
    policy = LinkPolicy(rules=(lax, LAB, strict), tags=POLICY.tags)
    anna, carl, dora = "anna@example.org", "carl@lab.example.org", "dora@example.org"
    assert policy.terms({anna: INBOUND, carl: INBOUND}, []) == lax.terms
    assert policy.terms({anna: INBOUND, dora: INTRA}, []) == strict.terms
    assert policy.terms({anna: INBOUND, dora: INBOUND}, []) == AS_SET
    assert policy.terms({}, []) == AS_SET


def test_terms_are_read_as_they_are_written():
    """Each in four bits; what links said before there were terms is none."""
    every = [
        ClickTerms(click_through=choice, track=track)
        for choice in (None, *ClickThrough)
        for track in (True, False)
    ]
    assert [ClickTerms.read(one.code) for one in every] == every
    assert {one.code for one in every} == set(range(MOST_TERMS + 1))
    assert AS_SET.code == 0


def test_what_goes_out_is_known():
    """One recipient outside is enough: nobody outside gets a protected link of ours."""
    assert leaves({"a@example.org": INTRA, "b@away.example": OUTBOUND})
    assert not leaves({"a@example.org": INTRA, "b@example.org": None})
