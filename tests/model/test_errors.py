"""Errors are sentences for a person."""

from __future__ import annotations

from clawback.model.errors import ClawbackError


class _TwoLinesError(ClawbackError):
    """It broke.

    Mend it, and
    try again.
    """


def test_a_docstring_of_several_lines_is_said_in_one():
    """Whoever reads it does not see how it was laid out in the source."""
    assert str(_TwoLinesError()) == "It broke. Mend it, and try again."
    assert str(_TwoLinesError("Just\nthis.")) == "Just\nthis."
