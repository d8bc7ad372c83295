"""Evaluates a folder of labelled mail: clustering, and investigations of its campaigns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from random import Random

from clawback.evaluation.labels import CLEAN, labelled
from clawback.evaluation.scoring import (
    Clustered,
    Found,
    Investigated,
    clustered,
    found_in_all,
    investigated,
)
from clawback.evaluation.stand import Held, Known, Stand, stand_of
from clawback.filters.parse import parse
from clawback.investigations.eyes import Eyes
from clawback.investigations.investigation import (
    Case,
    Investigation,
    Opener,
    Root,
    RootKind,
    Step,
    StepName,
    Threat,
)
from clawback.investigations.policy import InvestigationPolicy
from clawback.investigations.steps import STEPS
from clawback.model.clock import Clock
from clawback.settings import Settings
from clawback.store.port import Query

_OPENER = Opener(id="evaluation", name="evaluation", role="admin", kind="system")
_LOOK_BACK = timedelta(days=30)
_FINDING = (StepName.ROOT, StepName.CLUSTERS, StepName.VERDICT)
_WAVE = 2  # mails of a label make it a campaign that can be investigated
Tell = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is evaluated: what is held for phish, and from how many mails of each campaign."""

    held: Held = field(default_factory=Held)
    roots: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """Everything that was measured."""

    clustering: Clustered
    investigations: Found
    campaigns: tuple[Investigated, ...]


def evaluate(
    folder: Path, settings: Settings, wanted: Wanted, clock: Clock, tell: Tell = lambda *_: None
) -> Evaluation:
    """Measures; `tell` is told what is done, how much, of how much.

    Raises:
        BadLabelsError: the folder holds no labelled mail.
        BadPlaybookError: the playbook of the settings cannot be used.
    """
    mails, policy = labelled(folder), settings.investigations.policy()
    tell("Reading mail", 0, len(mails))
    with stand_of(mails, settings, wanted.held, now=clock.now()) as stand:
        roots = list(roots_of(stand, wanted.roots))
        cases = []
        for done, root in enumerate(roots):
            tell("Investigating", done, len(roots))
            cases.append(found_from(stand, policy, root))
        return Evaluation(
            clustering=clustered([(one.label, one.cluster) for one in stand.mails]),
            investigations=found_in_all(cases),
            campaigns=tuple(cases),
        )


def roots_of(stand: Stand, most: int) -> Iterator[Known]:
    """Mails of each campaign, and so many clean ones for each, by chance that repeats itself.

    Those that are held for something come first: of clean mail they were misjudged.
    """
    sizes = Counter(one.label for one in stand.mails)
    campaigns = sorted(one for one, size in sizes.items() if one != CLEAN and size >= _WAVE)
    for label in campaigns:
        yield from _some(stand, label, most, caught=1)
    yield from _some(stand, CLEAN, most * len(campaigns), caught=most * len(campaigns))


def _some(stand: Stand, label: str, most: int, *, caught: int) -> list[Known]:
    mine = [one for one in stand.mails if one.label == label]
    Random(label).shuffle(mine)  # noqa: S311 - repeatable on purpose
    held = [one for one in mine if one.recognised][:caught]
    return (held + [one for one in mine if one not in held])[:most]


def found_from(stand: Stand, policy: InvestigationPolicy, root: Known) -> Investigated:
    """What an investigation that begins with this mail calls malicious."""
    case = _case(stand, policy, root)
    bad = [one.filter for one in case.clusters if one.verdict is Threat.MALICIOUS]
    found = {
        row.network_message_id
        for text in bad
        for block in stand.store.whereabouts(Query(filter=parse(text), now=stand.now))
        for row in block
    }
    return investigated(root.label, ((one.message, one.label) for one in stand.mails), found)


def _case(stand: Stand, policy: InvestigationPolicy, root: Known) -> Case:
    """A case after the steps by which mail is found."""
    eyes = Eyes(
        store=stand.store,
        ask=lambda _, tree, since, until: Query(
            filter=tree, now=stand.now, since=since, until=until
        ),
        policy=policy,
    )
    made = Investigation(
        id="evaluation",
        root=Root(kind=RootKind.MESSAGE, value=root.message),
        playbook=policy.playbook.title,
        reason="",
        since=stand.now - _LOOK_BACK,
        at=stand.now,
        opener=_OPENER,
        changed_at=stand.now,
    )
    case = Case(investigation=made)
    for name in _FINDING:
        step = Step(name=name, at=stand.now, seconds=0, findings=STEPS[name](eyes, case))
        case = replace(case, steps=(*case.steps, step))
    return case
