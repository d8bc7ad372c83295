"""Taking a remediation back: which deliveries can be returned, and where to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from clawback.jobs.job import Entry
from clawback.model.errors import ConflictError
from clawback.remediation import evidence, target
from clawback.remediation.action import location_of
from clawback.remediation.evidence import Trace
from clawback.remediation.outcome import Outcome
from clawback.remediation.selection import Numbers, Reason, Selection, refused, shares_of
from clawback.remediation.target import Return, Target

_GONE = "It was deleted for good and cannot be put back."


class NothingToUndoError(ConflictError):
    """This remediation has moved nothing that could be put back."""

    code = "nothing_to_undo"


def select(items: Iterable[Entry]) -> Selection:
    """What an undo returns: every copy that the remediation moved, as its evidence says.

    Deliveries it did not change are left out. What it deleted for good is put back from escrow, or
    ends as not actionable where no sealed copy was kept.

    Raises:
        NothingToUndoError: no delivery was changed.
    """
    payloads: dict[tuple[str, str], list[str]] = {}
    settled = []
    messages = set()
    for item in items:
        frozen, traces = target.decode(item.payload), evidence.decode(item.evidence).traces
        moved = [trace for trace in traces if trace.after is not None] or _kept(traces)
        if moved:
            back = returning(frozen, moved)
            payloads.setdefault((back.server, back.account), []).append(target.encode(back))
        elif item.outcome == Outcome.SUCCESS:
            settled.append(refused(replace(frozen, hint=None, back=()), _GONE))
        else:
            continue
        messages.add(frozen.key.network_message_id)
    shares = shares_of(payloads)
    if not shares:
        raise NothingToUndoError(_GONE if settled else None)
    by_server: dict[str, int] = {}
    for share in shares:
        by_server[share.server_key] = by_server.get(share.server_key, 0) + len(share.payloads)
    actionable = sum(by_server.values())
    numbers = Numbers(
        deliveries=actionable + len(settled),
        messages=len(messages),
        mailboxes=len(shares),
        actionable=actionable,
        already_there=0,
        by_server=by_server,
        not_actionable={Reason.DELETED_FOR_GOOD: len(settled)} if settled else {},
    )
    return Selection(shares=shares, settled=tuple(settled), numbers=numbers)


def _kept(traces: Iterable[Trace]) -> list[Trace]:
    """What is gone and lies in escrow, each sealed copy once."""
    held = {trace.escrow: trace for trace in traces if trace.escrow and trace.read_back}
    return list(held.values())


def returning(frozen: Target, moved: Iterable[Trace]) -> Target:
    """The same delivery, to be put back: looked for where it was put."""
    back = tuple(_return(trace) for trace in moved)
    places = [trace.after_place for trace in moved]
    return replace(frozen, hint=back[0].now, location=location_of(places[0]), back=back)


def _return(trace: Trace) -> Return:
    return Return(
        now=trace.after or trace.before,
        folder=trace.before.folder,
        place=trace.before_place,
        flags=trace.flags,
        internal_date=trace.internal_date,
        escrow="" if trace.after else trace.escrow,
    )
