"""What to do about one delivery, given what the plan froze and what the mailbox shows: pure rules.

Nothing is assumed of an earlier attempt that broke off (`doubt`): the mailbox is looked at first,
and what it cannot prove is never called a success.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from clawback.mailboxes.port import SEEN, Copy, Place
from clawback.model.location import DeliveryLocation
from clawback.remediation.action import Action, is_there
from clawback.remediation.evidence import Trace, same_flags, seen
from clawback.remediation.outcome import Outcome
from clawback.remediation.target import Return, Target


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One delivery before a decision. `noted` is what an attempt that broke off had seen."""

    action: Action
    target: Target
    copies: tuple[Copy, ...]
    doubt: bool = False
    noted: tuple[Trace, ...] = ()
    unread_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One copy to be moved, or with `to=None` to be deleted for good."""

    copy: Copy
    to: Place | str | None
    like: Return | None = None  # how it was before, when this puts it back


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Either steps to take, or an outcome that needs none; traces and a note for the evidence."""

    steps: tuple[Step, ...] = ()
    outcome: Outcome | None = None
    traces: tuple[Trace, ...] = ()
    note: str = ""


def decide(case: Case) -> Decision:
    """What to do about one delivery."""
    if case.target.sent and not case.target.back:
        case = replace(case, copies=tuple(_senders_own(case)))
    if not case.copies:
        return _absent(case)
    return _put_back(case) if case.target.back else _forward(case)


def plainly_moved(action: Action, target: Target, copies: tuple[Copy, ...]) -> bool:
    """Whether `decide` is sure to move the one copy, which stands as frozen: a quick answer.

    Only of a delivery without doubt. No means nothing; yes means the one step to the action's
    destination, no trace, no outcome, and neither a note before it nor one in the evidence.
    """
    if len(copies) != 1 or target.back or target.sent or action.destination is None:
        return False
    place = copies[0].place
    return (
        place is not Place.RECOVERABLE
        and not is_there(action, place)
        and copies[0].ref == target.hint
    )


def needs_note(action: Action, target: Target, decision: Decision) -> bool:
    """Whether what was seen must be kept before acting, because the plan does not tell it."""
    if not decision.steps:
        return False
    hint = target.hint
    as_frozen = hint is not None and all(step.copy.ref == hint for step in decision.steps)
    return action is Action.HARD_DELETE or not as_frozen


def _absent(case: Case) -> Decision:
    if case.doubt and case.noted and _deletes_for_good(case):
        gone = tuple(replace(trace, read_back=True) for trace in case.noted)
        note = "An attempt that was interrupted removed it."
        return Decision(outcome=Outcome.SUCCESS, traces=gone, note=note)
    note = "No copy of it is in the mailbox."
    if case.target.sent and not case.target.back:
        note = "Its sender keeps no copy in Sent."
    return Decision(outcome=Outcome.NOT_FOUND, traces=case.noted, note=note)


def _senders_own(case: Case) -> Iterator[Copy]:
    """What its sender keeps in Sent; other copies in the sender's mailbox were received.

    After an attempt that broke off, also what it may have moved from there.
    """
    hidden = case.doubt and bool(case.noted)
    for copy in case.copies:
        if copy.place is Place.SENT or (hidden and copy.place is Place.RECOVERABLE):
            yield copy


def _deletes_for_good(case: Case) -> bool:
    return case.action is Action.HARD_DELETE and not case.target.back


def _forward(case: Case) -> Decision:
    there: list[Copy] = []
    elsewhere: list[Copy] = []
    for copy in case.copies:
        (there if is_there(case.action, copy.place) else elsewhere).append(copy)
    movable = [copy for copy in elsewhere if not _would_unhide(case, copy)]
    usable = [copy for copy in movable if not _left_as_read(case, copy)]
    resumed = _resumed(case, there)
    if usable:
        to = case.action.destination
        steps = tuple(Step(copy=copy, to=to) for copy in usable)
        return Decision(steps=steps, traces=resumed, note=_whereabouts(case, usable))
    if there:
        return _arrived(there, resumed)
    if movable:
        return _read_since(movable)
    return Decision(
        outcome=Outcome.DRIFTED,
        traces=tuple(seen(copy) for copy in elsewhere),
        note="It has been soft-deleted since the plan was made; moving it would show it again.",
    )


def _left_as_read(case: Case, copy: Copy) -> bool:
    return case.unread_only and SEEN in copy.flags


def _read_since(copies: Sequence[Copy]) -> Decision:
    return Decision(
        outcome=Outcome.NOT_ACTIONABLE,
        traces=tuple(seen(copy) for copy in copies),
        note="It has been read, and the plan is for unread mail only.",
    )


