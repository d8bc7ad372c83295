"""Submissions on memory parts, for tests of the room, the API and the command line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from clawback.analysis.providers.port import Transport
from clawback.model.delivery import Row
from clawback.model.fingerprint import header_fingerprint, network_message_id, split
from clawback.model.message import Message
from clawback.model.verdict import Finding
from clawback.purge import judgements
from clawback.submissions.courier import Courier
from clawback.submissions.ground import EntryList, Ground, NoEntryList, sealed_files
from clawback.submissions.policy import SubmissionPolicy
from clawback.submissions.submissions import Submissions
from clawback.submissions.targets.target import MemoryTarget, Target

MAIL = b"From: Eve <eve@evil.example>\r\nSubject: Pay now\r\n\r\nplease pay\r\n"


@dataclass
class ReaderInHand:
    """Reads a mail's id alone, and finds what a test tells it to."""

    findings: tuple[Finding, ...] = ()
    changes: dict[str, object] = field(default_factory=dict)
    fault: Exception | None = None
    read_mails: list[bytes] = field(default_factory=list)

    def read(self, raw: bytes, transport: Transport) -> Message:
        del transport
        self.read_mails.append(raw)
        if self.fault is not None:
            raise self.fault
        plain = Message(
            network_message_id=network_message_id(raw),
            header_fingerprint=header_fingerprint(split(raw)[0]),
            raw_sha256="0" * 64,
            size=len(raw),
            findings=self.findings,
        )
        return replace(plain, **self.changes)  # type: ignore[arg-type] # a test names attributes


def submission_ground(
    ground: judgements.Ground,
    folder: Path,
    *,
    reader: ReaderInHand | None = None,
    entries: EntryList | None = None,
    bring: Callable[[Row], bytes | None] = lambda _: MAIL,
) -> Ground:
    """On the parts that judgements stand on."""
    return Ground(
        database=ground.database,
        store=ground.store,
        trail=ground.trail,
        clock=ground.clock,
        ask=ground.ask,
        files=sealed_files(folder),
        reader=reader or ReaderInHand(),
        bring=bring,
        entries=entries or NoEntryList(),
    )


def couriers_of(
    ground: Ground, targets: Sequence[Target], policy: SubmissionPolicy
) -> list[Courier]:
    """One for each target, without a rate."""
    return [
        Courier(
            ground.database,
            ground.clock,
            one,
            policy=policy,
            per_minute=10**9,
            opened=lambda made: ground.files.open(made.id, made.item.sealed),
        )
        for one in targets
    ]


def submissions_on(ground: Ground, targets: Sequence[Target] | None = None) -> Submissions:
    """The door; without targets, one that only remembers."""
    policy = SubmissionPolicy()
    told = [MemoryTarget()] if targets is None else targets
    return Submissions(ground, policy, couriers_of(ground, told, policy))
