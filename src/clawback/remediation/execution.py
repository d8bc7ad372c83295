"""One visit to one account: look, decide, act, look again.

The rules are in `decision.py`; this is the edge where they meet a mailbox. Copies that share source
and destination are moved in one call, and nothing counts as done before it was read back. What is
plain (nearly all of a bulk job) goes the same way with less ceremony.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from clawback.jobs.block import Result
from clawback.jobs.handler import Watch
from clawback.mailboxes.port import (
    Copy,
    FolderMissingError,
    Place,
    RefusedError,
    Session,
)
from clawback.model.location import MailboxRef
from clawback.remediation import evidence
from clawback.remediation.action import Action
from clawback.remediation.decision import Case, Decision, Step, decide, needs_note, plainly_moved
from clawback.remediation.deed import (
    Deed,
    Doing,
    Errand,
    Seen,
    before_steps,
    doings_of,
    each_once,
    fallback_note,
    look_back,
    noted_of,
    places_of,
    traced,
)
from clawback.remediation.escrow import Deposit
from clawback.remediation.evidence import Evidence, Trace
from clawback.remediation.outcome import Outcome

_Way: TypeAlias = tuple[str, Place | str | None]  # from a folder, to a place

_Found: TypeAlias = "tuple[Errand, tuple[Copy, ...]]"
_Move: TypeAlias = "tuple[Errand, Deed]"

_SUCCESS = Outcome.SUCCESS.value
_ROUNDS = 2  # what a first round could not move or prove gets one more look and try


class Visit:
    """Carries out one block's errands in one session.

    `sweep` looks for copies in every folder; `unread_only` leaves those that have been read. With a
    `deposit`, nothing is deleted for good that it
    does not hold.
    """

    def __init__(
        self,
        session: Session,
        watch: Watch,
        action: Action,
        *,
        sweep: bool = False,
        unread_only: bool = False,
        deposit: Deposit | None = None,
    ) -> None:
        self._session = session
        self._watch = watch
        self._action = action
        self._sweep = sweep
        self._unread_only = unread_only
        self._deposit = deposit
        self._where = (watch.block.server_key, watch.block.account)

    def carry_out(self, errands: Sequence[Errand], tried: Iterable[int] = ()) -> None:
        """Ends every errand, or raises with those that could be ended handed over to the watch.

        `tried` are items that this attempt may have had an effect on already.
        """
        doubts = {errand.item.seq for errand in errands if errand.item.doubt} | set(tried)
        open_errands = list(errands)
        for _ in range(_ROUNDS):
            open_errands = self._round(open_errands, doubts)
            if not open_errands:
                return
            doubts = {errand.item.seq for errand in open_errands}
        self._leave(open_errands)

    def look(self, errands: Sequence[Errand]) -> None:
        """Ends what a broken-off attempt has done, and touches nothing."""
        plans = self._decide(errands, {errand.item.seq for errand in errands})
        self._end(plans, lambda decision: not decision.steps)
        self._watch.clear(errand.item.seq for errand, decision in plans if decision.steps)

    def _round(self, errands: Sequence[Errand], doubts: set[int]) -> list[Errand]:
        """One look and one try; returns what is still open."""
        found = self._find(errands)
        plain, others = self._sorted_out(found, doubts)
        plans = self._plans(others, doubts)
        self._end(plans, lambda decision: not decision.steps)
        acting = doings_of(plans)
        if not acting and not plain:
            return []
        self._keep_sealed(acting)
        self._note(acting)
        moves = self._move_plain(plain)
        self._act(acting)
        seen = self._session.verify(places_of([*(deed for _, deed in moves), *each_once(acting)]))
        acting += self._conclude_plain(moves, seen)
        look_back(acting, seen)
        return self._conclude(acting)

    def _sorted_out(
        self, found: Sequence[_Found], doubts: set[int]
    ) -> tuple[list[_Found], list[_Found]]:
        """What is plain, and what must be thought about, such as a copy that two errands share."""
        owners = Counter(_key(copy) for _, copies in found for copy in copies)
        plain: list[_Found] = []
        others: list[_Found] = []
        for errand, copies in found:
            quick = (
                errand.item.seq not in doubts
                and not self._unread_only
                and plainly_moved(self._action, errand.target, copies)
            )
            alone = quick and owners[_key(copies[0])] == 1
            (plain if alone else others).append((errand, copies))
        return plain, others

    def _find(self, errands: Sequence[Errand]) -> list[_Found]:
        wanted = [errand.target.wanted for errand in errands]
        asked = list(dict.fromkeys(wanted))
        if self._sweep:
            found = self._session.find(asked, everywhere=True)
        else:
            found = self._session.find(asked)
        return [(errand, found.get(one, ())) for errand, one in zip(errands, wanted, strict=True)]

    def _move_plain(self, plain: Sequence[_Found]) -> list[_Move]:
        """Moves what needs no thought, folder by folder; each copy is wanted once here."""
        folders: dict[str, list[_Found]] = {}
        for one in plain:
            folders.setdefault(one[1][0].ref.folder, []).append(one)
        to = self._action.destination
        moves: list[_Move] = []
        for group in folders.values():
            self._watch.permit([errand.item.seq for errand, _ in group])
            deeds = [Deed(Step(copy=copies[0], to=to)) for _, copies in group]
            self._try(deeds, to)
            moves += [(errand, deed) for (errand, _), deed in zip(group, deeds, strict=True)]
        return moves

    def _conclude_plain(self, moves: Sequence[_Move], seen: Seen) -> list[Doing]:
        """Ends what was moved and read back; the rest is left to be thought about."""
        results, rest = [], []
        for errand, deed in moves:
            before, after = deed.step.copy, deed.after
            found = None if after is None else seen.get(after.ref)
            if found is None or seen.get(before.ref) is not None:
                rest.append(Doing(errand, Decision(steps=(deed.step,)), (deed,)))
                continue
            proof = evidence.encode_moved(before, found)
            results.append(Result(errand.item.seq, _SUCCESS, proof))
        self._watch.finish(results)
        return rest

    def _decide(self, errands: Sequence[Errand], doubts: set[int]) -> list[tuple[Errand, Decision]]:
        return self._plans(self._find(errands), doubts)

    def _plans(self, found: Sequence[_Found], doubts: set[int]) -> list[tuple[Errand, Decision]]:
        plans = [
            (errand, decide(self._case(errand, copies, doubt=errand.item.seq in doubts)))
            for errand, copies in found
        ]
        return self._recognise_strangers(plans)

    def _case(self, errand: Errand, copies: tuple[Copy, ...], *, doubt: bool) -> Case:
        return Case(
            action=self._action,
            target=errand.target,
            copies=copies,
            doubt=doubt,
            noted=errand.noted,
            unread_only=self._unread_only,
        )

    def _recognise_strangers(
        self, plans: list[tuple[Errand, Decision]]
    ) -> list[tuple[Errand, Decision]]:
        """Where nothing was found but something stands at the frozen place, it is another mail."""
        hints = {
            errand.item.seq: errand.target.hint
            for errand, decision in plans
            if decision.outcome is Outcome.NOT_FOUND and _is_exact(errand.target.hint)
        }
        if not hints:
            return plans
        seen = self._session.verify([ref for ref in hints.values() if ref is not None])
        return [
            (errand, _stranger() if _occupied(hints.get(errand.item.seq), seen) else decision)
            for errand, decision in plans
        ]

    def _end(
        self, plans: Iterable[tuple[Errand, Decision]], which: Callable[[Decision], bool]
    ) -> None:
        self._watch.finish(
            self._result(
                errand, decision.outcome or Outcome.UNKNOWN, decision.traces, decision.note
            )
            for errand, decision in plans
            if which(decision)
        )

    def _keep_sealed(self, acting: Sequence[Doing]) -> None:
        """Puts a sealed copy of what will be deleted for good into escrow."""
        deeds = [deed for deed in each_once(acting) if deed.step.to is None]
        if self._deposit is None or not deeds:
            return
        kept = self._deposit.keep(self._session, [deed.step.copy for deed in deeds])
        for deed in deeds:
            deed.escrow = kept.get(deed.step.copy.ref, "")

    def _note(self, acting: Sequence[Doing]) -> None:
        notes = [
            Result(doing.errand.item.seq, "", self._evidence(noted_of(doing), ""))
            for doing in acting
            if needs_note(self._action, doing.errand.target, doing.decision)
        ]
        self._watch.note(notes)

    def _act(self, acting: Sequence[Doing]) -> None:
        """Moves what shares source and destination in one call, each copy once."""
        groups: dict[_Way, dict[int, Deed]] = {}
        owners: dict[_Way, list[int]] = {}
        for doing in acting:
            for deed in doing.deeds:
                way = (deed.step.copy.ref.folder, deed.step.to)
                groups.setdefault(way, {})[id(deed)] = deed
                owners.setdefault(way, []).append(doing.errand.item.seq)
        for way, deeds in groups.items():
            self._watch.permit(owners[way])
            self._try(list(deeds.values()), way[1])

    def _try(self, deeds: Sequence[Deed], to: Place | str | None) -> None:
        refusal = ""
        try:
            self._effect(deeds, to)
        except FolderMissingError as error:
            if isinstance(to, str) and not isinstance(to, Place):
                self._try(deeds, Place.INBOX)
                return
            refusal = str(error)
        except RefusedError as error:
            refusal = str(error)
        for deed in deeds:
            deed.refusal = refusal

    def _effect(self, deeds: Sequence[Deed], to: Place | str | None) -> None:
        if to is None and self._deposit is not None:
            deeds = [deed for deed in deeds if deed.escrow]  # what is not kept is gone, or stays
        copies = [deed.step.copy for deed in deeds]
        if to is None:
            gone = {copy.ref for copy in self._session.delete(copies)} if copies else set()
            for deed in deeds:
                deed.gone = deed.step.copy.ref in gone
            return
        moved = {_key(one.before): one.after for one in self._session.move(copies, to)}
        for deed in deeds:
            deed.after = moved.get(_key(deed.step.copy))

    def _conclude(self, acting: Sequence[Doing]) -> list[Errand]:
        """Ends what is proved or refused, returns the rest."""
        results, rest = [], []
        for doing in acting:
            errand, decision, deeds = doing.errand, doing.decision, doing.deeds
            refusal = next((d.refusal for d in deeds if d.refusal and d.still_there), "")
            if not refusal and not all(deed.proved for deed in deeds):
                rest.append(replace(errand, noted=noted_of(doing)))
                continue
            traces = decision.traces + tuple(traced(deed) for deed in deeds)
            outcome = Outcome.FAILED if refusal else Outcome.SUCCESS
            note = refusal or decision.note or fallback_note(deeds)
            results.append(self._result(errand, outcome, traces, note))
        self._watch.finish(results)
        return rest

    def _leave(self, errands: Sequence[Errand]) -> None:
        """What two rounds could neither do nor prove is said to be so."""
        plans = self._decide(errands, {errand.item.seq for errand in errands})
        self._end(plans, lambda decision: not decision.steps)
        note = "The server took the command, yet the mail is still there."
        self._watch.finish(
            self._result(errand, Outcome.FAILED, before_steps(decision.steps), note)
            for errand, decision in plans
            if decision.steps
        )

    def _result(
        self, errand: Errand, outcome: Outcome, traces: tuple[Trace, ...], note: str
    ) -> Result:
        doubt = outcome is Outcome.UNKNOWN
        return Result(errand.item.seq, outcome.value, self._evidence(traces, note), doubt)

    def _evidence(self, traces: tuple[Trace, ...], note: str) -> str:
        server, account = self._where
        return evidence.encode(Evidence(server=server, account=account, traces=traces, note=note))


def _key(copy: Copy) -> tuple[str, int, str]:
    """Tells the copies of one account apart, more cheaply than their whole places do."""
    ref = copy.ref
    return ref.folder, ref.uid, ref.guid


def _is_exact(hint: MailboxRef | None) -> bool:
    return hint is not None and bool(hint.uid or hint.guid)


def _occupied(hint: MailboxRef | None, seen: Mapping[MailboxRef, Copy | None]) -> bool:
    return hint is not None and seen.get(hint) is not None


def _stranger() -> Decision:
    note = "Another mail stands where the plan saw this one; it was left alone."
    return Decision(outcome=Outcome.DRIFTED, note=note)
