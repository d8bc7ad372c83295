"""How long an entry counts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clawback.entries.entry import EntryAction, Lifetime
from clawback.entries.expiry import AFTER_USE, BadExpiryError, Expiry, ExpiryWish, lifetime, used

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("choice", "days"), [(Expiry.ONE_DAY, 1), (Expiry.SEVEN_DAYS, 7), (Expiry.THIRTY_DAYS, 30)]
)
def test_days_are_counted_from_now(choice, days):
    """The three that the reference product has."""
    found = lifetime(ExpiryWish(choice=choice), EntryAction.BLOCK, NOW)
    assert found == Lifetime(expires_at=NOW + timedelta(days=days))


def test_never_and_a_date_are_as_they_say():
    """A date must be to come."""
    later = NOW + timedelta(minutes=1)
    assert lifetime(ExpiryWish(choice=Expiry.NEVER), EntryAction.BLOCK, NOW) == Lifetime()
    found = lifetime(ExpiryWish(choice=Expiry.DATE, at=later), EntryAction.ALLOW, NOW)
    assert found.expires_at == later


@pytest.mark.parametrize(
    "wish",
    [
        ExpiryWish(choice=Expiry.DATE),
        ExpiryWish(choice=Expiry.DATE, at=NOW),
        ExpiryWish(choice=Expiry.NEVER, at=NOW + timedelta(days=1)),
        ExpiryWish(choice=Expiry.AFTER_LAST_USE),
    ],
)
def test_what_makes_no_sense_is_refused(wish):
    """A date that is none, or a block that would end because it works."""
    with pytest.raises(BadExpiryError):
        lifetime(wish, EntryAction.BLOCK, NOW)


@given(st.lists(st.integers(-60, 60), max_size=10))
def test_every_use_only_makes_it_longer(days):
    """It ends 45 days after the last use, in whatever order uses are told."""
    life = lifetime(ExpiryWish(choice=Expiry.AFTER_LAST_USE), EntryAction.ALLOW, NOW)
    for day in days:
        life = used(life, NOW + timedelta(days=day))
    last = max([0, *days])
    assert life.expires_at == NOW + timedelta(days=last) + AFTER_USE
    assert used(Lifetime(expires_at=NOW), NOW) == Lifetime(expires_at=NOW)
