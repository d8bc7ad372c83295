"""The short codes that Exchange Online writes into its headers, as its documentation has them."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Mapping
from dataclasses import dataclass, field

_HIGHEST = 9
_BULK_FROM = (0, 1, 4, 8)
_BULK = (
    "Not from a bulk sender",
    "A bulk sender with few complaints",
    "A bulk sender with some complaints",
    "A bulk sender with many complaints",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A key's name for people, and what its values mean."""

    label: str
    values: Mapping[str, str] = field(default_factory=dict)


MICROSOFT: Mapping[str, Code] = {
    "ARC": Code(label="ARC results"),
    "BCL": Code(label="Bulk complaint level"),
    "CAT": Code(
        label="Category of the verdict",
        values={
            "AMP": "Anti-malware",
            "BIMP": "Brand impersonation",
            "BULK": "Bulk",
            "DIMP": "Domain impersonation",
            "FTBP": "A file of a type that is not let in",
            "GIMP": "Mailbox intelligence impersonation",
            "HPHSH": "Phish with high confidence",
            "HPHISH": "Phish with high confidence",
            "HSPM": "Spam with high confidence",
            "INTOS": "Phish inside the organisation",
            "MALW": "Malware",
            "NONE": "Nothing bad found",
            "OSPM": "Outbound spam",
            "PHSH": "Phish",
            "SAP": "Safe attachments",
            "SPM": "Spam",
            "SPOOF": "Spoof of another domain",
            "UIMP": "User impersonation",
        },
    ),
    "CIP": Code(label="Address of the connecting server"),
    "CTRY": Code(label="Country of the connecting address"),
    "DIR": Code(label="Direction", values={"INB": "Inbound", "OUT": "Outbound", "INT": "Internal"}),
    "H": Code(label="Name that the connecting server called itself (HELO)"),
    "IPV": Code(
        label="Standing of the connecting address",
        values={
            "CAL": "On your list of allowed addresses",
            "NLI": "On no reputation list",
        },
    ),
    "LANG": Code(label="Language of the mail"),
    "PTR": Code(label="Name of the connecting address in DNS"),
    "SCL": Code(label="Spam confidence level"),
    "SFP": Code(label="Filter's internal field"),
    "SFS": Code(label="Rules of the spam filter that fired"),
    "SFTY": Code(
        label="Safety tip",
        values={
            "9.1": "Phish",
            "9.11": "Spoof of your own organisation",
            "9.19": "Domain impersonation",
            "9.20": "User impersonation",
            "9.25": "First contact",
        },
    ),
    "SFV": Code(
        label="Spam filter's verdict",
        values={
            "BLK": "Blocked by the recipient's list of blocked senders",
            "NSPM": "Not spam",
            "SFE": "Let through by the recipient's list of safe senders",
            "SKA": "Filtering skipped: an allowed sender or domain of a policy",
            "SKB": "Marked as spam: a blocked sender or domain of a policy",
            "SKI": "Filtering skipped: mail inside the organisation",
            "SKN": "Marked as not spam before the filter, by a mail flow rule or the like",
            "SKQ": "Released from quarantine",
            "SKS": "Marked as spam before the filter, by a mail flow rule or the like",
            "SPM": "Spam",
        },
    ),
    "SRV": Code(label="Service", values={"BULK": "Bulk mail by the filter's bulk threshold"}),
}


def spam_level(value: str) -> str:
    """What a spam confidence level says; empty for what is none."""
    match value.strip():
        case "-1":
            return "Filtering was skipped"
        case "0" | "1":
            return "Not spam"
        case "5" | "6":
            return "Spam"
        case "7" | "8" | "9":
            return "Spam with high confidence"
        case _:
            return ""


def bulk_level(value: str) -> str:
    """What a bulk complaint level (0 to 9) says; empty for what is none."""
    text = value.strip()
    if not (text.isascii() and text.isdigit()) or len(text) > 1 or int(text) > _HIGHEST:
        return ""
    return _BULK[bisect(_BULK_FROM, int(text)) - 1]
