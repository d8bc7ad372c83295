"""Where a delivery lies, and what was done with it."""

from __future__ import annotations

from dataclasses import dataclass

from clawback.model.labelled import Labelled


class DeliveryAction(Labelled):
    """What happened at delivery."""

    BLOCKED = "blocked", "Blocked"
    DELIVERED = "delivered", "Delivered"
    DELIVERED_TO_JUNK = "delivered_to_junk", "Delivered to junk"
    REPLACED = "replaced", "Replaced"


class DeliveryLocation(Labelled):
    """Where a delivery lies. The last three are ours: the reference product has no word for them.

    `SOFT_DELETED` is the place its owner cannot see but an administrator can recover from;
    `HARD_DELETED` and `NOT_IN_MAILBOX` say that a look into the mailbox found it gone, by our hand
    or by somebody else's.
    """

    DELETED_ITEMS = "deleted_items_folder", "Deleted Items folder"
    DROPPED = "dropped", "Dropped"
    FAILED = "failed", "Failed"
    INBOX = "inbox_folder", "Inbox/folder"
    JUNK = "junk_folder", "Junk folder"
    EXTERNAL = "on_prem_external", "On-prem/external"
    QUARANTINE = "quarantine", "Quarantine"
    UNKNOWN = "unknown", "Unknown"
    SOFT_DELETED = "soft_deleted", "Soft deleted"
    HARD_DELETED = "hard_deleted", "Hard deleted"
    NOT_IN_MAILBOX = "not_in_mailbox", "Not in mailbox"


class Directionality(Labelled):
    """Which way the mail went, seen from the organisation's own domains."""

    INBOUND = "inbound", "Inbound"
    INTRA_ORG = "intra_org", "Intra-org"
    OUTBOUND = "outbound", "Outbound"


class AdditionalAction(Labelled):
    """What was done after delivery."""

    AUTOMATED_REMEDIATION = "automated_remediation", "Automated remediation"
    DYNAMIC_DELIVERY = "dynamic_delivery", "Dynamic Delivery"
    MANUAL_REMEDIATION = "manual_remediation", "Manual remediation"
    QUARANTINE_RELEASE = "quarantine_release", "Quarantine release"
    REPROCESSED = "reprocessed", "Reprocessed"
    ZAP = "zap", "ZAP"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailboxRef:
    """One copy in one mailbox, as its server names it.

    `guid` is the server's id that survives a move (Dovecot's X-GUID, a Maildir file's unique name,
    RFC 8474's EMAILID); empty where the server has none. (`uid_validity`, `uid`) is RFC 9051
    §2.3.1.1 and only good while `uid_validity` stands; both are 0 when unknown. A `uid` alone, as
    logs tell it, says where to look, and proves nothing.
    """

    server: str
    account: str
    folder: str
    uid_validity: int = 0
    uid: int = 0
    guid: str = ""
