"""Which deliveries a plan freezes, and what is known of each before anything is done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from json.encoder import encode_basestring_ascii as _quoted
from typing import Protocol

from clawback.jobs.block import Planned, Settled
from clawback.mailboxes.port import MailServer
from clawback.model.delivery import Whereabouts
from clawback.model.errors import BadInputError, NotFoundError
from clawback.model.labelled import Labelled
from clawback.model.location import DeliveryLocation, MailboxRef
from clawback.remediation import evidence, target
from clawback.remediation.action import Action, location_of
from clawback.remediation.evidence import Evidence
from clawback.remediation.outcome import Outcome
from clawback.remediation.target import Target

LARGEST_PLAN = 1_000_000  # a plan is made in memory, at about 400 bytes a delivery


class PlanTooLargeError(BadInputError):
    """More deliveries than one remediation may hold. Narrow the filter or the time range."""

    code = "plan_too_large"


class Servers(Protocol):
    """Who holds whose mailbox; `mailboxes.directory.Directory` in the house."""

    def server_for(self, recipient: str) -> tuple[MailServer, str] | None:
        """The server and account of an address; `None` when no server holds its mailbox."""
        ...

    def named(self, name: str) -> MailServer:
        """The server of this name; raises `NotFoundError` when there is none."""
        ...


class Reason(Labelled):
    """Why a delivery cannot be acted on."""

    NO_SERVER = "no_server", "No mail server of ours holds this mailbox"
    NEVER_DELIVERED = "never_delivered", "It was never delivered into a mailbox"
    QUARANTINED = "quarantined", "It lies in quarantine: release or delete it there"
    DELETED_FOR_GOOD = "deleted_for_good", "It was deleted for good"
    WOULD_SHOW_AGAIN = "would_show_again", "It is soft deleted, and its owner would see it again"


_REASONS = {
    DeliveryLocation.DROPPED.value: Reason.NEVER_DELIVERED,
    DeliveryLocation.FAILED.value: Reason.NEVER_DELIVERED,
    DeliveryLocation.EXTERNAL.value: Reason.NO_SERVER,
    DeliveryLocation.QUARANTINE.value: Reason.QUARANTINED,
    DeliveryLocation.HARD_DELETED.value: Reason.DELETED_FOR_GOOD,
}
_SHOWING = frozenset({Action.MOVE_TO_JUNK, Action.MOVE_TO_DELETED_ITEMS})
_word = lru_cache(maxsize=4096)(_quoted)  # of what comes again and again


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """What a plan would touch. `deliveries` is the sum of `actionable` and all `not_actionable`.

    `already_there` of the actionable ones lie, as far as is known, where the action would bring
    them; they are looked at all the same.
    """

    deliveries: int
    messages: int
    mailboxes: int
    actionable: int
    already_there: int
    by_server: Mapping[str, int]
    not_actionable: Mapping[Reason, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Items for the ledger: shares in order of server and account, and what needs no work."""

    shares: tuple[Planned, ...]
    settled: tuple[Settled, ...]
    numbers: Numbers


def select(
    action: Action,
    blocks: Iterable[Sequence[Whereabouts]],
    servers: Servers,
    *,
    every_location: bool = False,
) -> Selection:
    """Freezes deliveries as they come.

    `every_location` acts also where that would show soft-deleted mail to its owner again.

    Raises:
        PlanTooLargeError: there are more than `LARGEST_PLAN`.
    """
    reasons = reasons_of(action, every_location=every_location)
    mailboxes = _Mailboxes(servers)
    gathering = _Gathering(action=action, reasons=reasons, mailboxes=mailboxes)
    for block in blocks:
        gathering.add(block)
        if gathering.deliveries > LARGEST_PLAN:
            raise PlanTooLargeError(
                f"The filter finds more than {LARGEST_PLAN:,} deliveries, which is the most one "
                "remediation may hold. Narrow the filter or the time range."
            )
    return gathering.selection()


def reasons_of(action: Action, *, every_location: bool) -> Mapping[str, Reason]:
    """Why an action does nothing to deliveries that lie there, by the location's code."""
    if action in _SHOWING and not every_location:
        return {**_REASONS, DeliveryLocation.SOFT_DELETED.value: Reason.WOULD_SHOW_AGAIN}
    return _REASONS


def refused(frozen: Target, reason: str) -> Settled:
    """An item that ends as not actionable, with the reason as its evidence."""
    proof = Evidence(server=frozen.server, account=frozen.account, note=reason)
    return Settled(
        payload=target.encode(frozen),
        outcome=Outcome.NOT_ACTIONABLE.value,
        evidence=evidence.encode(proof),
    )


