"""Builds the door to submissions, and what carries them to the targets of the settings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from clawback.analysis.judges.judges import Judges
from clawback.analysis.pool import AnalysisPool
from clawback.analysis.providers.line import Address
from clawback.analysis.providers.merging import merged
from clawback.analysis.providers.panel import Panel
from clawback.analysis.providers.port import Transport
from clawback.analysis.providers.seat import Question
from clawback.app.basis import Ask, Basis
from clawback.app.listing_beside import ListBeside
from clawback.entries.entries import Entries
from clawback.filters.tree import Filter
from clawback.filters.write import write
from clawback.model.delivery import Row
from clawback.model.message import Message
from clawback.purge.judgement import Verdict, Wish
from clawback.purge.judgements import Judgements
from clawback.submissions.courier import Courier
from clawback.submissions.ground import Ground, sealed_files
from clawback.submissions.reviewing import actor_of
from clawback.submissions.settings import (
    GraphTargetTable,
    MailTargetTable,
    RspamdTargetTable,
    SignaturesTargetTable,
    SpamassassinTargetTable,
    TargetTable,
    WebhookTargetTable,
)
from clawback.submissions.submission import Submission
from clawback.submissions.submissions import Submissions
from clawback.submissions.targets.graph import GraphTarget
from clawback.submissions.targets.house import HouseTarget, Judge
from clawback.submissions.targets.mail import MailTarget
from clawback.submissions.targets.rspamd import RspamdTarget
from clawback.submissions.targets.signatures import SignaturesTarget
from clawback.submissions.targets.spamassassin import SpamassassinTarget
from clawback.submissions.targets.target import Target
from clawback.submissions.targets.webhook import WebhookTarget

_LATELY = 200  # judgements that are looked through for one's own


class Reading:
    """Reads a mail as intake does: analysis, engines, and our own judges."""

    def __init__(self, analyser: AnalysisPool, engines: Panel, judges: Judges) -> None:
        self._analyser, self._engines, self._judges = analyser, engines, judges

    def read(self, raw: bytes, transport: Transport) -> Message:
        """As `submissions.ground.Reader.read`."""
        asked = self._engines.ask([Question(raw=raw, transport=transport)])
        message = self._analyser.analyse(raw)
        words = asked.words()[0]
        told = replace(message, findings=merged(message.findings, words))
        return self._judges.judged(told, transport)


def submissions(
    basis: Basis,
    *,
    reading: Reading,
    bring: Callable[[Row], bytes | None],
    ask: Ask,
    judging: Judgements,
    entries: Entries,
) -> Submissions:
    """The door, with the targets of the settings; `entries` is the allow/block list."""
    wanted, files = basis.settings.submissions, sealed_files(basis.folder.path)
    ground = Ground(
        database=basis.database,
        store=basis.store,
        trail=basis.trail,
        clock=basis.clock,
        ask=ask,
        files=files,
        reader=reading,
        bring=bring,
        entries=ListBeside(entries),
    )
    policy = wanted.policy()
    couriers = [
        Courier(
            basis.database,
            basis.clock,
            target_of(table, judged_by(judging)),
            policy=policy,
            per_minute=table.per_minute,
            opened=lambda made: files.open(made.id, made.item.sealed),
            here=lambda made: not made.item.sealed or files.there(made.item.sealed),
        )
        for table in wanted.targets
    ]
    return Submissions(ground, policy, couriers)


def target_of(table: TargetTable, judge: Judge) -> Target:
    """The adapter for one `[[submissions.targets]]` table."""
    if isinstance(table, RspamdTargetTable):
        return RspamdTarget(
            name=table.name,
            address=Address.read(table.address),
            password=table.password.get_secret_value(),
            flag=table.fuzzy_flag,
            weight=table.fuzzy_weight,
            learns=table.learn,
        )
    if isinstance(table, SpamassassinTargetTable):
        where = Address.read(table.address)
        return SpamassassinTarget(name=table.name, address=where, reports=table.report)
    if isinstance(table, SignaturesTargetTable):
        clamd = Address.read(table.clamd) if table.clamd else None
        return SignaturesTarget(name=table.name, folder=table.folder, clamd=clamd)
    if isinstance(table, MailTargetTable | GraphTargetTable | WebhookTargetTable):
        return _outside(table)
    return HouseTarget(name=table.name, judge=judge)


def _outside(table: MailTargetTable | GraphTargetTable | WebhookTargetTable) -> Target:
    if isinstance(table, MailTargetTable):
        where = Address.read(table.smtp)
        return MailTarget(
            name=table.name,
            host=where.host,
            port=where.port,
            sender=table.sender,
            to=table.to,
            organisation=table.organisation,
            form=table.form,
        )
    if isinstance(table, GraphTargetTable):
        return GraphTarget(
            name=table.name,
            tenant=table.tenant,
            client_id=table.client_id,
            secret=table.client_secret.get_secret_value(),
            recipient=table.recipient or "",
            login=table.login,
            api=table.api,
        )
    return WebhookTarget(
        name=table.name,
        url=table.url.get_secret_value(),
        secret=table.secret.get_secret_value(),
        content=table.content,
    )


def judged_by(judging: Judgements) -> Judge:
    """Judges in the submitter's name; a submission that was judged before is not judged again."""

    def judge(made: Submission, tree: Filter) -> str:
        actor = actor_of(made.by)
        mark = f"(submission {made.id}, round {made.round})"
        for one in judging.newest(actor, limit=_LATELY):
            if one.wish.reason.endswith(mark):
                return one.id
        wish = Wish(
            verdict=Verdict(made.category.value),
            filter=write(tree),
            reason=f"{made.note} {mark}".strip(),
            since=made.item.received_at,
        )
        return judging.begin(wish, actor).id

    return judge
