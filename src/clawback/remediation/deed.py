"""What becomes of each copy during a visit: what is meant to happen, and what was seen of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from clawback.jobs.block import Item
from clawback.mailboxes.port import Copy, Place
from clawback.model.location import MailboxRef
from clawback.remediation import evidence
from clawback.remediation.decision import Decision, Step
from clawback.remediation.evidence import Trace
from clawback.remediation.target import Target

Seen: TypeAlias = Mapping[MailboxRef, Copy | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """One open item of the block, and what is known of it so far."""

    item: Item
    target: Target
    noted: tuple[Trace, ...] = ()


@dataclass(slots=True)
class Deed:
    """What becomes of one copy, filled in as it happens.

    `after` is the copy in its new place; a refusal is the server's words; `proved` is what the look
    afterwards says, and `still_there` that it lies where it was. `escrow` names its sealed copy.
    """

    step: Step
    after: Copy | None = None
    gone: bool = False
    refusal: str = ""
    proved: bool = False
    still_there: bool = False
    escrow: str = ""


@dataclass(frozen=True, slots=True)
class Doing:
    """An errand with steps to take, and the deed of each; two errands may share one."""

    errand: Errand
    decision: Decision
    deeds: tuple[Deed, ...]


def each_once(acting: Iterable[Doing]) -> list[Deed]:
    """Each deed once, also where two errands share it."""
    return list({id(deed): deed for doing in acting for deed in doing.deeds}.values())


def places_of(deeds: Iterable[Deed]) -> list[MailboxRef]:
    """Where each copy was, and where it should be."""
    deeds = list(deeds)
    after = [deed.after.ref for deed in deeds if deed.after is not None]
    return [deed.step.copy.ref for deed in deeds] + after


def look_back(acting: Sequence[Doing], seen: Seen) -> None:
    """What the look afterwards says of each copy, where it was and where it should be."""
    for deed in each_once(acting):
        deed.still_there = seen.get(deed.step.copy.ref) is not None
        found = None if deed.after is None else seen.get(deed.after.ref)
        deed.proved = not deed.still_there and (deed.gone or found is not None)
        deed.after = found or deed.after


def before_steps(steps: Sequence[Step]) -> tuple[Trace, ...]:
    return tuple(evidence.seen(step.copy) for step in steps)


def noted_of(doing: Doing) -> tuple[Trace, ...]:
    """What was seen of its copies before they are acted on, by this attempt and earlier ones."""
    mine = [replace(evidence.seen(deed.step.copy), escrow=deed.escrow) for deed in doing.deeds]
    known = {trace.before for trace in mine}
    return (*(trace for trace in doing.errand.noted if trace.before not in known), *mine)


def doings_of(plans: Iterable[tuple[Errand, Decision]]) -> list[Doing]:
    deeds: dict[MailboxRef, Deed] = {}
    return [
        Doing(
            errand,
            decision,
            tuple(deeds.setdefault(step.copy.ref, Deed(step)) for step in decision.steps),
        )
        for errand, decision in plans
        if decision.steps
    ]


def traced(deed: Deed) -> Trace:
    before, after = deed.step.copy, deed.after
    if after is None:
        return replace(evidence.seen(before), read_back=deed.proved, escrow=deed.escrow)
    trace = evidence.moved(before, after, read_back=deed.proved)
    like = deed.step.like
    if like is None or not trace.flags_kept:
        return trace
    same_date = like.internal_date == before.internal_date
    return replace(trace, flags_kept=same_date and evidence.same_flags(like.flags, trace.flags))


def fallback_note(deeds: Sequence[Deed]) -> str:
    for deed in deeds:
        to, after = deed.step.to, deed.after
        named = isinstance(to, str) and not isinstance(to, Place)
        if named and after is not None and after.ref.folder != to:
            return f"Its former folder {to} is gone; it was put into the Inbox."
    return ""
