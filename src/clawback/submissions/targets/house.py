"""The house itself: mail like this is judged, which holds it for something else from now on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from clawback.filters.tree import AnyOf, Filter
from clawback.model.errors import ClawbackError, UnavailableError
from clawback.submissions.submission import Kind, Submission
from clawback.submissions.targets.target import (
    Parcel,
    Said,
    away,
    done,
    never_asked,
    only_confirmed,
    refused,
)

Judge = Callable[[Submission, Filter], str]
"""Judges mail that a filter finds in the submitter's name; gives the judgement's id, also where
there is one for this submission already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseTarget:
    """Clawback's own judgements, from which the site model learns."""

    judge: Judge
    name: str = "site"
    kind: str = "site"

    def declines(self, submission: Submission) -> str:
        """What names stored mail, and is confirmed."""
        item, judged = submission.item, submission.review is not None
        if item.kind is Kind.EMAIL and judged and not item.network_message_id:
            return "No stored mail is known to be this one."
        return only_confirmed(submission)

    def send(self, parcel: Parcel) -> Said:
        """Has it judged."""
        try:
            made = self.judge(parcel.submission, filter_of(parcel.submission))
        except UnavailableError as error:
            return away(str(error))
        except ClawbackError as error:
            return refused(str(error))
        return done(f"Judged: {made}.", reference=made)

    def ask(self, parcel: Parcel, reference: str) -> Said:
        """It says everything at once."""
        del parcel
        return never_asked(reference)


def filter_of(submission: Submission) -> Filter:
    """The stored mail that a submission is about."""
    item = submission.item
    if item.kind is Kind.EMAIL:
        return AnyOf("network_message_id", (item.network_message_id,))
    if item.kind is Kind.URL:
        return AnyOf("url", (item.name,))
    return AnyOf("attachment_sha256", (item.sha256,))
