"""What the gate did with a mail, as the spool keeps it beside the mail's envelope."""

from __future__ import annotations

from dataclasses import dataclass

from clawback.model.labelled import Labelled
from clawback.model.location import DeliveryLocation
from clawback.model.policy import PolicyAction, PolicyType
from clawback.model.verdict import Finding


class GateAction(Labelled):
    """What can be done with a mail before the mail server takes it on."""

    ACCEPT = "accept", "Let through"
    TAG = "tag", "Tagged in the subject"
    JUNK = "junk", "Marked as junk"
    QUARANTINE = "quarantine", "Quarantined"
    REJECT = "reject", "Refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """The gate's decision on one mail.

    `recipients` are those whom the action is for, folded; all of them when none is named. `words`
    is what engines found; `asked` is whether each of them has given its verdict, so that it need
    not be asked again. `trouble` says, as a sentence, why the mail was not judged, or not wholly.
    `policy_type` is the kind of policy that acted.
    """

    action: GateAction = GateAction.ACCEPT
    policy_type: PolicyType | None = None
    recipients: tuple[str, ...] = ()
    words: tuple[Finding, ...] = ()
    asked: bool = False
    trouble: str = ""

    def action_for(self, recipient: str) -> GateAction:
        """What was done with the mail for this recipient."""
        concerned = not self.recipients or recipient in self.recipients
        return self.action if concerned else GateAction.ACCEPT


LOCATIONS = {
    GateAction.JUNK: DeliveryLocation.JUNK,
    GateAction.QUARANTINE: DeliveryLocation.QUARANTINE,
    GateAction.REJECT: DeliveryLocation.FAILED,
}
POLICY_ACTIONS = {
    GateAction.TAG: PolicyAction.MODIFY_SUBJECT,
    GateAction.JUNK: PolicyAction.MOVE_TO_JUNK,
    GateAction.QUARANTINE: PolicyAction.SEND_TO_QUARANTINE,
    GateAction.REJECT: PolicyAction.DELETE_MESSAGE,
}
