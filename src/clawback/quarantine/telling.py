"""What the explorer hears of held mail: one event for each end, told until it was heard."""

from __future__ import annotations

from collections.abc import Mapping

import structlog

from clawback.model.delivery import DeliveryKey
from clawback.model.event import DeliveryEvent, EventSource, EventType
from clawback.model.location import AdditionalAction, DeliveryLocation
from clawback.quarantine import records
from clawback.quarantine.ground import Ground
from clawback.quarantine.held import Held, HeldState

_BLOCK = 1000
_log = structlog.get_logger(__name__)

_PLACES: Mapping[HeldState, DeliveryLocation] = {
    HeldState.HELD: DeliveryLocation.QUARANTINE,
    HeldState.RELEASED: DeliveryLocation.INBOX,
    HeldState.DELETED: DeliveryLocation.HARD_DELETED,
    HeldState.EXPIRED: DeliveryLocation.HARD_DELETED,
    HeldState.LOST: DeliveryLocation.UNKNOWN,
}
_ACTIONS: Mapping[HeldState, AdditionalAction] = {
    HeldState.RELEASED: AdditionalAction.QUARANTINE_RELEASE,
    HeldState.DELETED: AdditionalAction.MANUAL_REMEDIATION,
}
_DETAILS: Mapping[HeldState, str] = {
    HeldState.HELD: "It came again and is held again.",
    HeldState.RELEASED: "Released from quarantine: the mail server took it for delivery.",
    HeldState.DELETED: "Deleted from quarantine for good.",
    HeldState.EXPIRED: "It was kept in quarantine long enough and was forgotten.",
    HeldState.LOST: "Its copy in quarantine is gone.",
}


class Telling:
    """Passes on what the event store has not heard; twice is harmless, because ids are the same."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def tell(self) -> None:
        """Tells all of it.

        Raises:
            UnavailableError: the event store does not take it; it is told another time.
        """
        ground = self._ground
        while True:
            with ground.database.read() as connection:
                block = records.untold(connection, ground.node, limit=_BLOCK)
            if not block:
                return
            ground.store.amend([event_of(one) for one in block])
            with ground.database.write() as connection:
                records.told(connection, block)

    def try_to_tell(self) -> None:
        """The same after an action, which is done whether or not the event store hears of it."""
        try:
            self.tell()
        except Exception as error:  # noqa: BLE001 - it is told again in a minute
            _log.warning("quarantine_untold", error=type(error).__name__)


def event_of(held: Held) -> DeliveryEvent:
    """How it stands, on the timeline of its delivery."""
    state = held.state
    by_hand, acted = state in _ACTIONS, state in {*_ACTIONS, HeldState.EXPIRED}
    return DeliveryEvent(
        id=f"{held.id}:{held.turn}:{state.value}",
        key=DeliveryKey(network_message_id=held.network_message_id, recipient=held.recipient),
        at=held.changed_at or held.received_at,
        type=EventType.REMEDIATED if acted else EventType.LOCATED,
        source=EventSource.ADMIN if by_hand else EventSource.SYSTEM,
        actor=held.changed_by_name if by_hand else "",
        location=_PLACES[state],
        additional_action=_ACTIONS.get(state),
        result="success" if by_hand else state.value,
        details=_DETAILS[state],
    )
