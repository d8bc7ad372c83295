"""rspamd's controller: `/learnspam`, `/learnham`, `/fuzzyadd`, `/fuzzydel`."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime

from clawback.analysis.providers.line import Address
from clawback.submissions.submission import Kind, Submission
from clawback.submissions.targets.http import Answered, TargetAwayError, ask_address
from clawback.submissions.targets.target import (
    Parcel,
    Said,
    away,
    done,
    never_asked,
    no_access,
    only_confirmed,
    refused,
)

_KNOWN = frozenset({204, 208})  # it learnt this mail before, or is sure of it already
_CLOSED = frozenset({401, 403})
_LATER = frozenset({408, 429, 500, 502, 503, 504})
_MAY_BE_KNOWN = "already"


@dataclass(frozen=True, slots=True, kw_only=True)
class RspamdTarget:
    """One controller. `flag` is the fuzzy storage's flag for what is bad; `None` for no hashes."""

    name: str
    address: Address
    password: str = field(default="", repr=False)
    flag: int | None = None
    weight: int = 10
    learns: bool = True
    seconds: float = 30.0
    kind: str = "rspamd"

    def declines(self, submission: Submission) -> str:
        """It learns mail that somebody has confirmed."""
        if submission.item.kind is not Kind.EMAIL:
            return "rspamd learns mail alone."
        if not submission.item.sealed:
            return "Nobody has the mail any more."
        return only_confirmed(submission)

    def send(self, parcel: Parcel) -> Said:
        """Learning the same twice changes nothing."""
        bad, told = parcel.submission.category.bad, []
        try:
            if self.learns:
                said = self._ask("/learnspam" if bad else "/learnham", parcel)
                if (fault := _fault(said, parcel.at)) is not None:
                    return fault
                told.append(_learnt(said, bad=bad))
            if self.flag is not None:
                said = self._ask("/fuzzyadd" if bad else "/fuzzydel", parcel)
                if (fault := _fault(said, parcel.at)) is not None:
                    return fault
                told.append("Its hashes were added." if bad else "Its hashes were taken out.")
        except TargetAwayError as error:
            return away(str(error))
        return done(" ".join(told))

    def ask(self, parcel: Parcel, reference: str) -> Said:
        """It says everything at once."""
        del parcel
        return never_asked(reference)

    def _ask(self, place: str, parcel: Parcel) -> Answered:
        headers = {"Connection": "close"}
        if self.password:
            headers["Password"] = self.password
        if place.startswith("/fuzzy"):
            headers |= {"Flag": str(self.flag), "Weight": str(self.weight)}
        return ask_address(
            "POST", self.address, place, headers=headers, body=parcel.raw, seconds=self.seconds
        )


def _learnt(said: Answered, *, bad: bool) -> str:
    what = "spam" if bad else "ham"
    return f"Known as {what} already." if _knew(said) else f"Learnt as {what}."


def _knew(said: Answered) -> bool:
    return said.status in _KNOWN or _MAY_BE_KNOWN in _error(said)


def _fault(said: Answered, now: datetime) -> Said | None:
    if said.good or _knew(said):
        return None
    if said.status in _CLOSED:
        return no_access("rspamd does not accept the password of its controller.")
    why = _error(said) or f"HTTP status {said.status}"
    if said.status in _LATER:
        return away(f"rspamd did not take it: {why}.", said.pause(now))
    return refused(f"rspamd refused it: {why}.")


def _error(said: Answered) -> str:
    try:
        told = json.loads(said.body.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return ""
    text = told.get("error", "") if isinstance(told, dict) else ""
    clean = text if isinstance(text, str) else ""
    return "".join(one if one.isprintable() else " " for one in clean)[:200].rstrip(".")
