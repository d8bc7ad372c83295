"""Builds the judge who goes by campaigns, and what notices that one has turned bad."""

from __future__ import annotations

from clawback.alerts.signal import Raise
from clawback.app.alerting import turned_campaign
from clawback.app.basis import Basis
from clawback.campaigns.grouping import Grouping
from clawback.campaigns.membership.membership import Membership
from clawback.campaigns.membership.turning import Bad, Turning
from clawback.purge.judgements import HOUSE, Judgements
from clawback.purge.turned import wish_of


def membership(basis: Basis, grouping: Grouping) -> Membership:
    """Puts mail to its like, and lets campaigns speak of it as the settings have it."""
    return Membership(grouping, basis.database, basis.settings.campaigns.judge.bar())


def turning(basis: Basis, judging: Judgements, tell: Raise) -> Turning:
    """Has mail of campaigns judged that have turned, and tells of it."""

    def judge(bad: Bad) -> None:
        tell([turned_campaign(bad, basis.clock)])
        judging.begin(wish_of(bad), HOUSE)

    return Turning(
        basis.database,
        basis.clock,
        basis.settings.campaigns.judge.bar(),
        look_back=judging.policy.look_back,
        judge=judge,
    )
