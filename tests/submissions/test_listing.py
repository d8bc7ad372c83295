"""What is blocked or allowed beside a submission stands on the allow/block list."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.submissions.conftest import ADA, STORED

from clawback.app.allowing import list_on
from clawback.app.listing_beside import ListBeside
from clawback.model.errors import BadInputError, ForbiddenError
from clawback.submissions.ground import EntryWish
from clawback.submissions.making import Wish
from clawback.submissions.submission import Category, Reason

BLOCK = Wish(
    category=Category.PHISH,
    reason=Reason.CONFIRMED_THREAT,
    entry=EntryWish(expiry="30_days", note="a fake bank"),
)
ALLOW = Wish(
    category=Category.CLEAN,
    reason=Reason.CONFIRMED_CLEAN,
    entry=EntryWish(values=("good.example",), expiry="45_days_after_use"),
)


@pytest.fixture
def listed(desk):
    """A desk before the real list."""
    at = desk()
    entries = list_on(at.ground.database, at.ground.trail, at.clock).entries
    at.door.stop()
    at.ground = replace(at.ground, entries=ListBeside(entries))
    at.open()
    return at, entries


def test_entries_are_those_of_the_list(listed):
    """Sender, URL and what somebody names; what is on the list already is named too."""
    at, entries = listed
    mail = at.door.email(STORED.network_message_id, "", BLOCK, ADA).submission
    again = at.door.url("http://evil.example/pay", BLOCK, ADA).submission
    clean = at.door.url("http://good.example", ALLOW, ADA).submission
    found = [entries.get(one) for made in (mail, again, clean) for one in made.entries]
    assert [(one.value.text, one.terms.action.value) for one in found] == [
        ("eve@evil.example", "block"),
        ("evil.example/pay", "block"),
        ("good.example", "allow"),
    ]
    at.clock.turn(minutes=16)
    known = at.door.email(STORED.network_message_id, "", BLOCK, ADA).submission
    assert known.entries == mail.entries


@pytest.mark.parametrize(
    "entry", [EntryWish(expiry="soon"), EntryWish(expiry="never", values=("no value",))]
)
def test_what_cannot_be_an_entry_submits_nothing(listed, entry):
    """It is said in words."""
    at, _ = listed
    with pytest.raises(BadInputError):
        at.door.url("http://evil.example", replace(BLOCK, entry=entry), ADA)


def test_who_keeps_no_lists_blocks_nothing(listed):
    """Submitting alone does not let anybody block."""
    at, _ = listed
    with pytest.raises(ForbiddenError):
        at.door.url("http://evil.example", BLOCK, replace(ADA, permissions=frozenset()))
