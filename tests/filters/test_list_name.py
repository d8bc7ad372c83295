from __future__ import annotations

import pytest

from clawback.filters.list_name import LIST_NAME


@pytest.mark.parametrize(
    ("name", "good"),
    [("a", True), ("0-day_urls", True), ("a" * 64, True), ("a" * 65, False), ("-a", False)],
)
def test_names_are_plain(name, good):
    """Small letters, digits, _ and -, starting with a letter or digit, 64 at most."""
    assert bool(LIST_NAME.fullmatch(name)) is good
