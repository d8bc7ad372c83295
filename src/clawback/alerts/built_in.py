"""The policies that are shipped, in the reference product's names where it has one of the kind."""

from __future__ import annotations

from typing import Final

from clawback.alerts.policy import (
    AlertCategory,
    AlertSeverity,
    Condition,
    Policy,
    Trigger,
    TriggerKind,
)
from clawback.alerts.signal import SignalKind

_BAD = "latest_threat_type:(malware, phish)"
_LET_IN = "directionality:inbound delivery_action:delivered"


def _signal(kind: SignalKind, filter_: str = "") -> Condition:
    return Condition(signal=kind, filter=filter_)


def _mail(filter_: str) -> Condition:
    return Condition(filter=filter_)


_CLICKS = (
    Policy(
        id="malicious-url-click",
        name="A potentially malicious URL click was detected",
        description="A recipient clicked a link that is bad, or that turned bad within 48 hours.",
        condition=_signal(SignalKind.MALICIOUS_CLICK),
        severity=AlertSeverity.HIGH,
        folds=False,
    ),
    Policy(
        id="url-click-through",
        name="A user clicked through to a potentially malicious URL",
        description="A recipient went on to a link past a warning page.",
        condition=_signal(SignalKind.CLICK_THROUGH),
        severity=AlertSeverity.HIGH,
        folds=False,
    ),
)
_AFTER_DELIVERY = (
    Policy(
        id="user-reported",
        name="Email reported by user as malware or phish",
        condition=_signal(SignalKind.USER_REPORTED),
        severity=AlertSeverity.LOW,
    ),
    Policy(
        id="malicious-file-removed",
        name="Email messages containing malicious file removed after delivery",
        condition=_signal(SignalKind.REMOVED, "latest_threat_type:malware"),
        severity=AlertSeverity.INFORMATIONAL,
    ),
    Policy(
        id="malicious-url-removed",
        name="Email messages containing malicious URL removed after delivery",
        condition=_signal(SignalKind.REMOVED, "latest_threat_type:phish url_count:>0"),
        severity=AlertSeverity.INFORMATIONAL,
    ),
    Policy(
        id="campaign-removed",
        name="Email messages from a campaign removed after delivery",
        condition=_signal(SignalKind.REMOVED, "campaign_id:*"),
        severity=AlertSeverity.INFORMATIONAL,
    ),
    Policy(
        id="mail-removed",
        name="Email messages removed after delivery",
        description="What was removed and is no part of a campaign, a malicious file or URL.",
        condition=_signal(SignalKind.REMOVED, f"-{_BAD} -campaign_id:*"),
        severity=AlertSeverity.INFORMATIONAL,
    ),
    Policy(
        id="not-removed",
        name="Messages containing malicious entity not removed after delivery",
        condition=_signal(SignalKind.NOT_REMOVED),
        severity=AlertSeverity.MEDIUM,
    ),
    Policy(
        id="judged-bad",
        name="Delivered mail was found to be malware or phish",
        condition=_signal(SignalKind.TURNED_BAD),
        severity=AlertSeverity.MEDIUM,
    ),
    Policy(
        id="campaign-turned",
        name="A campaign turned bad after delivery",
        condition=_signal(SignalKind.CAMPAIGN_TURNED),
        severity=AlertSeverity.MEDIUM,
    ),
)
# What seldom holds stands first: most mail is let go after one test.
_COMING_IN = (
    Policy(
        id="malware-delivered",
        name="Malware was delivered",
        condition=_mail(f"threat_type:malware {_LET_IN}"),
        severity=AlertSeverity.HIGH,
    ),
    Policy(
        id="phish-delivered-rule",
        name="Phish delivered due to an ETR override",
        description="A transport rule let it pass.",
        condition=_mail(
            f"threat_type:phish {_LET_IN} primary_override_source:exchange_transport_rule"
        ),
        severity=AlertSeverity.INFORMATIONAL,
    ),
    Policy(
        id="phish-delivered-ip",
        name="Phish delivered due to an IP allow policy",
        description="The connection policy let it pass.",
        condition=_mail(f"threat_type:phish {_LET_IN} primary_override_source:connection_policy"),
        severity=AlertSeverity.INFORMATIONAL,
    ),
    Policy(
        id="phish-delivered-allowed",
        name="Phish delivered because it was allowed",
        description="Another override of the organisation or of the recipient let it pass.",
        condition=_mail(
            f"threat_type:phish {_LET_IN}"
            " primary_override:(allowed_by_organization_policy, allowed_by_user_policy)"
            " -primary_override_source:(exchange_transport_rule, connection_policy)"
        ),
        severity=AlertSeverity.LOW,
    ),
    Policy(
        id="phish-unusual",
        name="Unusual increase in phish",
        condition=_mail("threat_type:phish directionality:inbound"),
        trigger=Trigger(kind=TriggerKind.UNUSUAL, count=10),
        severity=AlertSeverity.MEDIUM,
    ),
)
_GOING_OUT = (
    Policy(
        id="sending-patterns",
        name="Suspicious email sending patterns detected",
        description="A sender of ours sent mail that is held for a threat.",
        condition=_mail("threat_type:(malware, phish, spam) directionality:(outbound, intra_org)"),
        trigger=Trigger(kind=TriggerKind.THRESHOLD, count=10, by="sender_address"),
        severity=AlertSeverity.MEDIUM,
    ),
    Policy(
        id="sending-limit",
        name="Email sending limit exceeded",
        description="A sender of ours sent more in an hour than you allow. Set the number first.",
        condition=_mail("directionality:outbound"),
        trigger=Trigger(kind=TriggerKind.THRESHOLD, count=500, by="sender_address"),
        severity=AlertSeverity.MEDIUM,
        enabled=False,
    ),
    Policy(
        id="suspicious-forwarding",
        name="Suspicious email forwarding activity",
        description="A mailbox of ours sends much of its mail on to the outside.",
        condition=_mail("forwarded_message:true directionality:outbound"),
        trigger=Trigger(kind=TriggerKind.THRESHOLD, count=20, by="sender_address"),
        severity=AlertSeverity.HIGH,
    ),
    Policy(
        id="reply-all-storm",
        name="Reply-all storm detected",
        description="Mail of one subject goes round within the organisation.",
        condition=_mail("directionality:intra_org subject:(re*, aw*)"),
        trigger=Trigger(kind=TriggerKind.THRESHOLD, count=1000, minutes=10, by="subject"),
        severity=AlertSeverity.INFORMATIONAL,
        category=AlertCategory.MAIL_FLOW,
        enabled=False,
    ),
)
_BY_PEOPLE = (
    Policy(
        id="investigation-by-hand",
        name="Admin triggered manual investigation of email",
        condition=_signal(SignalKind.INVESTIGATION_BY_HAND),
        severity=AlertSeverity.INFORMATIONAL,
    ),
    Policy(
        id="remediation-by-hand",
        name="Administrative action submitted by an Administrator",
        description="Somebody started a remediation.",
        condition=_signal(SignalKind.REMEDIATION_BY_HAND),
        severity=AlertSeverity.INFORMATIONAL,
    ),
    Policy(
        id="held-mail-released",
        name="A held mail was released",
        condition=_signal(SignalKind.HELD_MAIL_RELEASED),
        severity=AlertSeverity.INFORMATIONAL,
    ),
    Policy(
        id="entry-expiring",
        name="A block list entry is about to expire",
        description="It expires within seven days.",
        condition=_signal(SignalKind.ENTRY_EXPIRING),
        severity=AlertSeverity.INFORMATIONAL,
    ),
    Policy(
        id="entry-removed",
        name="A block list entry was removed",
        condition=_signal(SignalKind.ENTRY_REMOVED),
        severity=AlertSeverity.INFORMATIONAL,
    ),
    Policy(
        id="link-allowed",
        name="A link was let through at the click",
        condition=_signal(SignalKind.LINK_ALLOWED),
        severity=AlertSeverity.LOW,
    ),
)
_THE_HOUSE = (
    Policy(
        id="remediation-paused",
        name="A remediation paused itself",
        condition=_signal(SignalKind.REMEDIATION_PAUSED),
        severity=AlertSeverity.HIGH,
        category=AlertCategory.OTHERS,
    ),
    Policy(
        id="source-down",
        name="A source of mail has a trouble",
        condition=_signal(SignalKind.SOURCE_DOWN),
        severity=AlertSeverity.MEDIUM,
        category=AlertCategory.MAIL_FLOW,
    ),
    Policy(
        id="sign-in-guessed",
        name="Somebody guesses at a sign-in",
        condition=_signal(SignalKind.SIGN_IN_GUESSED),
        severity=AlertSeverity.MEDIUM,
        category=AlertCategory.PERMISSIONS,
    ),
)
BUILT_IN: Final[tuple[Policy, ...]] = (
    *_CLICKS,
    *_AFTER_DELIVERY,
    *_COMING_IN,
    *_GOING_OUT,
    *_BY_PEOPLE,
    *_THE_HOUSE,
)
