"""What a server can do, and the traps it has set: asked, and where an account is given, tried."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from secrets import token_hex

from clawback.mailboxes.encoding import Literal, date_time, text
from clawback.mailboxes.imap.account import Account
from clawback.mailboxes.imap.expunging import expunge_uids
from clawback.mailboxes.imap.responses import tokens, uid_map
from clawback.mailboxes.port import Capabilities, Place
from clawback.mailboxes.settings import ImapSettings

_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
_OWNER = {b"-owner", b"-#owner"}
_SEES = {ord("l"), ord("r")}

NO_PROBE = "Name a probe_account to learn more: what a server can do is only told after a login."
NO_MOVE = "It lacks MOVE: mail is copied, checked and expunged instead, which is slower."
NO_UIDPLUS = "It lacks UIDPLUS: nothing can be deleted for good without touching other mail."
NO_IDS = "It has no lasting ids: mail that its owner moved is found by its headers."
VISIBLE = (
    "Soft-deleted mail is not hidden: owners can see the folder {folder}. "
    "Deny it to them in the server's access list."
)
DOUBLES = (
    "Every move leaves a second copy in {store}: set lazy_expunge_only_last_instance = yes "
    "on the server before you remediate."
)


def capabilities_of(
    words: frozenset[bytes], account: Account | None, settings: ImapSettings
) -> Capabilities:
    """The server's abilities; without an account only what it says before a login."""
    if account is None:
        return Capabilities(
            move=b"MOVE" in words, hidden_recoverable=False, stable_ids=False, notes=(NO_PROBE,)
        )
    hidden = _hidden(account)
    return Capabilities(
        move=b"MOVE" in words,
        hidden_recoverable=hidden,
        stable_ids=account.features.stable_ids,
        notes=tuple(_notes(account, settings, hidden=hidden)),
    )


def _notes(account: Account, settings: ImapSettings, *, hidden: bool) -> Iterator[str]:
    if not account.features.has(b"MOVE"):
        yield NO_MOVE
    if not account.features.has(b"UIDPLUS"):
        yield NO_UIDPLUS
    if not account.features.stable_ids:
        yield NO_IDS
    if not hidden:
        yield VISIBLE.format(folder=settings.recoverable_folder)
    if _moves_leave_doubles(account):
        yield DOUBLES.format(store=settings.expunged_folder)


def _hidden(account: Account) -> bool:
    """Whether the access list takes the right to see the folder from its owner (RFC 4314)."""
    if not account.features.has(b"ACL"):
        return False
    folder = account.folder_for(Place.RECOVERABLE)
    answer = account.connection.run(b"GETACL", account.spelled(folder))
    for response in answer.lines(b"ACL"):
        words = tokens((response[0][6:], *response[1:]))[1:]
        for identifier, rights in zip(words[::2], words[1::2], strict=False):
            if identifier in _OWNER and isinstance(rights, bytes) and set(rights) >= _SEES:
                return True
    return False


def _moves_leave_doubles(account: Account) -> bool:
    """Tries it: a mail of ours is moved between two folders; does the store get a copy of it?"""
    store = account.settings.expunged_folder
    if (
        store is None
        or store not in account.folders.by_name
        or not {b"MOVE", b"UIDPLUS"} <= account.features.capabilities
        or not account.features.stable_ids
    ):
        return False
    folder = f"clawback-probe-{token_hex(4)}"
    account.connection.run(b"CREATE", text(folder)).ensure("to create a folder to try a move in")
    try:
        return _try_move(account, folder, account.folder_for(Place.RECOVERABLE), store)
    finally:
        account.visit("INBOX")
        account.connection.run(b"DELETE", text(folder))


def _try_move(account: Account, folder: str, target: str, store: str) -> bool:
    raw = b"Subject: Clawback tries a move\r\nFrom: clawback\r\n\r\nMay be deleted.\r\n"
    account.connection.run(b"APPEND", text(folder), date_time(_EPOCH), Literal(raw)).ensure(
        "to take a mail"
    )
    _, found = account.look_at_all(folder, write=True)
    guids = {item.guid for item in found}
    moved = account.connection.run(b"UID MOVE", b"1:*", account.spelled(target)).ensure("to move")
    _, uids = uid_map(moved.code(b"COPYUID") or b"")
    doubles = _with_guids(account, store, guids)
    _remove(account, store, doubles)
    _remove(account, target, list(uids.values()))
    _remove(account, store, _with_guids(account, store, guids))
    return bool(doubles)


def _with_guids(account: Account, folder: str, guids: set[str]) -> list[int]:
    _, found = account.look_at_all(folder, write=True)
    return [item.uid for item in found if item.guid in guids]


def _remove(account: Account, folder: str, uids: list[int]) -> None:
    if uids and account.visit(folder, write=True)[0] is not None:
        expunge_uids(account, uids)