def shares_of(payloads: Mapping[tuple[str, str], Sequence[str]]) -> tuple[Planned, ...]:
    """Shares in a fixed order: by server, then account."""
    return tuple(
        Planned(server_key=server, account=account, payloads=tuple(payloads[server, account]))
        for server, account in sorted(payloads)
    )


class _Mailboxes:
    """Remembers who holds which mailbox, so that each is asked for once."""

    def __init__(self, servers: Servers) -> None:
        self._servers = servers
        self._homes: dict[str, tuple[str, str] | None] = {}
        self._known: dict[str, bool] = {}

    def home(self, one: Whereabouts) -> tuple[str, str] | None:
        """Server and account of a delivery, by what is known of its copy, else by its recipient."""
        if one.server is not None and one.account is not None and self._is_ours(one.server):
            return one.server, one.account
        recipient = one.recipient
        if recipient not in self._homes:
            found = self._servers.server_for(recipient)
            self._homes[recipient] = None if found is None else (found[0].name, found[1])
        return self._homes[recipient]

    def _is_ours(self, server: str) -> bool:
        if server not in self._known:
            try:
                self._servers.named(server)
            except NotFoundError:
                self._known[server] = False
            else:
                self._known[server] = True
        return self._known[server]


@dataclass(slots=True, kw_only=True)
class _Gathering:
    """Deliveries, sorted into what can be acted on and what cannot, as they come by."""

    action: Action
    reasons: Mapping[str, Reason]
    mailboxes: _Mailboxes
    deliveries: int = 0
    messages: set[str] = field(default_factory=set)
    payloads: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    settled: list[Settled] = field(default_factory=list)
    counted: Counter[Reason] = field(default_factory=Counter)
    locations: Counter[str] = field(default_factory=Counter)

    def add(self, block: Sequence[Whereabouts]) -> None:
        self.deliveries += len(block)
        self.messages.update([one.network_message_id for one in block])
        for one in block:
            home = self.mailboxes.home(one)
            reason = self.reasons.get(one.location)
            if reason is None and home is not None:
                self.payloads.setdefault(home, []).append(_text(one, home))
                self.locations[one.location] += 1
            else:
                self._refuse(one, home or ("", ""), reason or Reason.NO_SERVER)

    def _refuse(self, one: Whereabouts, home: tuple[str, str], reason: Reason) -> None:
        self.settled.append(refused(_frozen(one, home), f"{reason.label}."))
        self.counted[reason] += 1

    @property
    def already_there(self) -> int:
        to = self.action.destination
        return 0 if to is None else self.locations[location_of(to).value]

    def selection(self) -> Selection:
        shares = shares_of(self.payloads)
        by_server: Counter[str] = Counter()
        for share in shares:
            by_server[share.server_key] += len(share.payloads)
        numbers = Numbers(
            deliveries=self.deliveries,
            messages=len(self.messages),
            mailboxes=len(shares),
            actionable=self.deliveries - len(self.settled),
            already_there=self.already_there,
            by_server=dict(by_server),
            not_actionable=dict(self.counted),
        )
        return Selection(shares=shares, settled=tuple(self.settled), numbers=numbers)


def _text(one: Whereabouts, home: tuple[str, str]) -> str:
    """What `target.encode` makes of `_frozen`; written by hand, as plans hold tens of thousands."""
    place = "null"
    if (one.server, one.account) == home:
        folder, guid = _word(one.folder or ""), _quoted(one.guid or "")
        place = f"[{folder},{one.uid_validity},{one.uid},{guid}]"
    return (
        f"[{_opening(*home)},{_quoted(one.network_message_id)},{_word(one.recipient)},"
        f"{_quoted(one.internet_message_id)},{_quoted(one.header_fingerprint)},"
        f'"{one.location}",{place}]'
    )


@lru_cache(maxsize=4096)
def _opening(server: str, account: str) -> str:
    return f"{_quoted(server)},{_quoted(account)}"


def _frozen(one: Whereabouts, home: tuple[str, str]) -> Target:
    server, account = home
    hint = None
    if (one.server, one.account) == home:
        hint = MailboxRef(
            server=server,
            account=account,
            folder=one.folder or "",
            uid_validity=one.uid_validity or 0,
            uid=one.uid or 0,
            guid=one.guid or "",
        )
    return Target(
        server=server,
        account=account,
        key=one.key,
        internet_message_id=one.internet_message_id,
        header_fingerprint=one.header_fingerprint,
        location=DeliveryLocation(one.location),
        hint=hint,
    )
