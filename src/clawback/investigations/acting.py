"""The step that acts: malicious clusters become remediations, each once."""

from __future__ import annotations

from dataclasses import dataclass, replace

from clawback.database import Database
from clawback.filters.parse import parse
from clawback.filters.tree import AnyOf, both
from clawback.filters.write import write
from clawback.identity.role import Permission, codes
from clawback.investigations import deciding, records
from clawback.investigations.eyes import Eyes
from clawback.investigations.investigation import ActionTaken, Case, Cluster, Findings
from clawback.model.actor import SYSTEM
from clawback.model.counted import counted
from clawback.model.errors import ClawbackError, NotFoundError
from clawback.remediation.action import Severity
from clawback.remediation.drafts import NothingFoundError, Wish
from clawback.remediation.listing import Listing
from clawback.remediation.remediation import Source, Standing, State
from clawback.remediation.remediations import Remediations

OPENED_WITH = codes((Permission.REMEDIATE_DRAFT, Permission.REMEDIATE_PROPOSE))
_HOUSE = replace(
    SYSTEM, permissions=codes((Permission.REMEDIATE_START, Permission.REMEDIATE_APPROVE))
)
"""Starts what the policy lets it start, and takes back what is about nothing any more."""
_WAITING = (State.DRAFT, State.PENDING, State.APPROVED)
_NAME = 200  # characters that a remediation's name may have


@dataclass(frozen=True, slots=True, kw_only=True)
class Hands:
    """What acting needs."""

    eyes: Eyes
    database: Database
    remediations: Remediations

    def act(self, case: Case) -> Findings:
        """Sees to every malicious cluster that is not seen to yet."""
        seen = {one.cluster for one in case.actions}
        spare = self.eyes.policy.spare
        for cluster, wanted in deciding.to_act_on(case.clusters, spare):
            if cluster.key not in seen:
                self._see_to(case, cluster, wanted)
        with self.database.read() as connection:
            actions = records.case_of(connection, case.investigation).actions
        told = f"{counted(len(actions), 'action')} recommended."
        if case.spared:
            spared = counted(case.spared, "delivery", "deliveries")
            told += f" Of one cluster the settings spare {spared}."
        return Findings(sentence=told)

    def state(self, case: Case, taken: ActionTaken) -> State | None:
        """How the remediation stands; `None` where it is gone."""
        standing = self._standing(case, taken)
        return None if standing is None else standing.state

    def close_if_nothing_is_left(self, case: Case, taken: ActionTaken) -> bool:
        """Takes a proposal back whose mail has left the mailboxes; says whether it did."""
        standing = self._standing(case, taken)
        if standing is None or standing.state not in {State.PENDING, State.APPROVED}:
            return False
        if self._left(case, taken.filter):
            return False
        why = "None of its mail lies in a mailbox any more."
        self.remediations.proposals.withdraw(taken.remediation, _HOUSE, reason=why)
        return True

    def _see_to(self, case: Case, cluster: Cluster, wanted: str) -> None:
        left = self._left(case, wanted)
        if not left:
            return
        taken = self._elsewhere(case, cluster, left) or self._proposed(case, cluster, wanted, left)
        if taken is not None:
            with self.database.write() as connection:
                records.add_action(connection, case.investigation.id, taken)

    def _elsewhere(self, case: Case, cluster: Cluster, left: int) -> ActionTaken | None:
        """The remediation by which another investigation already sees to all of it."""
        with self.database.read() as connection:
            found = records.pending_elsewhere(connection, cluster.key)
        if found is None or found.deliveries < left:
            return None
        return found if self.state(case, found) in _WAITING else None

    def _proposed(self, case: Case, cluster: Cluster, wanted: str, left: int) -> ActionTaken | None:
        """Drafts a remediation, or takes up the one of before a crash, and lets it go on."""
        actor = self.eyes.actor(case.investigation.opener)
        standing = self._drafted_before(case, cluster)
        if standing is None:
            try:
                wish = self._wish(case, cluster, wanted)
                source = Source.INVESTIGATION
                standing = self.remediations.draft(wish, actor, source=source)
            except NothingFoundError:
                return None
        trouble = ""
        if standing.state is State.DRAFT and not self._started(case, cluster, standing, wanted):
            try:
                self.remediations.proposals.propose(standing.remediation.id, actor)
            except ClawbackError as error:
                trouble = str(error)
        return ActionTaken(
            cluster=cluster.key,
            remediation=standing.remediation.id,
            filter=wanted,
            deliveries=left,
            trouble=trouble,
        )

    def _drafted_before(self, case: Case, cluster: Cluster) -> Standing | None:
        actor = self.eyes.actor(case.investigation.opener)
        listing = Listing(source=Source.INVESTIGATION, text=_mark(case, cluster))
        return next(iter(self.remediations.newest(actor, listing, limit=1)), None)

    def _started(self, case: Case, cluster: Cluster, standing: Standing, wanted: str) -> bool:
        policy, drafted = self.eyes.policy, standing.remediation
        protected = self._protected(case, wanted)
        if not policy.starts(cluster, drafted.deliveries, protected=protected):
            return False
        try:
            self.remediations.start(drafted.id, _HOUSE)
        except ClawbackError:
            return False
        return True

    def _protected(self, case: Case, wanted: str) -> int:
        """Deliveries of people for whom nothing happens without asking."""
        tree = parse(wanted)
        known = self.eyes.query(case, tree).tags.names
        tags = tuple(one for one in self.eyes.policy.never_for if one in known)
        return self._left(case, write(both(tree, AnyOf("tags", tags)))) if tags else 0

    def _wish(self, case: Case, cluster: Cluster, wanted: str) -> Wish:
        made = case.investigation
        return Wish(
            action=self.eyes.policy.action,
            filter=wanted,
            name=f"Investigation of {made.root.value}: {cluster.kind.label.lower()}"[:_NAME],
            severity=Severity.HIGH,
            description=f"{cluster.reason} ({_mark(case, cluster)})",
            since=made.since,
        )

    def _left(self, case: Case, wanted: str) -> int:
        return self.eyes.store.count(self.eyes.query(case, parse(wanted)))

    def _standing(self, case: Case, taken: ActionTaken) -> Standing | None:
        actor = self.eyes.actor(case.investigation.opener)
        try:
            return self.remediations.get(taken.remediation, actor)
        except NotFoundError:
            return None


def _mark(case: Case, cluster: Cluster) -> str:
    """By which a remediation is found again after a crash; no two clusters have the same."""
    number = [one.key for one in case.clusters].index(cluster.key)
    return f"investigation {case.investigation.id}, cluster {number}"