def _arrived(there: Sequence[Copy], resumed: tuple[Trace, ...]) -> Decision:
    if resumed:
        note = "An attempt that was interrupted moved it."
        return Decision(outcome=Outcome.SUCCESS, traces=resumed, note=note)
    traces = tuple(seen(copy) for copy in there)
    return Decision(outcome=Outcome.ALREADY_IN_DESTINATION, traces=traces)


def _would_unhide(case: Case, copy: Copy) -> bool:
    """Soft-deleted mail is shown again only when the plan was made of soft-deleted mail."""
    return (
        copy.place is Place.RECOVERABLE
        and not case.action.deletes
        and case.target.location is not DeliveryLocation.SOFT_DELETED
    )


def _resumed(case: Case, there: Sequence[Copy]) -> tuple[Trace, ...]:
    """What an attempt that broke off has done: copies seen before, and now in the destination.

    Of a hard delete: seen before, and now gone.
    """
    if not case.doubt:
        return ()
    unmoved = {copy.ref for copy in case.copies}
    if _deletes_for_good(case):
        gone = [trace for trace in case.noted if trace.before not in unmoved]
        return tuple(replace(trace, read_back=True) for trace in gone)
    noted = [trace for trace in case.noted if not is_there(case.action, trace.before_place)]
    before = [trace for trace in noted or _hinted(case, there) if trace.before not in unmoved]
    return tuple(_joined(trace, copy) for trace, copy in _pairs(before, there))


def _hinted(case: Case, there: Sequence[Copy]) -> list[Trace]:
    """The plan's own knowledge stands for a note: the copy was where the plan froze it."""
    hint = case.target.hint
    if hint is None or any(copy.ref.folder == hint.folder for copy in there):
        return []
    place = Place.INBOX if hint.folder.upper() == "INBOX" else None
    return [
        Trace(
            before=hint,
            before_place=place,
            flags=copy.flags,
            internal_date=copy.internal_date,
        )
        for copy in there[:1]
    ]


def _pairs(before: Sequence[Trace], there: Sequence[Copy]) -> list[tuple[Trace, Copy]]:
    """Each trace with the copy it became: by GUID where the server has one, else in order."""
    left = list(there)
    found = []
    for trace in before:
        guid = trace.before.guid
        copy = next((copy for copy in left if not guid or copy.ref.guid == guid), None)
        if copy is not None:
            left.remove(copy)
            found.append((trace, copy))
    return found


def _joined(trace: Trace, copy: Copy) -> Trace:
    return replace(
        trace,
        after=copy.ref,
        after_place=copy.place,
        read_back=True,
        flags_kept=same_flags(trace.flags, copy.flags)
        and trace.internal_date == copy.internal_date,
    )


def _whereabouts(case: Case, copies: Sequence[Copy]) -> str:
    hint = case.target.hint
    if hint is None:
        return ""
    moved_on = [copy.ref.folder for copy in copies if copy.ref.folder != hint.folder]
    if not moved_on:
        return ""
    return f"It was no longer in {hint.folder}; it was found in {', '.join(sorted(moved_on))}."


def _put_back(case: Case) -> Decision:
    """Each copy goes back where it was, unless somebody has moved it since."""
    left = list(case.copies)
    steps, at_home, astray = [], [], []
    for one in case.target.back:
        copy = _find_returning(one, left)
        if copy is None:
            continue
        left.remove(copy)
        if copy.ref.folder == one.folder or (one.place and copy.place is one.place):
            at_home.append((one, copy))
        elif copy.ref.folder == one.now.folder:
            steps.append(Step(copy=copy, to=one.place or one.folder, like=one))
        else:
            astray.append(copy)
    home = tuple(_returned(one, copy) for one, copy in at_home)
    if steps:
        return Decision(steps=tuple(steps), traces=home if case.doubt else ())
    if at_home:
        outcome = Outcome.SUCCESS if case.doubt else Outcome.ALREADY_IN_DESTINATION
        return Decision(outcome=outcome, traces=home)
    return Decision(
        outcome=Outcome.DRIFTED,
        traces=tuple(seen(copy) for copy in astray or case.copies),
        note="Somebody has moved it since; it was left where it is.",
    )


def _find_returning(one: Return, copies: Sequence[Copy]) -> Copy | None:
    """The copy itself if it is still there, else the same mail back home, else anywhere."""
    guid = one.now.guid
    same = [copy for copy in copies if not guid or copy.ref.guid == guid]
    tests = (
        lambda copy: copy.ref == one.now,
        lambda copy: copy.ref.folder == one.now.folder,
        lambda copy: copy.ref.folder == one.folder,
        lambda _: True,
    )
    return next((copy for test in tests for copy in same if test(copy)), None)


def _returned(one: Return, copy: Copy) -> Trace:
    return Trace(
        before=one.now,
        before_place=None,
        flags=one.flags,
        internal_date=one.internal_date,
        after=copy.ref,
        after_place=copy.place,
        read_back=True,
        flags_kept=same_flags(one.flags, copy.flags) and one.internal_date == copy.internal_date,
    )
