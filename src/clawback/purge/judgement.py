"""A later word on mail that has been delivered, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from clawback.model.counted import counted
from clawback.model.labelled import Labelled
from clawback.model.scope import EVERYWHERE, Scope
from clawback.model.verdict import ThreatType


class Verdict(Labelled):
    """What mail is held for from now on."""

    MALWARE = "malware", "Malware"
    PHISH = "phish", "Phish"
    SPAM = "spam", "Spam"
    CLEAN = "clean", "Clean"

    @property
    def threats(self) -> tuple[ThreatType, ...]:
        return () if self is Verdict.CLEAN else (ThreatType(self.value),)


class Cause(Labelled):
    """Why mail was judged again."""

    PERSON = "person", "A person judged it"
    LIST = "list", "A block list grew"
    ENGINE = "engine", "An engine found it when it was asked again"
    CAMPAIGN = "campaign", "Its campaign turned bad"


class State(Labelled):
    """How far it is."""

    JUDGING = "judging", "Judging"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"


class Answer(Labelled):
    """What was done about the mail itself."""

    NONE = "none", "Nothing, by policy"
    NOTHING_FOUND = "nothing_found", "Nothing, because none of it lies in a mailbox"
    DRAFTED = "drafted", "A remediation was drafted"
    PROPOSED = "proposed", "A remediation was proposed"
    STARTED = "started", "A remediation was started"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody wants judged, and as what.

    `filter` is filter text; `since` is included, `until` is not. `url` is the link because of
    which, empty where there is none.
    """

    verdict: Verdict
    filter: str
    reason: str
    since: datetime | None = None
    until: datetime | None = None
    url: str = ""
    cause: Cause = Cause.PERSON


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A judgement as it is kept.

    `deliveries` counts those that were held for something else before. `remediation` is what pulls
    mail back, empty where nothing does. `trouble` is a sentence, empty when all went well. `scope`
    is that of whoever made it.
    """

    id: str
    wish: Wish
    at: datetime
    by: str
    by_name: str
    state: State = State.JUDGING
    deliveries: int = 0
    answer: Answer = Answer.NONE
    remediation: str = ""
    trouble: str = ""
    ended_at: datetime | None = None
    scope: Scope = EVERYWHERE

    def sentence(self) -> str:
        """All of it, for a person."""
        touched = counted(self.deliveries, "delivery", "deliveries")
        told = f"{touched} judged {self.wish.verdict.label.lower()}"
        if self.state is State.JUDGING:
            return f"{told} so far."
        trouble = f" {self.trouble}" if self.trouble else ""
        if self.state is State.FAILED:
            return f"{told}, then it failed.{trouble}"
        which = f" ({self.remediation})" if self.remediation else ""
        return f"{told}. {self.answer.label}{which}.{trouble}"
