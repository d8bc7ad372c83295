"""The client's shapes of reviews and the API's document are one."""

from __future__ import annotations

import pytest

from clawback.client import review

NAMES = {
    "Sketch": "Sketch",
    "NamedPart": "NamedOut",
    "Chosen": "ChosenOut",
    "TopCount": "TopCountOut",
    "Largest": "LargestOut",
    "ServerShare": "ServerShareOut",
    "Sense": "SenseOut",
    "Consent": "ConsentOut",
    "Review": "ReviewOut",
}


@pytest.mark.parametrize(("ours", "theirs"), NAMES.items())
def test_a_shape_has_the_answers_keys(schemas, ours, theirs):
    """No key is missing and none is made up."""
    assert set(getattr(review, ours).__annotations__) == set(schemas[theirs]["properties"])
