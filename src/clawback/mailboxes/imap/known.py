"""Known mails over IMAP: one FETCH, one MOVE, one look into both folders."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from clawback.mailboxes.encoding import uid_sets
from clawback.mailboxes.imap.account import Account
from clawback.mailboxes.imap.connection import Command
from clawback.mailboxes.imap.finding import Search, neighbours
from clawback.mailboxes.imap.responses import Response, flag_words, items, lasting_id, moment
from clawback.mailboxes.known import Arrived, Known, Sight, Standing
from clawback.mailboxes.port import Place
from clawback.mailboxes.settings import FurtherCopies

_Seen = tuple[str, Sight]  # lasting id, and what the mail has

# What Dovecot answers, item by item in the order we ask; anything else takes the slow way.
_USUAL = re.compile(
    rb'^\* \d+ FETCH \(UID (\d+) FLAGS \(([^()"\r\n]*)\) INTERNALDATE "([^"\\\r\n]{26})"'
    rb" X-GUID ([^\s()\"{]+)\)\r\n",
    re.MULTILINE,
)
_UID_ONLY = b"(UID)"


def look_at_known(account: Account, known: Known) -> Standing:
    """Those mails that stand there with their lasting id and without a twin close by."""
    if not _can_be_quick(account):
        return Standing(known=known)
    uids = set(known.guids)
    search = Search(known.message_ids.values(), account)
    commands = [_fetch(account, uid_set) for uid_set in uid_sets(uids)]
    commands += [search.command(uid_set) for uid_set in uid_sets(neighbours(uids))]
    validity, brought = account.enter(known.folder, commands)
    if validity != known.uid_validity:
        return Standing(known=known)
    there = _believed(known.guids, sights(brought))
    for message_id in {name for uid, name in search.hits(brought).items() if uid not in uids}:
        there = _without(there, message_id, known)
    return Standing(known=known, place=account.folders.place_of(known.folder), there=there)


def move_known(account: Account, standing: Standing, to: Place) -> Arrived:
    """Moves with MOVE (RFC 6851), and believes what a look at both folders proves.

    Raises:
        RefusedError: the place's folder is missing and cannot be made.
    """
    known, target = standing.known, account.folder_for(to)
    here, _ = account.visit(known.folder, write=True)
    if here != known.uid_validity or known.folder == target:
        return Arrived(folder=target)
    validity, uids = _move(account, standing.there, target)
    return _look_back(account, known, target, validity, uids)


def sights(responses: Iterable[Response]) -> dict[int, _Seen]:
    """The mails among these responses that tell UID, flags, date and lasting id."""
    lines = [response[0] for response in responses if len(response) == 1]
    lines = [line for line in lines if b" FETCH (" in line]
    rows = _USUAL.findall(b"".join(lines))
    if len(rows) == len(lines):
        return {
            int(uid): (guid.decode("latin-1"), _sight(flags, date))
            for uid, flags, date, guid in rows
        }
    return dict(seen for line in lines if (seen := _slowly(line)) is not None)


def _can_be_quick(account: Account) -> bool:
    """Without MOVE or lasting ids, or to look everywhere, more thought is needed."""
    features = account.features
    near = account.settings.further_copies is FurtherCopies.NEAR
    return near and features.stable_ids and features.has(b"MOVE")


def _fetch(account: Account, uid_set: bytes) -> Command:
    item = account.features.guid_item
    return (b"UID FETCH", uid_set, b"(UID FLAGS INTERNALDATE " + item + b")")


def _believed(guids: Mapping[int, str], seen: Mapping[int, _Seen]) -> dict[int, Sight]:
    return {uid: sight for uid, (guid, sight) in seen.items() if guids.get(uid) == guid}


def _without(there: dict[int, Sight], message_id: str, known: Known) -> dict[int, Sight]:
    """Leaves out the mail with this Message-ID; all of them when the server did not say which."""
    if not message_id:
        return {}
    return {uid: sight for uid, sight in there.items() if known.message_ids[uid] != message_id}


def _move(account: Account, uids: Iterable[int], target: str) -> tuple[int, dict[int, int]]:
    """The target's UIDVALIDITY, and the new UIDs of what the server says it moved."""
    validity, moved = 0, dict[int, int]()
    for uid_set in uid_sets(uids):
        answer = account.connection.run(b"UID MOVE", uid_set, account.spelled(target))
        if not answer.ok:
            break
        account.keep_in_step()  # MOVE ends with the folder as it now is
        validity, mapped = account.copied(answer)
        moved |= mapped
    return validity, moved


def _look_back(
    account: Account, known: Known, target: str, validity: int, uids: Mapping[int, int]
) -> Arrived:
    asked = [uid for uid in uids if uid in known.guids]
    if not asked:
        return Arrived(folder=target)
    old: list[Command] = [(b"UID FETCH", uid_set, _UID_ONLY) for uid_set in uid_sets(asked)]
    new = [_fetch(account, uid_set) for uid_set in uid_sets(uids[uid] for uid in asked)]
    left, here, brought = account.go_on_to(target, old, new)
    if left is None or here != validity:
        return Arrived(folder=target)
    seen, still = sights(brought), _present(left)
    there = {
        uid: found[1]
        for uid in asked
        if (found := seen.get(uids[uid])) and found[0] == known.guids[uid] and uid not in still
    }
    return Arrived(
        folder=target,
        uid_validity=validity,
        place=account.folders.place_of(target),
        uids=uids,
        there=there,
    )


def _present(responses: Sequence[Response]) -> set[int]:
    """The UIDs that any FETCH among these responses tells of."""
    found = (items(response).get(b"UID") for response in responses if b"FETCH" in response[0])
    return {int(uid) for uid in found if isinstance(uid, bytes)}


def _slowly(line: bytes) -> tuple[int, _Seen] | None:
    found = items((line,))
    uid, flags, date = found.get(b"UID"), found.get(b"FLAGS"), found.get(b"INTERNALDATE")
    if not (isinstance(uid, bytes) and isinstance(flags, list) and isinstance(date, bytes)):
        return None
    named = b" ".join(flag for flag in flags if isinstance(flag, bytes))
    return int(uid), (lasting_id(found), _sight(named, date))


@lru_cache(maxsize=65536)
def _sight(flags: bytes, date: bytes) -> Sight:
    return Sight(flag_words(flags), moment(date))
