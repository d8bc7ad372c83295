"""What happens beside mail coming in, as far as a policy can go by it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from clawback.model.delivery import DeliveryKey
from clawback.model.labelled import Labelled


class SignalKind(Labelled):
    """Kinds of signal. Those about mail name its delivery, the others do not."""

    USER_REPORTED = "user_reported", "A recipient reported a mail"
    MALICIOUS_CLICK = "malicious_click", "Somebody clicked a bad link, or one that turned bad"
    CLICK_THROUGH = "click_through", "Somebody went on to a link past a warning"
    REMOVED = "removed_after_delivery", "A purge removed delivered mail"
    NOT_REMOVED = "not_removed_after_delivery", "A purge did not remove delivered mail"
    TURNED_BAD = "judged_bad_after_delivery", "Delivered mail was found to be bad"
    CAMPAIGN_TURNED = "campaign_turned", "A campaign turned bad"
    REMEDIATION_BY_HAND = "remediation_by_hand", "Somebody started a remediation"
    REMEDIATION_PAUSED = "remediation_paused", "A remediation paused itself"
    INVESTIGATION_BY_HAND = "investigation_by_hand", "Somebody began an investigation"
    HELD_MAIL_RELEASED = "held_mail_released", "Somebody released held mail"
    LINK_ALLOWED = "link_allowed", "Somebody let a link through at the click"
    ENTRY_EXPIRING = "entry_expiring", "What blocks or allows at the click will expire"
    ENTRY_REMOVED = "entry_removed", "Somebody deleted what blocks or allows at the click"
    SIGN_IN_GUESSED = "sign_in_guessed", "Somebody guessed too often at a sign-in"
    SOURCE_DOWN = "source_down", "A source of mail has a trouble"

    @property
    def about_mail(self) -> bool:
        """Whether it names deliveries, so that a filter can narrow it."""
        return self in _ABOUT_MAIL


_ABOUT_MAIL = frozenset(
    {
        SignalKind.USER_REPORTED,
        SignalKind.MALICIOUS_CLICK,
        SignalKind.CLICK_THROUGH,
        SignalKind.REMOVED,
        SignalKind.NOT_REMOVED,
        SignalKind.TURNED_BAD,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """One of them. The same `id` of a kind counts once for each policy, however often it is raised.

    `about` is whom or what it is about, by which a threshold may count; `details` a sentence. `key`
    is the delivery, where it is about mail.
    """

    kind: SignalKind
    id: str
    at: datetime
    about: str = ""
    details: str = ""
    key: DeliveryKey | None = None


Raise: TypeAlias = Callable[[Sequence[Signal]], None]
"""The port by which whatever happens is told; raises `UnavailableError` where it must be again."""
