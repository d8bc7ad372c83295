"""Reads what has come into a folder, by UID and without marking it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from clawback.mailboxes.arrivals import Arrivals, Arrived, Reached
from clawback.mailboxes.encoding import uid_sets
from clawback.mailboxes.imap.account import Account
from clawback.mailboxes.imap.responses import Fetched, Response, header_of, items, tokens
from clawback.mailboxes.port import FolderMissingError

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_TOGETHER = 8 << 20  # bytes of mails that are fetched at a time


def read_arrivals(
    account: Account,
    folder: str,
    after: Reached | None,
    *,
    since: date | None,
    most: int,
    largest: int,
) -> Arrivals:
    """`ReadsArrivals.arrivals` over one connection."""
    validity, _ = account.visit(folder)
    if validity is None:
        raise FolderMissingError(f"The account has no folder {folder!r}.")
    last = after.uid if after and after.uid_validity == validity else 0
    waiting, more = _searched(account, folder, last, since)
    block = _first(account, folder, waiting[:most])
    whole = _bodies(account, folder, [one.uid for one in block if one.size <= largest])
    reached = block[-1].uid if block else max([last, *waiting[:most]])
    mails = tuple(
        Arrived(copy=account.copy_of(folder, validity, one), raw=whole.get(one.uid))
        for one in block
        if one.uid in whole or one.size > largest
    )
    left = sum(uid > reached for uid in waiting) or int(more)
    return Arrivals(mails=mails, reached=Reached(uid_validity=validity, uid=reached), left=left)


def await_arrivals(
    account: Account, folder: str, *, seconds: float, stop: Callable[[], bool]
) -> bool:
    """`ReadsArrivals.await_arrivals` by IDLE; what is not the selected folder is looked at."""
    if not account.stands_in(folder):
        return True
    return account.connection.idle(seconds=seconds, stop=stop, enough=_tells_of_mail)


def _tells_of_mail(response: Response) -> bool:
    match response[0].split():
        case [b"*", _, word]:
            return word.upper() == b"EXISTS"
        case _:
            return False


def _searched(
    account: Account, folder: str, last: int, since: date | None
) -> tuple[list[int], bool]:
    """UIDs beyond the last, and whether mail came that the search has not seen.

    `n:*` always has the folder's last mail in it (RFC 9051 §9). A server tells of new mail once:
    what comes between the search and its answer's end would be told to nobody.
    """
    words = [b"UID SEARCH", b"UID %d:*" % (last + 1)]
    if since is not None:
        words.append(b"SINCE %d-%s-%d" % (since.day, _MONTHS[since.month - 1].encode(), since.year))
    _, brought = account.visit(folder, [tuple(words)])
    return sorted({uid for uid in _numbers(brought) if uid > last}), _came_late(brought)


def _came_late(brought: Iterable[Response]) -> bool:
    """Whether mail is told of behind what the search found."""
    searched = late = False
    for response in brought:
        searched = searched or response[0][:8].upper() == b"* SEARCH"
        late = late or (searched and _tells_of_mail(response))
    return late


def _numbers(responses: Iterable[Response]) -> Iterable[int]:
    for response in responses:
        match tokens(response):
            case [b"*", b"SEARCH", *found]:
                yield from (int(one) for one in found if isinstance(one, bytes) and one.isdigit())
            case _:
                continue


def _first(account: Account, folder: str, uids: Sequence[int]) -> list[Fetched]:
    """As many of them as may be fetched together; at least one, where one is still there."""
    if not uids:
        return []
    _, there = account.look(folder, uids)
    block: list[Fetched] = []
    size = 0
    for one in sorted(there, key=lambda item: item.uid):
        size += one.size
        if block and size > _TOGETHER:
            break
        block.append(one)
    return block


def _bodies(account: Account, folder: str, uids: Sequence[int]) -> dict[int, bytes]:
    commands = [(b"UID FETCH", uid_set, b"(UID BODY.PEEK[])") for uid_set in uid_sets(uids)]
    _, brought = account.visit(folder, commands) if commands else (None, [])
    found: dict[int, bytes] = {}
    for response in brought:
        told = items(response)
        uid, raw = told.get(b"UID"), header_of(told)
        if isinstance(uid, bytes) and raw is not None:
            found[int(uid)] = raw
    return found
