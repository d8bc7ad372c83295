"""Tries one account on one mail server: may we come in, what is there, and what is missing."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import monotonic

from clawback.audit.action import AuditAction
from clawback.audit.entry import Result
from clawback.audit.trail import Trail
from clawback.mailboxes.directory import Directory
from clawback.mailboxes.port import Capabilities, MailServer, Place
from clawback.model.actor import Actor
from clawback.model.errors import BadInputError, ClawbackError, ForbiddenError, UnavailableError
from clawback.model.tags import Tags

APART = 5.0  # seconds between two trials of one server
_NEEDED = {
    Place.JUNK: "junk",
    Place.DELETED_ITEMS: "deleted items",
    Place.RECOVERABLE: "soft-deleted mail",
}
_MADE = "It has no folder for {what} yet; one is made when it is first needed."
_COPIES = "It cannot move mail: mail is copied and removed instead, which is slower."
_SEEN = "Soft-deleted mail is not hidden from its owner."
_NO_IDS = "It has no ids that survive a move: moved mail is found by its headers."


class TriedJustNowError(UnavailableError):
    """This mail server was tried just now. Wait a few seconds, and try again."""

    code = "tried_just_now"


class AccountElsewhereError(BadInputError):
    """This mail server does not hold that mailbox. Name an address of one of its domains."""

    code = "account_elsewhere"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What was found. `trouble` says why we did not come in, or no further."""

    server: str
    account: str
    signed_in: bool = False
    seconds: float = 0.0
    folders: Mapping[str, Place | None]
    capabilities: Capabilities | None = None
    missing: tuple[str, ...] = ()
    trouble: str = ""


class Trials:
    """Tries accounts for people, each server only now and then. Safe on many threads."""

    def __init__(
        self,
        servers: Directory,
        trail: Trail,
        *,
        tags: Tags,
        now: Callable[[], float] = monotonic,
    ) -> None:
        self._servers = servers
        self._trail = trail
        self._tags = tags
        self._now = now
        self._lock = threading.Lock()
        self._tried: dict[str, float] = {}

    def begin(self, caller: Actor, name: str, address: str) -> Trial:
        """Signs in to a mailbox and looks around; changes nothing in it.

        Raises:
            NotFoundError: no mail server has this name.
            AccountElsewhereError: it does not hold the mailbox of this address.
            ForbiddenError: the mailbox lies outside the caller's scope.
            TriedJustNowError: the server was tried less than five seconds ago.
        """
        server = self._servers.named(name)
        account = server.account(address)
        if account is None:
            raise AccountElsewhereError
        if not caller.scope.covers(address, self._tags.of(address)):
            raise ForbiddenError("This mailbox is outside the scope of your account.")
        self._wait_your_turn(name)
        found = attempt(server, account)
        self._trail.record_alone(
            caller,
            AuditAction.SERVER_TEST,
            f"mail_server:{name}",
            result=Result.FAILED if found.trouble else Result.DONE,
            details={"account": account, "folders": len(found.folders)},
        )
        return found

    def _wait_your_turn(self, name: str) -> None:
        with self._lock:
            now = self._now()
            left = self._tried.get(name, -math.inf) + APART - now
            if left > 0:
                raise TriedJustNowError(
                    f"{name} was tried just now. Try again in {math.ceil(left)} s."
                )
            self._tried[name] = now


def attempt(server: MailServer, account: str) -> Trial:
    """Signs in, lists the folders, asks what the server can do; never raises for what it does."""
    began = monotonic()
    folders: Mapping[str, Place | None] = {}
    signed_in = False
    try:
        session = server.open(account)
        signed_in = True
        try:
            folders = session.folders()
        finally:
            session.close()
        capabilities = server.capabilities()
    except ClawbackError as error:
        return Trial(
            server=server.name,
            account=account,
            signed_in=signed_in,
            seconds=monotonic() - began,
            folders=folders,
            trouble=str(error),
        )
    return Trial(
        server=server.name,
        account=account,
        signed_in=True,
        seconds=monotonic() - began,
        folders=folders,
        capabilities=capabilities,
        missing=missing(capabilities, folders),
    )


def missing(capabilities: Capabilities, folders: Mapping[str, Place | None]) -> tuple[str, ...]:
    """What a server lacks and what follows from that, in sentences; its own notes go first."""
    said = list(capabilities.notes)
    if not capabilities.notes:
        lacks = (
            (capabilities.move, _COPIES),
            (capabilities.hidden_recoverable, _SEEN),
            (capabilities.stable_ids, _NO_IDS),
        )
        said += [sentence for has, sentence in lacks if not has]
    places = set(folders.values())
    said += [_MADE.format(what=what) for place, what in _NEEDED.items() if place not in places]
    return tuple(said)
