"""What an administrator may write about our own judges."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from clawback.analysis.judges.settings import JudgesSettings
from clawback.model.address import Address


def test_people_are_read():
    """Each as a name with an address."""
    settings = JudgesSettings(
        people=("Ann Doe <ann@example.org>",), trusted=frozenset({"Home.Example"})
    )
    assert settings.addresses == (Address(address="ann@example.org", display_name="Ann Doe"),)
    assert settings.trusted == {"home.example"}


@pytest.mark.parametrize("person", ["ann@example.org", "Ann Doe", "Ann <ann>", ""])
def test_who_is_no_person_is_refused(person):
    """A sentence says how it should be written."""
    with pytest.raises(ValidationError, match="must be a name with an address"):
        JudgesSettings(people=(person,))


def test_a_list_has_a_lists_name():
    """Nothing else could be uploaded."""
    with pytest.raises(ValidationError):
        JudgesSettings(block_lists=("../etc",))
