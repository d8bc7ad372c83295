"""What an administrator decided about investigations, as a value; pure rules."""

from __future__ import annotations

from dataclasses import dataclass

from clawback.filters.tree import Filter
from clawback.investigations.investigation import Cluster, ClusterKind, Threat
from clawback.investigations.playbook import Playbook
from clawback.remediation.action import Action


@dataclass(frozen=True, slots=True, kw_only=True)
class InvestigationPolicy:
    """What is followed, what is recommended, and what happens without asking.

    `spare` finds mail that is never acted on. Clusters of `act_on`, up to `most` deliveries, are
    acted on at once where the approval policy allows that and no recipient has a tag of
    `never_for`; all others are proposed.
    """

    playbook: Playbook
    action: Action
    spare: Filter | None = None
    act_on: frozenset[ClusterKind] = frozenset()
    most: int = 0
    never_for: tuple[str, ...] = ()

    def starts(self, cluster: Cluster, deliveries: int, *, protected: int) -> bool:
        """Whether so many deliveries of a cluster are acted on without asking.

        `protected` counts those of recipients for whom this never happens.
        """
        wanted = cluster.verdict is Threat.MALICIOUS and cluster.kind in self.act_on
        return wanted and deliveries <= self.most and not protected
