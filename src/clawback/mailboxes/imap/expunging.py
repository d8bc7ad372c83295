"""Removes mail for good: from its folder, then from where Dovecot's lazy_expunge keeps it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from clawback.mailboxes.encoding import uid_sets
from clawback.mailboxes.imap.account import Account
from clawback.mailboxes.port import Copy, RefusedError
from clawback.model.location import MailboxRef


def expunge(account: Account, groups: Mapping[tuple[str, int], Sequence[Copy]]) -> list[Copy]:
    """Expunges copies, grouped by folder and UIDVALIDITY; gives those that are gone everywhere.

    Raises:
        RefusedError: the server cannot expunge single mails, or says no.
    """
    left: set[MailboxRef] = set()
    for (folder, validity), copies in groups.items():
        left |= _expunge_folder(account, folder, validity, copies)
    every = [copy for copies in groups.values() for copy in copies]
    kept = _empty_store(account, {copy.ref.guid for copy in every} - {""})
    return [copy for copy in every if copy.ref not in left and copy.ref.guid not in kept]


def expunge_uids(account: Account, uids: Iterable[int]) -> None:
    """Expunges these mails of the selected folder, and no others (RFC 4315 §2.1).

    Raises:
        RefusedError: the server has only a folder-wide EXPUNGE, or says no.
    """
    if not account.features.has(b"UIDPLUS"):
        raise RefusedError(
            f"{account.settings.name} cannot expunge single mails (no UIDPLUS); "
            "expunging a whole folder would remove what its owner only marked."
        )
    for uid_set in uid_sets(uids):
        account.connection.run(b"UID STORE", uid_set, b"+FLAGS.SILENT (\\Deleted)").ensure(
            "to mark mail as deleted"
        )
        account.connection.run(b"UID EXPUNGE", uid_set).ensure("to expunge mail")


def _expunge_folder(
    account: Account, folder: str, validity: int, copies: Sequence[Copy]
) -> set[MailboxRef]:
    """Expunges in one folder; gives what is still there after it."""
    uids = [copy.ref.uid for copy in copies]
    here, present = account.look(folder, uids, write=True)
    if here != validity:
        return {copy.ref for copy in copies} if here is not None else set()
    if present:
        expunge_uids(account, [item.uid for item in present])
    _, after = account.look(folder, uids)
    still = {item.uid for item in after}
    return {copy.ref for copy in copies if copy.ref.uid in still}


def _empty_store(account: Account, guids: set[str]) -> set[str]:
    """Expunges these mails from the store of expunged mail; gives the GUIDs still in it."""
    store = account.settings.expunged_folder
    if not guids or store is None or store not in account.folders.by_name:
        return set()
    uids = [uid for uid, guid in _stored(account, store).items() if guid in guids]
    if not uids:
        return set()
    expunge_uids(account, uids)
    return guids & set(_stored(account, store).values())


def _stored(account: Account, store: str) -> dict[int, str]:
    _, found = account.look_at_all(store, write=True)
    return {item.uid: item.guid for item in found}
