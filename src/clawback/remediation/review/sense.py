"""Which actions make sense for deliveries that lie where they do now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from clawback.model.labelled import Labelled
from clawback.model.location import DeliveryLocation
from clawback.remediation.action import Action, location_of
from clawback.remediation.selection import Reason, reasons_of


class Pointless(Labelled):
    """Why an action makes no sense for a delivery; all of `Reason`, and two more."""

    NO_SERVER = Reason.NO_SERVER.value, Reason.NO_SERVER.label
    NEVER_DELIVERED = Reason.NEVER_DELIVERED.value, Reason.NEVER_DELIVERED.label
    QUARANTINED = Reason.QUARANTINED.value, Reason.QUARANTINED.label
    DELETED_FOR_GOOD = Reason.DELETED_FOR_GOOD.value, Reason.DELETED_FOR_GOOD.label
    WOULD_SHOW_AGAIN = Reason.WOULD_SHOW_AGAIN.value, Reason.WOULD_SHOW_AGAIN.label
    ALREADY_THERE = "already_there", "It is there already"
    GONE = "gone", "It was not in the mailbox when somebody last looked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sense:
    """An action on the deliveries of a plan: for how many it makes sense, and why not for others.

    `offered` is what a console shows: some sense, or somebody asked for every action.
    """

    action: Action
    sensible: int
    pointless: Mapping[Pointless, int]
    offered: bool


def senses(places: Mapping[tuple[str, bool], int], *, every_location: bool) -> tuple[Sense, ...]:
    """Every action on deliveries counted by location's code and whether a server holds them."""
    return tuple(_sense(action, places, every_location=every_location) for action in Action)


def pointless(action: Action, location: str, *, held: bool) -> Pointless | None:
    """Why an action makes no sense for a delivery that lies there; `None` when it does."""
    if reason := reasons_of(action, every_location=False).get(location):
        return Pointless(reason.value)
    if not held:
        return Pointless.NO_SERVER
    if location == DeliveryLocation.NOT_IN_MAILBOX:
        return Pointless.GONE
    return Pointless.ALREADY_THERE if is_there(action, location) else None


def is_there(action: Action, location: str) -> bool:
    """Whether the action would bring a delivery to where it lies already."""
    to = action.destination
    return to is not None and location == location_of(to)


def _sense(
    action: Action, places: Mapping[tuple[str, bool], int], *, every_location: bool
) -> Sense:
    counted: dict[Pointless, int] = {}
    sensible = 0
    for (location, held), number in places.items():
        why = pointless(action, location, held=held)
        if why is None:
            sensible += number
        else:
            counted[why] = counted.get(why, 0) + number
    return Sense(
        action=action,
        sensible=sensible,
        pointless=counted,
        offered=sensible > 0 or every_location,
    )
