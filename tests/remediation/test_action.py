"""What each action does."""

from __future__ import annotations

import pytest

from clawback.mailboxes.port import Place
from clawback.model.location import DeliveryLocation
from clawback.remediation.action import ACTIONS, Action, is_there, location_of


def test_only_hard_delete_cannot_be_taken_back():
    """The other four have a destination to come back from."""
    assert [action for action in Action if not action.reversible] == [Action.HARD_DELETE]
    assert set(ACTIONS) == {action.value for action in Action}


@pytest.mark.parametrize("action", [action for action in Action if action.reversible])
def test_a_copy_in_the_destination_is_there(action):
    """Each moving action is satisfied by its own place; the Inbox by the owner's folders, too."""
    there = {place for place in (*Place, None) if is_there(action, place)}
    also = {None, Place.SENT} if action is Action.MOVE_TO_INBOX else set()
    assert there == {action.destination} | also


def test_nothing_is_there_for_a_hard_delete():
    """Wherever the copy lies, it is deleted."""
    assert not any(is_there(Action.HARD_DELETE, place) for place in (*Place, None))


def test_a_folder_of_the_owner_counts_as_inbox():
    """The reference product calls it Inbox/folder."""
    assert location_of(None) is DeliveryLocation.INBOX
    assert location_of(Place.RECOVERABLE) is DeliveryLocation.SOFT_DELETED
