"""What servers and filters did with a message on its way, beside their verdicts."""

from __future__ import annotations

from dataclasses import dataclass

from clawback.model.location import Directionality
from clawback.model.policy import OverrideSource, PolicyType, PrimaryOverride


@dataclass(frozen=True, slots=True, kw_only=True)
class Handling:
    """As the header tells it.

    `language` (RFC 5646) and `distribution_list` (RFC 2919) are what the mail says of itself; all
    else was written on our side of the border. `forwarded_by` are mailboxes of which a rule or a
    setting sent it on. `transport_rule` and `data_loss_prevention_rule` are names of rules it met.
    The levels are Exchange's: SCL from -1 to 9, BCL from 0 to 9.
    """

    language: str = ""
    distribution_list: tuple[str, ...] = ()
    forwarded_by: tuple[str, ...] = ()
    transport_rule: tuple[str, ...] = ()
    data_loss_prevention_rule: tuple[str, ...] = ()
    directionality: Directionality | None = None
    spam_confidence_level: int | None = None
    bulk_complaint_level: int | None = None
    primary_override: PrimaryOverride = PrimaryOverride.NONE
    override_source: tuple[OverrideSource, ...] = ()
    policy_type: PolicyType | None = None


UNHANDLED = Handling()
