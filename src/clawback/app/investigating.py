"""Builds the door to investigations, and what they ask of mailboxes, engines and the book."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from clawback.app.basis import Basis
from clawback.ingest.recipients import Organisation
from clawback.investigations.investigations import Ground, Investigations
from clawback.investigations.ports import Again, Asked, Turned
from clawback.links.clicks.book import Book, marks_of
from clawback.mailboxes.directory import Directory
from clawback.mailboxes.rules.port import ReadsRules
from clawback.mailboxes.rules.running import Running, running
from clawback.model.clock import Clock
from clawback.model.delivery import Row
from clawback.model.verdict import ThreatType
from clawback.purge.inquiry.asking import Asking
from clawback.purge.inquiry.inquiry import Found, Inquiry, InquiryCause, wishes
from clawback.purge.judgement import State, Wish
from clawback.purge.judgements import HOUSE, Judgements
from clawback.remediation.remediations import Remediations

_PATIENCE, _PAUSE = 10.0, 0.05  # seconds for a judgement to be carried out, and between looks
_REMEMBERED = 200  # judgements that are looked through for one of before a crash


def investigating(
    basis: Basis, remediations: Remediations, *, mailboxes: OwnMailboxes, again: Again
) -> Investigations:
    """The door, with the playbook and the policy of the settings."""
    ground = Ground(
        database=basis.database,
        store=basis.store,
        trail=basis.trail,
        clock=basis.clock,
        ask=basis.asker(),
        remediations=remediations,
        mailboxes=mailboxes,
        again=again,
    )
    return Investigations(ground, basis.settings.investigations.policy())


@dataclass(frozen=True, slots=True)
class OwnMailboxes:
    """The organisation's mailboxes, on the servers of the settings."""

    servers: Directory
    organisation: Organisation

    def owns(self, address: str) -> bool:
        """Whether an address lies in our own domains."""
        return self.organisation.owns(address)

    def rules(self, address: str) -> Running | None:
        """What runs over the mail of this address. Raises what its server raises."""
        found = self.servers.server_for(address)
        if found is None:
            return None
        server, account = found
        scripts = server.rules(account) if isinstance(server, ReadsRules) else None
        return None if scripts is None else running(scripts, address)


class _SilentError(Exception):
    """No engine answers; a sentence says why."""


class AskedAgain:
    """Engines with panels of their own, and the book that clicks are judged by."""

    def __init__(
        self, asking: Asking, judging: Judgements, book: Callable[[], Book], clock: Clock
    ) -> None:
        self._asking, self._judging = asking, judging
        self._book, self._clock = book, clock
        self._stopping = threading.Event()

    def ask(self, investigation_id: str, rows: Sequence[Row]) -> Asked:
        """As `Again` has it; an engine that is silent is asked once."""
        names = self._asking.names
        if not names:
            return Asked()
        try:
            made = self._asking.ask(
                self._inquiry(investigation_id, names), rows, self._stopping, _give_up
            )
        except _SilentError as error:
            return Asked(engines=names, trouble=str(error))
        for wish in wishes(made):
            self._judge(wish)
        return Asked(
            engines=names,
            asked=made.asked,
            unseen=made.unseen,
            turned=tuple(map(_turned, made.waiting)),
            trouble=made.trouble,
        )

    def blocks(self, url: str) -> str:
        """As `Again` has it."""
        entries = self._book().naming(marks_of(url, ""), self._clock.now(), blocks=True)
        if not entries:
            return ""
        threat = entries[0].threat
        held = f" for {threat.label.lower()}" if threat else ""
        return f"A click on it would be blocked{held}: {entries[0].source or 'your lists'}."

    def close(self) -> None:
        """Ends what is asked, and its connections."""
        self._stopping.set()
        self._asking.close()

    def _inquiry(self, name: str, engines: tuple[str, ...]) -> Inquiry:
        """What engines are asked by; it is kept nowhere."""
        now = self._clock.now()
        return Inquiry(
            id=name,
            engines=engines,
            cause=InquiryCause.PERSON,
            since=self._judging.policy.since(None, now),
            until=now,
            at=now,
            by=HOUSE.id,
            by_name=HOUSE.name,
        )

    def _judge(self, wish: Wish) -> None:
        """Has it judged once, and waits for the end: what follows counts what is held by now."""
        before = self._judging.newest(HOUSE, limit=_REMEMBERED)
        made = next((one for one in before if _same(one.wish, wish)), None)
        made = made or self._judging.begin(wish, HOUSE)
        for _ in range(round(_PATIENCE / _PAUSE)):
            if self._judging.get(made.id, HOUSE).state is not State.JUDGING:
                return
            if self._stopping.wait(_PAUSE):
                return


def _give_up(told: Inquiry) -> None:
    raise _SilentError(told.trouble)


def _same(one: Wish, other: Wish) -> bool:
    """The reason names the investigation."""
    return (one.verdict, one.filter, one.reason) == (other.verdict, other.filter, other.reason)


def _turned(found: Found) -> Turned:
    return Turned(
        message=found.message,
        threat=ThreatType(found.verdict.value),
        evidence=found.evidence,
    )
