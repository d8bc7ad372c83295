"""The plain items of a block, nearly all of a bulk job, done as columns and not one by one.

Plain is a mail that stands where the plan froze it, alone, and is not in the action's destination
yet: `decision.decide` would move it and say no more. These are picked out, moved and proved here;
whatever is not proved here is left to the `Visit`, which thinks about each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from clawback.jobs.block import Item, Result
from clawback.jobs.handler import Watch
from clawback.mailboxes.known import Arrived, Known, MovesKnown, Standing
from clawback.mailboxes.matching import searchable
from clawback.mailboxes.port import FolderMissingError, Place, RefusedError
from clawback.remediation import evidence
from clawback.remediation.action import Action, is_there
from clawback.remediation.evidence import Trace
from clawback.remediation.outcome import Outcome
from clawback.remediation.target import Frozen

_SUCCESS = Outcome.SUCCESS.value


@dataclass(slots=True)
class Group:
    """Mails of one folder by UID: the item, lasting id and Message-ID of each."""

    seqs: dict[int, int] = field(default_factory=dict)
    guids: dict[int, str] = field(default_factory=dict)
    message_ids: dict[int, str] = field(default_factory=dict)


def move_plain(
    session: MovesKnown, watch: Watch, action: Action, frozen: Sequence[Frozen]
) -> dict[int, Trace]:
    """Moves and ends what is plain.

    `frozen` are the block's items as the plan has them, in the block's order. Gives, by item, what
    was seen before of those that may have been moved but are not proved.
    """
    unproved: dict[int, Trace] = {}
    to = action.destination
    if to is None:
        return unproved
    for (folder, validity), group in candidates(watch.block.items, frozen).items():
        known = Known(
            folder=folder,
            uid_validity=validity,
            guids=group.guids,
            message_ids=group.message_ids,
        )
        standing = session.look_at_known(known)
        if not standing.there or standing.place is Place.RECOVERABLE:
            continue
        if not is_there(action, standing.place):
            unproved |= _move(session, watch, group, standing, to)
    return unproved


def candidates(items: Sequence[Item], frozen: Sequence[Frozen]) -> dict[tuple[str, int], Group]:
    """Items that may be plain, by folder and UIDVALIDITY.

    Not those in doubt, of an undo, without a whole known place, or with a Message-ID that no search
    takes; nor any whose mail another item of the block may be looking for, too.
    """
    shared = _shared(frozen)
    groups: dict[tuple[str, int], Group] = {}
    for item, one in zip(items, frozen, strict=True):
        if item.doubt or one.back or one.sent or one.hint is None or not searchable(one.message_id):
            continue
        folder, validity, uid, guid = one.hint
        if not (uid and validity and guid) or (shared and not shared.isdisjoint(_marks(one))):
            continue
        group = groups.get((folder, validity))
        if group is None:
            group = groups[folder, validity] = Group()
        group.seqs[uid] = item.seq
        group.guids[uid] = guid
        group.message_ids[uid] = one.message_id
    return groups


def _move(
    session: MovesKnown, watch: Watch, group: Group, standing: Standing, to: Place
) -> dict[int, Trace]:
    """Moves what stands in one folder and ends what is proved; gives what was seen of the rest."""
    seqs = group.seqs
    watch.permit([seqs[uid] for uid in standing.there])
    try:
        arrived = session.move_known(standing, to)
    except (FolderMissingError, RefusedError):
        arrived = Arrived(folder="")
    block = watch.block
    watch.finish(
        Result(seqs[uid], _SUCCESS, proof)
        for uid, proof in evidence.encode_arrived(
            block.server_key, block.account, standing, arrived
        )
    )
    return {
        seqs[uid]: evidence.stood(block.server_key, block.account, standing, uid)
        for uid in standing.there.keys() - arrived.there.keys()
    }


def _marks(one: Frozen) -> tuple[object, ...]:
    """By which it shows that two items may be after the same mail."""
    return one.message, one.message_id, one.fingerprint, _place(one)


def _place(one: Frozen) -> tuple[object, ...] | None:
    return tuple(one.hint) if one.hint else None


def _shared(frozen: Sequence[Frozen]) -> set[object]:
    """Marks that more than one item has."""
    columns: tuple[list[object], ...] = (
        [one.message for one in frozen],
        [one.message_id for one in frozen],
        [one.fingerprint for one in frozen],
        [place for one in frozen if (place := _place(one))],
    )
    return {
        mark
        for column in columns
        if len(set(column)) != len(column)
        for mark, times in Counter(column).items()
        if times > 1
    }
