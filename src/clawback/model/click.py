"""One use of a link by somebody who got it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from clawback.model.delivery import DeliveryKey
from clawback.model.labelled import Labelled
from clawback.model.verdict import ClickVerdict, DetectionTechnology

__all__ = [
    "OPENED_VERDICTS",
    "Click",
    "ClickRow",
    "ClickThreat",
    "ClickVerdict",
    "ClickedBy",
    "Workload",
]


class Workload(Labelled):
    """From where somebody clicked."""

    EMAIL = "email", "Email"
    OFFICE = "office", "Office"
    TEAMS = "teams", "Teams"


class ClickedBy(Labelled):
    """Who opened a link: a person, or a program that looks at links before people do."""

    PERSON = "person", "Person"
    SCANNER = "scanner", "Scanner"
    PREFETCHER = "prefetcher", "Prefetcher"


class ClickThreat(Labelled):
    """What was known of a link when it was clicked: a threat, or an entry of your own lists."""

    ALLOW = "allow", "Allow"
    BLOCK = "block", "Block"
    MALWARE = "malware", "Malware"
    PHISH = "phish", "Phish"
    SPAM = "spam", "Spam"


OPENED_VERDICTS = frozenset(
    {
        *(ClickVerdict.ALLOWED, ClickVerdict.ALLOWED_BY_POLICY, ClickVerdict.NONE),
        *(ClickVerdict.BLOCK_OVERRIDDEN, ClickVerdict.POLICY_BLOCK_OVERRIDDEN),
        *(ClickVerdict.PENDING_VERDICT_BYPASSED, ClickVerdict.FAILURE),
    }
)
"""After these the person may have seen the page; where nobody knows, they may have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Click:
    """One click. `id` makes recording idempotent: the same id is kept once.

    `url` is the link as a browser reads it, after unwrapping; `url_domain`, `url_path` and
    `url_domain_and_path` are its parts, as of a delivery's links. `clicked_through` says that the
    person went on past a warning. `url_chain` are the redirects that followed, in order.
    `network_message_id` is empty when it is not known which mail the link came from. `clicked_by`
    says whether it was a person; what a scanner or a prefetcher opened is kept, and makes no
    delivery clicked. `reason` says in a sentence why the click ended as it did.
    """

    id: str
    recipient: str
    at: datetime
    url: str
    network_message_id: str = ""
    url_domain: str = ""
    url_path: str = ""
    url_domain_and_path: str = ""
    verdict: ClickVerdict = ClickVerdict.NONE
    clicked_through: bool = False
    ip: str = ""
    user_agent: str = ""
    workload: Workload = Workload.EMAIL
    threat_type: tuple[ClickThreat, ...] = ()
    detection_technology: tuple[DetectionTechnology, ...] = ()
    url_chain: tuple[str, ...] = ()
    clicked_by: ClickedBy = ClickedBy.PERSON
    reason: str = ""

    @property
    def recipient_domain(self) -> str:
        return self.recipient.rpartition("@")[2] if "@" in self.recipient else ""

    @property
    def key(self) -> DeliveryKey:
        """The delivery whose link it was."""
        return DeliveryKey(network_message_id=self.network_message_id, recipient=self.recipient)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClickRow:
    """A click, and the tags that its recipient has now."""

    click: Click
    tags: tuple[str, ...] = ()
