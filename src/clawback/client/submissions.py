"""Submissions, as methods; errors as in `transport.py`.

Moments are ISO 8601 text in UTC, enumerations their codes, sizes bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypedDict, cast

from clawback.client.transport import Body, Query, Transport

_ROOT = "/api/v1/submissions"


class NewEntry(TypedDict):
    """What is blocked or allowed beside the submission."""

    values: list[str]
    expiry: str
    at: str | None
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionWish:
    """What it is held for, how surely, and what is to be listed."""

    category: str
    reason: str
    note: str = ""
    entry: NewEntry | None = None

    @property
    def document(self) -> dict[str, object]:
        """As JSON takes it."""
        return {
            "category": self.category,
            "reason": self.reason,
            "note": self.note,
            "entry": self.entry,
        }

    @property
    def query(self) -> Query:
        """As an upload takes it."""
        told: Query = {"category": self.category, "reason": self.reason, "note": self.note or None}
        if self.entry is None:
            return told
        entry = {"entry": self.entry["expiry"], "entry_at": self.entry["at"]}
        return {**told, **entry, "entry_value": self.entry["values"]}


class Word(TypedDict):
    """What a judge says now."""

    provider: str
    threat: str | None
    evidence: list[str]
    no_verdict: str


class FileSeen(TypedDict):
    """A file in it."""

    name: str
    sha256: str
    size: int


class Review(TypedDict):
    """What was found when it was judged again."""

    at: str
    result: str
    result_label: str
    parse: str
    then: list[str]
    why: list[str]
    now: list[str]
    words: list[Word]
    policy: list[str]
    files: list[FileSeen]
    urls: list[str]


class Sending(TypedDict):
    """How it is with one target."""

    target: str
    kind: str
    round: int
    state: str
    state_label: str
    tries: int
    due: str | None
    reference: str
    said: str
    result: str | None
    result_label: str
    changed_at: str


class Dispute(TypedDict):
    """Why a result is wrong, and which it was."""

    what: str
    result: str
    result_label: str
    text: str
    at: str
    by_name: str


class Submission(TypedDict):
    """A submission, for a list."""

    id: str
    kind: str
    kind_label: str
    name: str
    category: str
    category_label: str
    reason: str
    reason_label: str
    note: str
    at: str
    by_name: str
    status: str
    status_label: str
    result: str
    result_label: str
    sha256: str
    size: int
    network_message_id: str
    internet_message_id: str
    recipient: str
    sender: str
    sender_ip: str
    again_of: str
    entries: list[str]
    disputed: bool
    waiting: int
    failed: int
    changed_at: str
    ended_at: str | None


class SubmissionPage(Submission):
    """All of a submission."""

    review: Review | None
    sendings: list[Sending]
    dispute: Dispute | None
    can_retry: bool
    can_resubmit: bool
    can_dispute: bool


class Submissions(TypedDict):
    """A page, newest first."""

    items: list[Submission]
    next: str | None


class Submitted(TypedDict):
    """What was submitted, and what was not, with the reason."""

    items: list[SubmissionPage]
    refused: dict[str, str]


class Target(TypedDict):
    """A target of the settings; counts are sendings."""

    name: str
    kind: str
    waiting: int
    no_access: int
    sent: int
    answered: int
    failed: int


class SubmissionsClient:
    """The submissions of one server."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def email(
        self, network_message_id: str, wish: SubmissionWish, recipient: str = ""
    ) -> SubmissionPage:
        """Submits a stored mail."""
        which = {"network_message_id": network_message_id, "recipient": recipient}
        body = Body.of({**which, **wish.document})
        return cast("SubmissionPage", self._transport.json("POST", f"{_ROOT}/email", body=body))

    def urls(self, urls: list[str], wish: SubmissionWish) -> Submitted:
        """Submits URLs."""
        body = Body.of({"urls": urls, **wish.document})
        return cast("Submitted", self._transport.json("POST", f"{_ROOT}/url", body=body))

    def upload(
        self, kind: str, name: str, content: bytes, wish: SubmissionWish, *, recipient: str = ""
    ) -> SubmissionPage:
        """Submits a mail or a file from here."""
        query: Query = {"kind": kind, "name": name, "recipient": recipient or None, **wish.query}
        body = Body(content, "application/octet-stream")
        found = self._transport.json("POST", f"{_ROOT}/upload", query=query, body=body)
        return cast("SubmissionPage", found)

    def newest(
        self, limit: int, *, status: str | None = None, kind: str | None = None
    ) -> list[Submission]:
        """The last ones, newest first."""
        query: Query = {"limit": limit, "status": status, "kind": kind}
        found = cast("Submissions", self._transport.json("GET", _ROOT, query=query))
        return found["items"]

    def get(self, submission_id: str) -> SubmissionPage:
        """All of one, as it stands."""
        return cast("SubmissionPage", self._transport.json("GET", f"{_ROOT}/{submission_id}"))

    def targets(self) -> list[Target]:
        """Who is told, and how much waits for each."""
        return cast("list[Target]", self._transport.json("GET", f"{_ROOT}/targets")["items"])

    def retry(self, submission_id: str) -> SubmissionPage:
        """Has targets told again that failed."""
        found = self._transport.json("POST", f"{_ROOT}/{submission_id}/retry")
        return cast("SubmissionPage", found)

    def resubmit(self, submission_id: str) -> SubmissionPage:
        """Submits the same once more."""
        found = self._transport.json("POST", f"{_ROOT}/{submission_id}/resubmit")
        return cast("SubmissionPage", found)

    def dispute(self, submission_id: str, what: str, text: str) -> SubmissionPage:
        """Says that a result is wrong."""
        body = Body.of({"what": what, "text": text})
        found = self._transport.json("POST", f"{_ROOT}/{submission_id}/dispute", body=body)
        return cast("SubmissionPage", found)
