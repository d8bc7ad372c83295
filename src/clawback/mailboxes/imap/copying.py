"""Moves where a server lacks MOVE: copy, look, then expunge the one that was copied.

A break between the copy and the expunge leaves two mails. So the destination is looked at first,
and what already lies there is only taken away from where it came.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from clawback.mailboxes.encoding import uid_sets
from clawback.mailboxes.imap.account import Account
from clawback.mailboxes.imap.expunging import expunge_uids
from clawback.mailboxes.imap.finding import fetch_whole
from clawback.mailboxes.imap.responses import Fetched, uid_map
from clawback.mailboxes.port import Copy, RefusedError
from clawback.model.fingerprint import header_fingerprint


def move_by_copying(
    account: Account, folder: str, validity: int, copies: Sequence[Copy], target: str
) -> Mapping[int, Copy]:
    """The copies that are now in the target and no longer in the folder, by their former UID.

    Raises:
        RefusedError: the server cannot expunge single mails either, or says no.
    """
    if not account.features.has(b"UIDPLUS"):
        raise RefusedError(f"{account.settings.name} can neither move nor expunge single mails.")
    here, present = account.look(folder, [copy.ref.uid for copy in copies], headers=True)
    if here != validity:
        return {}
    headers = {item.uid: item for item in present}
    waiting = [copy for copy in copies if copy.ref.uid in headers]
    after = dict(_already_there(account, waiting, headers, target))
    after |= _copied(account, folder, [c for c in waiting if c.ref.uid not in after], target)
    account.visit(folder, write=True)
    expunge_uids(account, after)
    return after


def _copied(
    account: Account, folder: str, copies: Sequence[Copy], target: str
) -> Mapping[int, Copy]:
    by_uid = {copy.ref.uid: copy for copy in copies}
    after: dict[int, Copy] = {}
    account.visit(folder, write=True)
    for uid_set in uid_sets(by_uid):
        answer = account.connection.run(b"UID COPY", uid_set, account.spelled(target)).ensure(
            f"to copy mail to {target}"
        )
        validity, uids = uid_map(answer.code(b"COPYUID") or b"")
        for old, new in uids.items():
            if old in by_uid:
                moved = account.moved_copy(by_uid[old], target, validity, new)
                after[old] = moved
    return after


def _already_there(
    account: Account, copies: Sequence[Copy], headers: Mapping[int, Fetched], target: str
) -> Mapping[int, Copy]:
    """What an earlier, broken attempt copied: the same id, or the same bytes."""
    validity, items = account.look_at_all(target, headers=True)
    if validity is None:
        return {}
    there: dict[str, list[Copy]] = {}
    for item in items:
        there.setdefault(_identity(item), []).append(account.copy_of(target, validity, item))
    found: dict[int, Copy] = {}
    for copy in copies:
        for twin in there.get(_identity(headers[copy.ref.uid]), []):
            if copy.ref.guid or fetch_whole(account, twin) == fetch_whole(account, copy):
                found[copy.ref.uid] = twin
    return found


def _identity(item: Fetched) -> str:
    return item.guid or header_fingerprint(item.header or b"")
