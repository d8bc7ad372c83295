"""What can be done to a delivery, and whether it can be taken back."""

from __future__ import annotations

from clawback.mailboxes.port import Place
from clawback.model.labelled import Labelled
from clawback.model.location import DeliveryLocation


class Action(Labelled):
    """The five actions; the last cannot be undone."""

    MOVE_TO_INBOX = "move_to_inbox", "Move to Inbox"
    MOVE_TO_JUNK = "move_to_junk", "Move to Junk folder"
    MOVE_TO_DELETED_ITEMS = "move_to_deleted_items", "Move to Deleted Items"
    SOFT_DELETE = "soft_delete", "Soft delete"
    HARD_DELETE = "hard_delete", "Hard delete"

    @property
    def destination(self) -> Place | None:
        """Where the mail goes; `None` when it goes nowhere."""
        return _DESTINATIONS.get(self)

    @property
    def reversible(self) -> bool:
        return self.destination is not None

    @property
    def deletes(self) -> bool:
        """The owner no longer sees the mail afterwards."""
        return self in {Action.SOFT_DELETE, Action.HARD_DELETE}


class Severity(Labelled):
    """How bad the threat is that the remediation answers."""

    LOW = "low", "Low"
    MEDIUM = "medium", "Medium"
    HIGH = "high", "High"


ACTIONS = {action.value: action for action in Action}
SEVERITIES = {severity.value: severity for severity in Severity}

_DESTINATIONS = {
    Action.MOVE_TO_INBOX: Place.INBOX,
    Action.MOVE_TO_JUNK: Place.JUNK,
    Action.MOVE_TO_DELETED_ITEMS: Place.DELETED_ITEMS,
    Action.SOFT_DELETE: Place.RECOVERABLE,
}

_LOCATIONS = {
    Place.INBOX: DeliveryLocation.INBOX,
    Place.JUNK: DeliveryLocation.JUNK,
    Place.DELETED_ITEMS: DeliveryLocation.DELETED_ITEMS,
    Place.RECOVERABLE: DeliveryLocation.SOFT_DELETED,
    Place.SENT: DeliveryLocation.INBOX,
}


def location_of(place: Place | None) -> DeliveryLocation:
    """The explorer's word for a place; a folder of the owner's own counts as Inbox/folder."""
    return DeliveryLocation.INBOX if place is None else _LOCATIONS[place]


def is_there(action: Action, place: Place | None) -> bool:
    """Whether a copy in this place is already where the action would bring it."""
    return (action, place) in _THERE


_THERE = frozenset(
    (action, place)
    for action, destination in _DESTINATIONS.items()
    for place in (*Place, None)
    if location_of(place) is location_of(destination)
)
