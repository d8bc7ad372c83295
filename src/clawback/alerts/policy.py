"""What somebody wants to be told of: the values of a policy, and what makes one unsound."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from clawback.alerts.signal import SignalKind
from clawback.model.errors import BadInputError, ConflictError, ForbiddenError, NotFoundError
from clawback.model.folding import fold
from clawback.model.labelled import Labelled

MOST_POLICIES = 200  # of people
LONGEST_NAME = 200  # characters
LONGEST_DESCRIPTION = 1000
LONGEST_FILTER = 4096
LONGEST_MINUTES = 7 * 24 * 60
GROUPS = (
    "sender_address",
    "sender_domain",
    "sender_ip",
    "recipient",
    "recipient_domain",
    "subject",
    "campaign_id",
)
"""Fields by whose value a threshold can count apart."""


class AlertSeverity(Labelled):
    """How much it matters; the reference product's words."""

    INFORMATIONAL = "informational", "Informational"
    LOW = "low", "Low"
    MEDIUM = "medium", "Medium"
    HIGH = "high", "High"


class AlertCategory(Labelled):
    """What it is about; the reference product's words."""

    THREAT_MANAGEMENT = "threat_management", "Threat management"
    MAIL_FLOW = "mail_flow", "Mail flow"
    PERMISSIONS = "permissions", "Permissions"
    DATA_LOSS_PREVENTION = "data_loss_prevention", "Data loss prevention"
    INFORMATION_GOVERNANCE = "information_governance", "Information governance"
    OTHERS = "others", "Others"


class TriggerKind(Labelled):
    """When what fits makes an alert."""

    EACH = "each", "Each time"
    THRESHOLD = "threshold", "So many in a time"
    UNUSUAL = "unusual", "More than usual"


class PolicyMissingError(NotFoundError):
    """There is no such alert policy."""

    code = "alert_policy_missing"


class BadPolicyError(BadInputError):
    """The alert policy cannot be kept like this."""

    code = "bad_alert_policy"


class PolicyNameTakenError(ConflictError):
    """There is an alert policy of this name already. Choose another one."""

    code = "alert_policy_name_taken"


class TooManyPoliciesError(ConflictError):
    """There are as many alert policies as there can be. Remove one first."""

    code = "too_many_alert_policies"


class PartOfMailError(ForbiddenError):
    """An alert policy looks at all mail: only somebody who sees all of it may change one."""

    code = "alert_policy_needs_all_mail"


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """What fits: mail that comes in and a filter finds, or a signal.

    A signal about mail may be narrowed by a filter. `query` is the id of a saved query, whose
    filter then takes the place of `filter`.
    """

    filter: str = ""
    signal: SignalKind | None = None
    query: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """When what fits makes an alert.

    A threshold is `count` in `minutes`; what is unusual is more in an hour than is usual, and
    `count` at least. `by` is a field whose values are counted apart; empty to count all together.
    """

    kind: TriggerKind = TriggerKind.EACH
    count: int = 1
    minutes: int = 60
    by: str = ""

    @property
    def window(self) -> timedelta:
        return timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notify:
    """A channel that a policy's alerts go to, and how many in a day (UTC) at most."""

    channel: str
    daily: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """A policy. `folds` is whether what follows within a minute is put to the same alert."""

    id: str
    name: str
    description: str = ""
    condition: Condition = Condition()
    trigger: Trigger = Trigger()
    severity: AlertSeverity = AlertSeverity.LOW
    category: AlertCategory = AlertCategory.THREAT_MANAGEMENT
    notify: tuple[Notify, ...] = ()
    enabled: bool = True
    folds: bool = True

    def require_sound(self) -> None:
        """Raises `BadPolicyError`; whether the filter can be read is asked elsewhere."""
        if not self.name.strip() or not self.name.isprintable() or len(self.name) > LONGEST_NAME:
            raise BadPolicyError(f"A policy needs a name of 1 to {LONGEST_NAME} characters.")
        _require_condition(self.condition)
        _require_trigger(self.trigger, self.condition)
        channels = [one.channel for one in self.notify]
        if len(set(channels)) < len(channels):
            raise BadPolicyError("A policy names each channel once.")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPolicy:
    """A policy as it stands: `built_in` is shipped, `changed` that somebody has set it otherwise.

    `trouble` says why it cannot be asked any more; empty while it can.
    """

    policy: Policy
    built_in: bool = False
    changed: bool = False
    edited_at: datetime | None = None
    edited_by_name: str = ""
    trouble: str = ""

    @property
    def name_key(self) -> str:
        return fold(self.policy.name)

    def with_trouble(self, trouble: str) -> KeptPolicy:
        return replace(self, trouble=trouble)


def _require_condition(condition: Condition) -> None:
    said = bool(condition.filter.strip()), bool(condition.query), condition.signal is not None
    if not any(said):
        raise BadPolicyError("A policy needs a filter, a saved query or a signal to go by.")
    if condition.filter.strip() and condition.query:
        raise BadPolicyError("A policy goes by a filter or by a saved query, not by both.")
    if condition.signal is not None and not condition.signal.about_mail and any(said[:2]):
        raise BadPolicyError(
            f"“{condition.signal.label}” is not about a mail that a filter could find. "
            "Leave the filter out."
        )


def _require_trigger(trigger: Trigger, condition: Condition) -> None:
    if not 1 <= trigger.count <= 1_000_000:  # noqa: PLR2004 - said in the sentence
        raise BadPolicyError("A trigger counts from 1 to 1,000,000.")
    if not 1 <= trigger.minutes <= LONGEST_MINUTES:
        raise BadPolicyError(f"A trigger looks at 1 to {LONGEST_MINUTES:,} minutes (seven days).")
    if trigger.by and trigger.by not in GROUPS:
        raise BadPolicyError(f"A trigger can count apart by one of: {', '.join(GROUPS)}.")
    if trigger.by and condition.signal is not None and not condition.signal.about_mail:
        raise BadPolicyError("Only what is about mail can be counted apart by a field of it.")
