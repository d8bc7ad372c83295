"""The one door to reviews: of a wish before anything is kept, and of a plan that is."""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence

from clawback.identity.step_up import StepUpNeededError
from clawback.jobs.job import Entry
from clawback.mailboxes.port import Capabilities
from clawback.model.actor import SYSTEM, Actor
from clawback.model.delivery import DeliveryKey
from clawback.model.errors import ClawbackError
from clawback.remediation.approval import (
    Allowed,
    Decision,
    NeedsApproval,
    Refused,
    decide,
    decide_vote,
)
from clawback.remediation.choice import Names
from clawback.remediation.drafts import Drafts, Wish
from clawback.remediation.facts import Facts
from clawback.remediation.listing import Listing, Shelf
from clawback.remediation.outcome import Outcome
from clawback.remediation.proposal import Proposal
from clawback.remediation.proposals import AlreadyVotedError
from clawback.remediation.remediation import Remediation, Standing
from clawback.remediation.review.figures import Count
from clawback.remediation.review.review import Consent, Review, review
from clawback.remediation.room import Room
from clawback.remediation.standings import found

MOST_NAMED = 100
_PAGE = 1000
_PAYLOADS = 5000
_REMEMBERED = 300.0  # seconds that a server's abilities are believed
_LOOKED_BACK = 20  # remediations
_FEW = 20  # deliveries; what fewer took tells nothing
_ANY_REASON = "?"  # which one is given counts only once the glass is broken


