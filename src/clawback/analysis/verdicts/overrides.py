"""What allowing, blocking and policies stand for in a report of Exchange Online: tables."""

from __future__ import annotations

from clawback.model.location import Directionality
from clawback.model.policy import OverrideSource, PolicyType, PrimaryOverride

# SFV: why filtering was skipped, or what decided before it.
OVERRIDES: dict[str, tuple[PrimaryOverride, OverrideSource]] = {
    "SKA": (PrimaryOverride.ALLOWED_BY_ORGANIZATION, OverrideSource.ANTISPAM_POLICY),
    "SKB": (PrimaryOverride.BLOCKED_BY_ORGANIZATION, OverrideSource.ANTISPAM_POLICY),
    "SKN": (PrimaryOverride.ALLOWED_BY_ORGANIZATION, OverrideSource.TRANSPORT_RULE),
    "SKS": (PrimaryOverride.BLOCKED_BY_ORGANIZATION, OverrideSource.TRANSPORT_RULE),
    "SKQ": (PrimaryOverride.ALLOWED_BY_ORGANIZATION, OverrideSource.QUARANTINE_RELEASE),
    "SFE": (PrimaryOverride.ALLOWED_BY_USER, OverrideSource.SENDER_LIST_USER),
    "BLK": (PrimaryOverride.BLOCKED_BY_USER, OverrideSource.SENDER_LIST_USER),
}
# SFV: not spam before filtering, as by a mail flow rule or an allowed connection.
SKIPPED_BEFORE = "SKN"
# IPV: the connection was allowed by the organisation's own list of addresses.
ALLOWED_CONNECTION = "CAL"
# CAT: an attachment of a kind that the organisation does not take.
BLOCKED_FILE = "FTBP"
# CAT: which kind of policy the category belongs to.
POLICIES: dict[str, PolicyType] = {
    **dict.fromkeys(("AMP", "MALW", BLOCKED_FILE), PolicyType.ANTI_MALWARE),
    **dict.fromkeys(("BIMP", "DIMP", "GIMP", "SPOOF", "UIMP"), PolicyType.ANTI_PHISHING),
    **dict.fromkeys(
        ("BULK", "HPHISH", "HPHSH", "HSPM", "INTOS", "PHSH", "SPM"), PolicyType.CONTENT_FILTER
    ),
    "OSPM": PolicyType.OUTBOUND_SPAM_FILTER,
    "SAP": PolicyType.SAFE_ATTACHMENTS,
}
DIRECTIONS: dict[str, Directionality] = {
    "INB": Directionality.INBOUND,
    "INT": Directionality.INTRA_ORG,
    "OUT": Directionality.OUTBOUND,
}
