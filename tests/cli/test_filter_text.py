"""A filter as it stands on a command line."""

from __future__ import annotations

import pytest

from clawback.cli.failure import UsageError
from clawback.cli.filter_text import filter_text


def test_words_are_joined():
    """Several words are one filter, and a leading minus belongs to it."""
    assert filter_text(["subject:x", "-sender_domain:y"]) == "subject:x -sender_domain:y"
    assert filter_text([]) == ""


def test_a_misspelt_option_is_no_filter():
    """It is told, instead of finding nothing."""
    with pytest.raises(UsageError, match="--lmit"):
        filter_text(["subject:x", "--lmit=3"])
