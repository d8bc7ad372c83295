"""The row of the explorer: one message for one recipient."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from clawback.model.authentication import Composite, Dkim, Dmarc, Spf
from clawback.model.location import (
    AdditionalAction,
    DeliveryAction,
    DeliveryLocation,
    Directionality,
    MailboxRef,
)
from clawback.model.policy import (
    Context,
    OverrideSource,
    PolicyAction,
    PolicyType,
    PrimaryOverride,
)
from clawback.model.url import UrlSource
from clawback.model.verdict import (
    ClickVerdict,
    DetectionTechnology,
    PhishConfidence,
    ThreatClassification,
    ThreatType,
)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class DeliveryKey:
    """What names a delivery."""

    network_message_id: str
    recipient: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What was delivered, never changed afterwards.

    Flat on purpose: each attribute is a filter field or a stored column of the same name
    (`filters/fields.py`, `notes` on each there). Times are aware and in UTC, sizes in bytes. Text
    is kept as it was; the store keeps its own folded copies. Tuples of URL parts run in parallel:
    entry *n* of each belongs to URL *n*; the same holds for the attachment tuples.
    """

    network_message_id: str
    recipient: str
    time_received: datetime
    internet_message_id: str = ""
    header_fingerprint: str = ""
    raw_sha256: str = ""
    parse: str = "complete"
    subject: str = ""
    sender_address: str = ""
    sender_display_name: str = ""
    sender_domain: str = ""
    sender_mail_from_address: str = ""
    sender_mail_from_domain: str = ""
    return_path: str = ""
    return_path_domain: str = ""
    reply_to: tuple[str, ...] = ()
    sender_ip: str = ""
    recipient_domain: str = ""
    directionality: Directionality | None = None
    connector: str = ""
    transport_rule: tuple[str, ...] = ()
    data_loss_prevention_rule: tuple[str, ...] = ()
    distribution_list: tuple[str, ...] = ()
    forwarded_message: bool = False
    language: str = ""
    context: tuple[Context, ...] = ()
    cluster_id: str = ""
    delivery_action: DeliveryAction = DeliveryAction.DELIVERED
    original_delivery_location: DeliveryLocation = DeliveryLocation.UNKNOWN
    threat_type: tuple[ThreatType, ...] = ()
    detection_technology: tuple[DetectionTechnology, ...] = ()
    phish_confidence_level: PhishConfidence | None = None
    malware_family: tuple[str, ...] = ()
    threat_classification: tuple[ThreatClassification, ...] = ()
    impersonated_user: tuple[str, ...] = ()
    impersonated_domain: tuple[str, ...] = ()
    spam_confidence_level: int | None = None
    bulk_complaint_level: int | None = None
    primary_override: PrimaryOverride = PrimaryOverride.NONE
    primary_override_source: OverrideSource | None = None
    override_source: tuple[OverrideSource, ...] = ()
    policy_type: PolicyType | None = None
    policy_action: PolicyAction | None = None
    spf: Spf | None = None
    dkim: Dkim | None = None
    dmarc: Dmarc | None = None
    composite_authentication: Composite | None = None
    email_size: int = 0
    url: tuple[str, ...] = ()
    url_domain: tuple[str, ...] = ()
    url_path: tuple[str, ...] = ()
    url_domain_and_path: tuple[str, ...] = ()
    url_source: tuple[UrlSource, ...] = ()
    url_wrapper: tuple[str, ...] = ()  # outer links that were taken off; not parallel to `url`
    url_threat: tuple[ThreatType, ...] = ()  # of any link; not parallel to `url`
    attachment_filename: tuple[str, ...] = ()
    attachment_sha256: tuple[str, ...] = ()
    file_type: tuple[str, ...] = ()
    file_extension: tuple[str, ...] = ()
    file_size: tuple[int, ...] = ()
    source: str = ""  # which intake it came through, e.g. `lmtp`, `import`
    mailbox: MailboxRef | None = None  # the copy, where intake already knows it
    read: bool | None = None  # whether that copy had been read, where its mailbox tells

    @property
    def key(self) -> DeliveryKey:
        return DeliveryKey(network_message_id=self.network_message_id, recipient=self.recipient)

    @property
    def url_count(self) -> int:
        return len(self.url)

    @property
    def attachment_count(self) -> int:
        return len(self.attachment_filename)


@dataclass(frozen=True, slots=True, kw_only=True)
class Latest:
    """What the overlay adds to a delivery: where it is now, and what was done since.

    Without events, location, mailbox, `read` and threats are the original ones. `clicked` and
    `click_verdict` are told by the clicks on its links.
    """

    latest_delivery_location: DeliveryLocation = DeliveryLocation.UNKNOWN
    folder: str = ""
    mailbox: MailboxRef | None = None
    additional_action: tuple[AdditionalAction, ...] = ()
    remediation_id: tuple[str, ...] = ()
    alert_id: tuple[str, ...] = ()
    alert_policy_id: tuple[str, ...] = ()
    campaign_id: str = ""
    zap_url_signal: tuple[str, ...] = ()
    reported: bool = False
    read: bool | None = None
    latest_threat_type: tuple[ThreatType, ...] = ()
    clicked: bool = False
    click_verdict: tuple[ClickVerdict, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What lies beside a delivery and only a filter asks about; no row that is given out has it.

    `text` and `headers` are the message's. `first_contact` is whether no mail from this sender
    address reached this recipient at an earlier moment; `None` when there is no sender address.
    """

    text: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    first_contact: bool | None = None


NOTHING_BESIDE = Beside()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A delivery as it stands now; what a search returns and a filter is asked about.

    `delivery` is what was stored, with what events have corrected of it (`model/event.py`).

    `tags` are those of its recipient (`model/tags.py`) at the moment of asking, in order.
    """

    delivery: Delivery
    latest: Latest
    tags: tuple[str, ...] = ()
    beside: Beside = NOTHING_BESIDE


class Whereabouts(NamedTuple):
    """As much of a row as it takes to look for the mail: which one it is, and where it lies now.

    A tuple, because plans are made of tens of thousands. `location` is a `DeliveryLocation`'s code;
    `server` and what follows say where the copy lies, and are `None` where nobody knows.
    """

    network_message_id: str
    recipient: str
    internet_message_id: str
    header_fingerprint: str
    location: str
    server: str | None = None
    account: str | None = None
    folder: str | None = None
    uid_validity: int | None = None
    uid: int | None = None
    guid: str | None = None

    @property
    def key(self) -> DeliveryKey:
        return DeliveryKey(network_message_id=self.network_message_id, recipient=self.recipient)


def whereabouts_of(row: Row) -> Whereabouts:
    delivery, ref = row.delivery, row.latest.mailbox
    known = Whereabouts(
        network_message_id=delivery.network_message_id,
        recipient=delivery.recipient,
        internet_message_id=delivery.internet_message_id,
        header_fingerprint=delivery.header_fingerprint,
        location=row.latest.latest_delivery_location.value,
    )
    if ref is None:
        return known
    return known._replace(
        server=ref.server,
        account=ref.account,
        folder=ref.folder,
        uid_validity=ref.uid_validity,
        uid=ref.uid,
        guid=ref.guid,
    )
