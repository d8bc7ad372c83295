"""Changed values, made quickly, are what `dataclasses.replace` makes."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.making.deliveries import make_delivery

from clawback.model.delivery import Delivery
from clawback.model.replacing import replaced

ONE, OTHER = make_delivery(1), make_delivery(2, subject="y", read=True, url=("https://a.example/",))
NAMES = [one.name for one in fields(Delivery)]


@given(st.sets(st.sampled_from(NAMES)))
def test_it_is_what_the_library_makes(names):
    """Proves that any fields can be changed, that the rest stays, and so does the first."""
    changes, before = {name: getattr(OTHER, name) for name in names}, replace(ONE)
    assert replaced(ONE, **changes) == replace(ONE, **changes)
    assert before == ONE


def test_no_field_is_made_up_and_none_can_be_set():
    """Proves that a wrong name is refused, and that what is made is as frozen as any."""
    with pytest.raises(TypeError, match="no field colour"):
        replaced(ONE, colour="red")  # type: ignore[call-arg] # the same
    made = replaced(ONE, subject="x")
    with pytest.raises(FrozenInstanceError):
        made.subject = "y"  # type: ignore[misc] # that is what the test is about
