from __future__ import annotations

import pytest

from clawback.filters.errors import FilterError, pointing_into


def test_a_mistake_holds_problem_hint_and_place():
    """One sentence after the other, counted as people count."""
    error = FilterError("This is wrong.", hint="Write that.", position=4, length=2, mend="that")
    assert str(error) == "This is wrong. Write that. (at character 5)"
    assert error.details == {
        "position": 4,
        "length": 2,
        "hint": "Write that.",
        "mend": "that",
    }


def test_what_does_not_exist_is_found_in_the_text():
    """By the word that was named, whatever its case; another mistake keeps its own place."""
    with (
        pytest.raises(FilterError, match="at character 13") as told,
        pointing_into("x AND list:vIp"),
    ):
        raise FilterError("There is no list.", word="ip")
    assert (told.value.position, told.value.length) == (12, 2)
    with pytest.raises(FilterError, match="at character 3"), pointing_into("a b"):
        raise FilterError("Wrong.", position=2, word="a")
    with pytest.raises(FilterError) as lost, pointing_into("a b"):
        raise FilterError("Wrong.", word="gone")
    assert lost.value.position is None


def test_a_mistake_outside_the_text_has_no_place():
    """A missing list is nobody's character."""
    assert str(FilterError("There is no list.")) == "There is no list."
    assert FilterError("x").details["position"] is None
