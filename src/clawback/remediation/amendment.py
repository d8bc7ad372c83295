"""Changing a draft without freezing anew: other words, and fewer deliveries, never others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from clawback.jobs.block import Settled
from clawback.jobs.job import Entry
from clawback.model.errors import BadInputError
from clawback.remediation.action import Severity
from clawback.remediation.choice import Choice, Chosen, Key, Names, joined, named_more
from clawback.remediation.plan import Terms
from clawback.remediation.selection import Numbers, Selection, shares_of
from clawback.remediation.target import Frozen, decode_all


class NothingToChangeError(BadInputError):
    """Say what is to be changed of this draft."""

    code = "nothing_to_change"


class NotInThePlanError(BadInputError):
    """None of these names is in the plan, so there is nothing to leave out."""

    code = "not_in_the_plan"


class NothingLeftError(BadInputError):
    """That would leave nothing in the plan. Cancel it instead."""

    code = "nothing_left"


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """What is to be changed of a draft; `None` is left as it is.

    `without` names deliveries of the plan that are left out from now on.
    """

    name: str | None = None
    severity: Severity | None = None
    description: str | None = None
    without: Names | None = None

    def words(self, terms: Terms) -> Terms:
        """The plan's words after it; raises `NothingToChangeError` when it says nothing."""
        given = (self.name, self.severity, self.description, self.without)
        if all(one is None for one in given):
            raise NothingToChangeError
        return replace(
            terms,
            name=terms.name if self.name is None else self.name,
            severity=self.severity or terms.severity,
            description=terms.description if self.description is None else self.description,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """What stays of a plan, and how the names that were left out found it."""

    selection: Selection
    met: frozenset[Key | str]


def rest_of(entries: Iterable[Entry], without: Names | None) -> Rest:
    """What stays of frozen items, unchanged and in their order.

    Raises:
        NotInThePlanError: no item has one of the names.
        NothingLeftError: every item has one.
    """
    met: set[Key | str] = set()
    payloads: dict[tuple[str, str], list[str]] = {}
    settled: list[Settled] = []
    messages: set[str] = set()
    for entry, frozen in _read(entries):
        found = [] if without is None else _met(without, frozen)
        met.update(found)
        if found:
            continue
        messages.add(frozen.message)
        if entry.outcome:
            ended = (entry.payload, entry.outcome, entry.evidence)
            settled.append(Settled(payload=ended[0], outcome=ended[1], evidence=ended[2]))
        else:
            payloads.setdefault((frozen.server, frozen.account), []).append(entry.payload)
    if without is not None and not met:
        raise NotInThePlanError
    return Rest(selection=_selection(payloads, settled, messages), met=frozenset(met))


def chosen_after(kept: Chosen, choice: Choice, without: Names, rest: Rest) -> tuple[Choice, Chosen]:
    """How what stays was chosen: as before, and without these as well."""
    return (
        replace(choice, without=joined(choice.without, without)),
        replace(kept, without=named_more(kept.without, choice.without, without, rest.met)),
    )


def _read(entries: Iterable[Entry]) -> Iterable[tuple[Entry, Frozen]]:
    for entry in entries:
        yield entry, decode_all([entry.payload])[0]


def _met(names: Names, frozen: Frozen) -> list[Key | str]:
    return names.met_by(frozen.message, frozen.recipient, frozen.message_id)


def _selection(
    payloads: dict[tuple[str, str], list[str]], settled: list[Settled], messages: set[str]
) -> Selection:
    shares = shares_of(payloads)
    by_server: dict[str, int] = {}
    for share in shares:
        by_server[share.server_key] = by_server.get(share.server_key, 0) + len(share.payloads)
    actionable = sum(by_server.values())
    if not actionable + len(settled):
        raise NothingLeftError
    numbers = Numbers(
        deliveries=actionable + len(settled),
        messages=len(messages),
        mailboxes=len(shares),
        actionable=actionable,
        already_there=0,
        by_server=by_server,
        not_actionable={},
    )
    return Selection(shares=shares, settled=tuple(settled), numbers=numbers)
