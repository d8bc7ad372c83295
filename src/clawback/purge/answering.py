"""From a judgement to what pulls the mail back: a remediation, started or proposed."""

from __future__ import annotations

from dataclasses import replace

from clawback.filters.tree import Filter
from clawback.filters.write import write
from clawback.model.actor import Actor
from clawback.model.errors import ClawbackError
from clawback.purge.judgement import Answer, Judgement
from clawback.purge.policy import Mode, PurgePolicy, Response, severity_of, within_reach
from clawback.remediation import drafts
from clawback.remediation.drafts import NothingFoundError
from clawback.remediation.remediation import Remediation, Source
from clawback.remediation.remediations import Remediations

_NAME = 200  # characters that a remediation's name may have
_NOTE = 4000


class Answering:
    """Does what the policy says, in the name of whoever judged and within their power."""

    def __init__(self, remediations: Remediations, policy: PurgePolicy) -> None:
        self._remediations = remediations
        self._policy = policy

    def answer(self, made: Judgement, tree: Filter, actor: Actor) -> Judgement:
        """The judgement with what was done about the mail."""
        response = self._policy.response(made.wish.verdict)
        if response is None:
            return replace(made, answer=Answer.NONE)
        try:
            wish = _wish(made, tree, response)
            drafted = self._remediations.draft(wish, actor, source=Source.PURGE).remediation
        except NothingFoundError:
            return replace(made, answer=Answer.NOTHING_FOUND)
        made = replace(made, remediation=drafted.id, answer=Answer.DRAFTED)
        if self._policy.mode is Mode.ACT and self._started(drafted, actor):
            return replace(made, answer=Answer.STARTED)
        try:
            self._remediations.proposals.propose(drafted.id, actor)
        except ClawbackError as error:
            return replace(made, trouble=str(error))
        return replace(made, answer=Answer.PROPOSED)

    def _started(self, drafted: Remediation, actor: Actor) -> bool:
        """Whether it could be started; whatever forbids that, somebody else can be asked."""
        try:
            self._remediations.start(drafted.id, actor)
        except ClawbackError:
            return False
        return True


def _wish(made: Judgement, tree: Filter, response: Response) -> drafts.Wish:
    wish = made.wish
    return drafts.Wish(
        action=response.action,
        filter=write(within_reach(tree, response)),
        name=f"{wish.verdict.label} after delivery: {wish.filter}"[:_NAME],
        severity=severity_of(wish.verdict),
        description=f"{wish.reason} (judgement {made.id})"[-_NOTE:],
        since=wish.since,
        until=wish.until,
        unread_only=response.unread_only,
    )
