"""The client's shapes and the API's document are one."""

from __future__ import annotations

import pytest

from clawback.client import shapes

# The API's name of each shape.
NAMES = {
    "Scope": "ScopeShape",
    "Person": "PersonOut",
    "SetUp": "SetupLinkOut",
    "PersonSession": "SessionOut",
    "Role": "RoleOut",
    "Token": "TokenOut",
    "IssuedToken": "IssuedTokenOut",
    "Numbers": "NumbersOut",
    "Counts": "CountsOut",
    "Vote": "VoteOut",
    "Proposal": "ProposalOut",
    "Remediation": "RemediationOut",
    "Place": "PlaceOut",
    "Copy": "CopyOut",
    "Item": "ItemOut",
    "Accepted": "ImportAccepted",
    "ImportProgress": "ImportProgress",
    "Choice": "ChoiceOut",
    "Field": "FieldOut",
    "Explanation": "ExplanationOut",
}


@pytest.mark.parametrize(("ours", "theirs"), NAMES.items())
def test_a_shape_has_the_answers_keys(schemas, ours, theirs):
    """No key is missing and none is made up."""
    assert set(getattr(shapes, ours).__annotations__) == set(schemas[theirs]["properties"])


def test_a_wish_can_be_sent(schemas):
    """What the client sends is what the API takes."""
    taken = set(schemas["NewRemediation"]["properties"])
    assert set(shapes.Wish.__annotations__) == taken - {"dry_run", "propose", "start"}