class Reviews:
    """Looks at plans and changes nothing. Safe to call from several threads."""

    def __init__(
        self, room: Room, drafts: Drafts, *, elapsed: Callable[[], float] = time.monotonic
    ) -> None:
        self._room = room
        self._drafts = drafts
        self._abilities = _Abilities(room, elapsed)

    def names(self, actor: Actor) -> Callable[[str, Sequence[DeliveryKey]], Names]:
        """Reads what this actor sent to name deliveries by."""
        return self._drafts.names(actor)

    def preview(self, wish: Wish, actor: Actor, *, most: int = 10) -> Review:
        """The review of the plan that would be made of a wish now; nothing is kept.

        `most` is how many mailboxes and folders are named. Raises what drafting does.
        """
        picked = self._drafts.pick(wish, actor)
        count = Count(self._room.authority.tags_of)
        count.settled((one.payload, one.evidence) for one in picked.selection.settled)
        for share in picked.selection.shares:
            count.planned(share.payloads)
        figures = count.figures()
        return review(
            picked.terms,
            figures,
            self._abilities.of(figures.by_server),
            self._consent(self._drafts.facts(picked.terms, picked.selection), actor),
            rate=self._rate(),
            most=most,
        )

    def of(self, remediation_id: str, actor: Actor, *, most: int = 10) -> Review:
        """The review of a plan as it was frozen, however far it is.

        Raises:
            RemediationMissingError: there is none that this actor may see.
            SealBrokenError: what the policy asks of is not what was frozen.
        """
        standing = self._room.standings.get(remediation_id, actor)
        kept = standing.remediation
        count = Count(self._room.authority.tags_of)
        first = 0
        for page in self._settled(kept.job):
            count.settled((entry.payload, entry.evidence) for entry in page)
            first += len(page)
        for payloads in self._payloads(kept.job, first):
            count.planned(payloads)
        figures = count.figures()
        return review(
            kept.terms,
            figures,
            self._abilities.of(figures.by_server),
            self._agreed(standing, actor),
            rate=self._rate(),
            most=most,
        )

    def entries(self, remediation_id: str, actor: Actor) -> tuple[Remediation, Iterator[Entry]]:
        """A remediation, and every delivery of it by number, read as they are asked for.

        Raises:
            RemediationMissingError: there is none that this actor may see.
        """
        with self._room.database.read() as connection:
            kept = found(connection, remediation_id, actor)
        return kept, self._room.ledger.every_item(kept.job)

    def _settled(self, job: int) -> Iterator[list[Entry]]:
        """Items that needed no work: the first of all, never attempted."""
        after, outcome = -1, Outcome.NOT_ACTIONABLE.value
        while page := self._room.ledger.items(job, after=after, limit=_PAGE, outcome=outcome):
            mine = [
                entry
                for at, entry in enumerate(page, start=after + 1)
                if entry.seq == at and not entry.attempt
            ]
            yield mine
            if len(mine) < _PAGE:
                return
            after = page[-1].seq

    def _payloads(self, job: int, first: int) -> Iterator[list[str]]:
        read = self._room.ledger.payloads
        while payloads := read(job, first, first + _PAYLOADS - 1):
            yield payloads
            first += len(payloads)

    def _agreed(self, standing: Standing, actor: Actor) -> Consent:
        """Who must agree to a plan; where that was asked for, what was asked for."""
        facts = self._room.authority.warrants.facts(standing.remediation)
        consent = self._consent(facts, actor)
        proposal = standing.proposal
        if proposal is None:
            return consent
        return Consent(
            quorum=proposal.quorum,
            reasons=proposal.reasons,
            refused=consent.refused,
            vote_refused=self._vote_refused(facts, proposal, actor),
        )

    def _vote_refused(self, facts: Facts, proposal: Proposal, actor: Actor) -> str:
        if any(vote.person == actor.person for vote in proposal.votes):
            return str(AlreadyVotedError())
        return _said(decide_vote(facts, proposal.involved, actor, self._room.clock.now()))

    def _consent(self, facts: Facts, actor: Actor) -> Consent:
        policy, now = self._room.authority.policy, self._room.clock.now()
        match decide(facts, policy, actor, now):
            case Allowed():
                return Consent(quorum=0, reasons=())
            case NeedsApproval(reasons=reasons, quorum=quorum):
                glass = decide(facts, policy, actor, now, emergency=_ANY_REASON)
                return Consent(quorum=quorum, reasons=reasons, glass_refused=_said(glass))
            case Refused(error=error):
                reasons = policy.reasons(facts, actor.role, now)
                quorum = policy.quorum if reasons else 0
                return Consent(quorum=quorum, reasons=reasons, refused=str(error))

    def _rate(self) -> float | None:
        """Deliveries a second, as the last remediations went here."""
        listing = Listing(shelf=Shelf.HISTORY)
        page = self._room.standings.page(listing, SYSTEM, limit=_LOOKED_BACK, before=None)
        rates = [rate for one in page if (rate := _rate_of(one))]
        return statistics.median(rates) if rates else None


def _said(decision: Decision) -> str:
    """Why not; empty for what is allowed, now or after a fresh proof of who somebody is."""
    if not isinstance(decision, Refused) or isinstance(decision.error, StepUpNeededError):
        return ""
    return decision.sentence


class _Abilities:
    """Remembers for a while what mail servers can do."""

    def __init__(self, room: Room, elapsed: Callable[[], float]) -> None:
        self._room = room
        self._elapsed = elapsed
        self._lock = threading.Lock()
        self._known: dict[str, tuple[float, Capabilities | None]] = {}

    def of(self, names: Iterable[str]) -> dict[str, Capabilities | None]:
        """By name; `None` where a server does not say, or is not among ours any more."""
        return {name: self._one(name) for name in names}

    def _one(self, name: str) -> Capabilities | None:
        with self._lock:
            at, known = self._known.get(name, (float("-inf"), None))
        if self._elapsed() - at < _REMEMBERED:
            return known
        try:
            known = self._room.servers.named(name).capabilities()
        except (ClawbackError, OSError):
            known = None
        with self._lock:
            self._known[name] = (self._elapsed(), known)
        return known


def _rate_of(one: Standing) -> float | None:
    started, ended = one.remediation.started_at, one.ended_at
    if started is None or ended is None or one.counts.ended < _FEW:
        return None
    seconds = (ended - started).total_seconds()
    return one.counts.ended / seconds if seconds > 0 else None
