"""Which actions make sense where."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clawback.model.location import DeliveryLocation
from clawback.remediation.action import Action
from clawback.remediation.review.sense import Pointless, pointless, senses
from clawback.remediation.selection import Reason


@pytest.mark.parametrize(
    ("action", "location", "why"),
    [
        (Action.MOVE_TO_JUNK, DeliveryLocation.INBOX, None),
        (Action.MOVE_TO_JUNK, DeliveryLocation.JUNK, Pointless.ALREADY_THERE),
        (Action.MOVE_TO_JUNK, DeliveryLocation.SOFT_DELETED, Pointless.WOULD_SHOW_AGAIN),
        (Action.MOVE_TO_DELETED_ITEMS, DeliveryLocation.SOFT_DELETED, Pointless.WOULD_SHOW_AGAIN),
        (Action.MOVE_TO_INBOX, DeliveryLocation.SOFT_DELETED, None),
        (Action.HARD_DELETE, DeliveryLocation.SOFT_DELETED, None),
        (Action.SOFT_DELETE, DeliveryLocation.NOT_IN_MAILBOX, Pointless.GONE),
        (Action.SOFT_DELETE, DeliveryLocation.QUARANTINE, Pointless.QUARANTINED),
        (Action.SOFT_DELETE, DeliveryLocation.UNKNOWN, None),
    ],
)
def test_an_action_at_a_place(action, location, why):
    """Each pointless action has its reason."""
    assert pointless(action, location.value, held=True) is why


def test_without_a_mailbox_nothing_makes_sense():
    """Nobody can act on a mailbox that no server of ours holds."""
    for action in Action:
        why = pointless(action, DeliveryLocation.INBOX.value, held=False)
        assert why is Pointless.NO_SERVER


def test_every_reason_has_its_mark():
    """What a plan refuses is marked with the same code and words."""
    for reason in Reason:
        assert Pointless(reason.value).label == reason.label


@given(
    st.dictionaries(
        st.tuples(st.sampled_from([one.value for one in DeliveryLocation]), st.booleans()),
        st.integers(1, 9),
    ),
    st.booleans(),
)
def test_marks_add_up(places, every_location):
    """For each action sensible and pointless deliveries are all deliveries."""
    for sense in senses(places, every_location=every_location):
        assert sense.sensible + sum(sense.pointless.values()) == sum(places.values())
        assert sense.offered == (every_location or sense.sensible > 0)
