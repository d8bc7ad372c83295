"""Puts back what was deleted for good and kept in escrow: looks, appends what is missing, looks.

To append twice is to have the mail twice; so nothing is put where the same mail already lies, and
an attempt that broke off is looked for like any other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from clawback.jobs.block import Result
from clawback.jobs.handler import Watch
from clawback.mailboxes.port import (
    Copy,
    FolderMissingError,
    Original,
    Place,
    RefusedError,
    Session,
)
from clawback.remediation import evidence
from clawback.remediation.deed import Errand
from clawback.remediation.escrow import Escrow, EscrowMissingError
from clawback.remediation.evidence import Evidence, Trace
from clawback.remediation.outcome import Outcome
from clawback.remediation.target import Return


@dataclass(slots=True)
class _Restoring:
    """One item: what lies there already, what has still to be put back, and what that brought."""

    errand: Errand
    there: list[Trace] = field(default_factory=list)
    missing: list[Return] = field(default_factory=list)
    put: list[tuple[Return, Copy]] = field(default_factory=list)
    problem: tuple[Outcome, str] | None = None


class Restoration:
    """Carries out one block's errands in one session."""

    def __init__(self, session: Session, watch: Watch, escrow: Escrow) -> None:
        self._session = session
        self._watch = watch
        self._escrow = escrow

    def carry_out(self, errands: Sequence[Errand]) -> None:
        """Ends every errand; what cannot be proved stays unknown."""
        restoring = self._look(errands)
        for one in restoring:
            for wanted in one.missing:
                self._put(one, wanted)
        self._prove([one for one in restoring if one.put])
        for one in restoring:
            self._end(one)

    def look(self, errands: Sequence[Errand]) -> None:
        """Ends what a broken-off attempt has done, and touches nothing."""
        restoring = self._look(errands)
        for one in restoring:
            if not one.missing:
                self._end(one)
        self._watch.clear(one.errand.item.seq for one in restoring if one.missing)

    def _look(self, errands: Sequence[Errand]) -> list[_Restoring]:
        """What lies in the mailbox already; each copy counts for one errand only."""
        wanted = [errand.target.wanted for errand in errands]
        found = self._session.find(list(dict.fromkeys(wanted)))
        taken: set[tuple[str, int, str]] = set()
        looked = []
        for errand, one in zip(errands, wanted, strict=True):
            state = _Restoring(errand)
            left = [copy for copy in found.get(one, ()) if _key(copy) not in taken]
            for back in errand.target.back:
                copy = next((copy for copy in left if _is_home(back, copy)), None)
                if copy is None:
                    state.missing.append(back)
                    continue
                left.remove(copy)
                taken.add(_key(copy))
                state.there.append(_restored(back, copy))
            looked.append(state)
        return looked

    def _put(self, one: _Restoring, back: Return) -> None:
        if one.problem is not None:
            return
        try:
            original = self._escrow.open(back.escrow)
            self._watch.permit([one.errand.item.seq])
            one.put.append((back, self._append(back, original)))
        except EscrowMissingError as error:
            one.problem = Outcome.NOT_ACTIONABLE, str(error)
        except RefusedError as error:
            one.problem = Outcome.FAILED, str(error)

    def _append(self, back: Return, original: Original) -> Copy:
        try:
            return self._session.restore(original, back.place or back.folder)
        except FolderMissingError:
            return self._session.restore(original, Place.INBOX)

    def _prove(self, restored: Sequence[_Restoring]) -> None:
        """Keeps what a look finds where it was put."""
        refs = [copy.ref for one in restored for _, copy in one.put]
        seen = self._session.verify(refs)
        for one in restored:
            one.there += [
                _restored(back, found)
                for back, copy in one.put
                if (found := seen.get(copy.ref)) is not None
            ]

    def _end(self, one: _Restoring) -> None:
        expected = len(one.errand.target.back)
        note = ""
        if one.problem is not None:
            outcome, note = one.problem
        elif len(one.there) < expected:
            outcome, note = Outcome.UNKNOWN, "The server took the mail, and does not show it."
        elif one.put or self._watch.in_doubt(one.errand.item.seq):
            outcome = Outcome.SUCCESS
            note = _note(one)
        else:
            outcome = Outcome.ALREADY_IN_DESTINATION
        block, seq = self._watch.block, one.errand.item.seq
        proof = Evidence(
            server=block.server_key, account=block.account, traces=tuple(one.there), note=note
        )
        doubt = outcome is Outcome.UNKNOWN
        self._watch.finish([Result(seq, outcome.value, evidence.encode(proof), doubt)])


def _note(one: _Restoring) -> str:
    gone = next((b for b, copy in one.put if not _is_home(b, copy)), None)
    if gone is None:
        return ""
    return f"Its former folder {gone.folder} is gone; it was put into the Inbox."


def _key(copy: Copy) -> tuple[str, int, str]:
    return copy.ref.folder, copy.ref.uid, copy.ref.guid


def _is_home(back: Return, copy: Copy) -> bool:
    return copy.ref.folder == back.folder or (back.place is not None and copy.place is back.place)


def _restored(back: Return, copy: Copy) -> Trace:
    return Trace(
        before=back.now,
        before_place=None,
        flags=back.flags,
        internal_date=back.internal_date,
        after=copy.ref,
        after_place=copy.place,
        read_back=True,
        flags_kept=evidence.same_flags(back.flags, copy.flags)
        and back.internal_date == copy.internal_date,
        escrow=back.escrow,
    )
