"""A submission, what was found when it was judged again, and how it is with each target."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from clawback.model.labelled import Labelled
from clawback.model.scope import Scope, read_scope
from clawback.model.verdict import ThreatType


class Kind(Labelled):
    """What is submitted."""

    EMAIL = "email", "Email"
    URL = "url", "URL"
    FILE = "file", "File"


class Category(Labelled):
    """What somebody holds it for."""

    CLEAN = "clean", "Clean"
    PHISH = "phish", "Phish"
    MALWARE = "malware", "Malware"
    SPAM = "spam", "Spam"

    @property
    def bad(self) -> bool:
        return self is not Category.CLEAN


class Reason(Labelled):
    """How sure they are. Only what is confirmed teaches engines, blocks or allows."""

    APPEARS_CLEAN = "appears_clean", "It appears clean"
    APPEARS_SUSPICIOUS = "appears_suspicious", "It appears suspicious"
    CONFIRMED_CLEAN = "confirmed_clean", "I've confirmed it's clean"
    CONFIRMED_THREAT = "confirmed_threat", "I've confirmed it's a threat"

    @property
    def confirmed(self) -> bool:
        return self in {Reason.CONFIRMED_CLEAN, Reason.CONFIRMED_THREAT}


class Status(Labelled):
    """How far it is."""

    PENDING = "pending", "Pending"
    COMPLETED = "completed", "Completed"


class Result(Labelled):
    """What came of it: the reference product's results."""

    UNDER_INVESTIGATION = "under_investigation", "Under investigation"
    NOT_SUBMITTED = "not_submitted", "Not submitted to Microsoft"
    PHISHING_SIMULATION = "phishing_simulation", "Phishing simulation"
    AUTHENTICATION_FAILED = "authentication_failed", "Authentication failed"
    SPOOFED = "spoofed_message", "Spoofed message"
    DOMAIN_IMPERSONATION = "domain_impersonation", "Domain Impersonation"
    BRAND_IMPERSONATION = "brand_impersonation", "Brand Impersonation"
    USER_IMPERSONATION = "user_impersonation", "User Impersonation"
    ALLOWED_BY_ORGANIZATION = (
        "allowed_by_organization",
        "Allowed due to organizational overrides",
    )
    ALLOWED_BY_USER = "allowed_by_user", "Allowed due to user overrides"
    BLOCKED_BY_ORGANIZATION = (
        "blocked_by_organization",
        "Blocked due to organizational overrides",
    )
    BLOCKED_BY_USER = "blocked_by_user", "Blocked due to user overrides"
    NOT_FOUND = "item_not_found", "Item was not found"
    REASON_LOST = "reason_lost", "The reason behind this verdict was lost in transit"
    NOT_RECEIVED = (
        "not_received",
        "We did not receive the submission, please fix the problem and resubmit",
    )
    FURTHER_ANALYSIS = "further_analysis_needed", "Further analysis needed"
    UNKNOWN = "unknown", "Unknown"
    BULK = "bulk", "Bulk"
    SPAM = "spam", "Spam"
    NO_THREATS = "no_threats_found", "No threats found"
    THREATS_FOUND = "threats_found", "Threats found"


DISPUTABLE = frozenset({Result.THREATS_FOUND, Result.NO_THREATS, Result.SPAM, Result.BULK})


class SendState(Labelled):
    """How it is with one target."""

    WAITING = "waiting", "Waiting"
    NO_ACCESS = "no_access", "Waiting: the target does not accept the credentials"
    SENT = "sent", "Sent, the answer is to come"
    ANSWERED = "answered", "Answered"
    FAILED = "failed", "Failed"
    SKIPPED = "skipped", "Not for this target"

    @property
    def over(self) -> bool:
        return self in {SendState.ANSWERED, SendState.FAILED, SendState.SKIPPED}


class Disputed(Labelled):
    """What of a result is wrong, to whoever disputes it."""

    RESULT = "result", "Result"
    REASON = "reason", "Reason"
    STEPS = "steps", "Recommended steps"


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What one judge says now; `no_verdict` says why it says nothing."""

    provider: str
    threat: ThreatType | None = None
    evidence: tuple[str, ...] = ()
    no_verdict: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSeen:
    """A file of what was submitted, or the file itself; `size` in bytes."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What was found when it was judged again.

    `then` is what it was held for when it came, `why` says in sentences why it was let through or
    stopped, `now` what it is held for by `words`, `policy` which rules of the organisation named
    it. `parse` is that of analysis; for a URL or a file, of the mail that held it for the engines.
    """

    at: datetime
    result: Result
    parse: str = "complete"
    then: tuple[ThreatType, ...] = ()
    why: tuple[str, ...] = ()
    now: tuple[ThreatType, ...] = ()
    words: tuple[Word, ...] = ()
    policy: tuple[str, ...] = ()
    files: tuple[FileSeen, ...] = ()
    urls: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitter:
    """Who submitted it, as they were then; everything later is done in their name.

    `reach` is their scope as `scope_text` writes it.
    """

    id: str
    name: str
    role: str
    kind: str
    person: str = ""
    reach: str = ""
    permissions: tuple[str, ...] = ()

    @property
    def scope(self) -> Scope:
        return read_scope(self.reach)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """Why a result is not right, and which one it was."""

    what: Disputed
    result: Result
    text: str
    at: datetime
    by_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What is submitted. `name` is its subject, the URL, or the file's name.

    `sealed` names the sealed file that holds its bytes, empty where there are none: of a URL, and
    of a mail that nobody has any more. `sha256` is over these bytes, else over the URL.
    """

    kind: Kind
    name: str
    sha256: str
    size: int = 0
    sealed: str = ""
    network_message_id: str = ""
    internet_message_id: str = ""
    recipient: str = ""
    sender: str = ""
    mail_from: str = ""
    sender_ip: str = ""
    received_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """A submission as it is kept. `round` counts how often it was sent: a dispute sends again.

    `entries` are the ids of blocks or allowances that were made for it, `again_of` the submission
    that it repeats.
    """

    id: str
    item: Item
    category: Category
    reason: Reason
    at: datetime
    by: Submitter
    note: str = ""
    again_of: str = ""
    entries: tuple[str, ...] = ()
    status: Status = Status.PENDING
    result: Result = Result.UNDER_INVESTIGATION
    review: Review | None = None
    dispute: Dispute | None = None
    round: int = 1
    changed_at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """A submission on its way to one target.

    `began` is when the first try was begun; a later one may find that it arrived. `reference` is
    the target's own id for it, `said` a sentence for a person.
    """

    submission: str
    target: str
    round: int
    state: SendState = SendState.WAITING
    tries: int = 0
    due: datetime
    began: datetime | None = None
    reference: str = ""
    said: str = ""
    result: Result | None = None
    sent_at: datetime | None = None
    changed_at: datetime

    @property
    def key(self) -> str:
        """What a target knows it by, the same at every try."""
        return f"{self.submission}:{self.target}:{self.round}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A submission with all its sendings."""

    submission: Submission
    sendings: tuple[Sending, ...] = ()
