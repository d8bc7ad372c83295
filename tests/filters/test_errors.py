from __future__ import annotations

from clawback.filters.errors import FilterError


def test_a_mistake_holds_problem_hint_and_place():
    """One sentence after the other, counted as people count."""
    error = FilterError("This is wrong.", hint="Write that.", position=4, length=2)
    assert str(error) == "This is wrong. Write that. (at character 5)"
    assert error.details == {"position": 4, "length": 2, "hint": "Write that."}


def test_a_mistake_outside_the_text_has_no_place():
    """A missing list is nobody's character."""
    assert str(FilterError("There is no list.")) == "There is no list."
    assert FilterError("x").details["position"] is None
