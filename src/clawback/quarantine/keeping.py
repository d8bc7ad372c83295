"""How mail comes into the quarantine, and how it is seen to that files and rows agree."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from clawback.analysis.addresses import parse_sender
from clawback.analysis.heading import Heading, read_heading
from clawback.audit.action import AuditAction
from clawback.audit.entry import Result
from clawback.database import Connection
from clawback.model.actor import SYSTEM
from clawback.model.address import plain_address
from clawback.quarantine import records
from clawback.quarantine.ground import Ground, owner_of
from clawback.quarantine.held import Held, HeldState, Mail, id_of, storable
from clawback.vault.files import SealedFileMissingError

BROKEN_OFF = (
    "A release was broken off before its end was known. Look into the mailbox before you release "
    "it again."
)
_BLOCK = 500
_LONGEST_SUBJECT = 1000  # characters; the whole one is in the mail
_DAY = 24 * 3600.0
_STALE = timedelta(minutes=10)  # no talk with the mail server takes that long


class Keeping:
    """Puts mail into the quarantine and keeps it in order. Safe on many threads."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def hold(self, mail: Mail) -> None:
        """Keeps a mail for its recipients, durably; holding it again changes nothing.

        Mail that was held, ended, and is handed over again is held once more.

        Raises:
            UnavailableError: it could not be made durable.
        """
        ground, drafts = self._ground, self._drafts(mail)
        with ground.database.read() as connection:
            known = records.find(connection, ground.node, [one.id for one in drafts])
        if all(one.id in known and known[one.id].state.open for one in drafts):
            return
        sealed = ground.files.put(owner_of(mail.network_message_id), mail.raw).file
        with ground.database.write() as connection:
            file = self._file_of(connection, mail.network_message_id) or sealed
            self._write(connection, [replace(one, file=file) for one in drafts])
        if file != sealed:
            ground.files.remove(sealed)

    def bytes_of(self, held: Held) -> bytes:
        """The mail.

        Raises:
            SealedFileMissingError: its file is gone; the row says so from now on.
            VaultUnusableError: it cannot be opened.
        """
        try:
            return self._ground.files.open(owner_of(held.network_message_id), held.file)
        except SealedFileMissingError:
            self.lose([held])
            raise

    def mend(self) -> None:
        """At the start, before any mail comes: ends what a crash broke off, and pairs the rest.

        A release that was begun is held again, with a note. A file without a row belongs to a mail
        that nobody was told is held, and is removed. A row without a file is lost, and says so.
        """
        ground = self._ground
        self._end_broken_off(begun_by=None)
        with ground.database.read() as connection:
            needed = records.open_files(connection, ground.node)
            gone = [file for file in needed if not ground.files.there(file)]
            lost = [one for file in gone for one in records.with_file(connection, file)]
        self.lose(lost)
        ground.files.remove_orphans(needed, ground.files.older_than(float("inf")))

    def expire(self) -> int:
        """Forgets what was kept long enough, unless it is on hold; gives how many."""
        ground, after, count = self._ground, "", 0
        now = ground.clock.now()
        kept: frozenset[str] | None = None
        while block := self._overdue(after):
            kept = ground.on_hold() if kept is None else kept
            due = [one for one in block if one.network_message_id not in kept]
            ended = [one.ended(HeldState.EXPIRED, at=now, actor=SYSTEM) for one in due]
            with ground.database.write() as connection:
                for was, one in zip(due, ended, strict=True):
                    if records.change(connection, one, was=was, news=True):
                        ground.note(connection, SYSTEM, AuditAction.QUARANTINE_EXPIRE, one)
                        count += 1
            self.tidy(due)
            after = block[-1].id
        self._end_broken_off(begun_by=self._ground.clock.now() - _STALE)
        self._sweep()
        return count

    def tidy(self, ended: Iterable[Held]) -> None:
        """Removes the files of these that nobody needs any more."""
        ground, files = self._ground, {one.file for one in ended}
        with ground.database.read() as connection:
            gone = [file for file in files if not records.with_file(connection, file)]
        for file in gone:
            ground.files.remove(file)

    def lose(self, these: Sequence[Held]) -> None:
        """Says of these that their file is gone."""
        ground, now = self._ground, self._ground.clock.now()
        note = "Its sealed copy is gone from the data folder; nothing of ours removed it."
        with ground.database.write() as connection:
            for was in these:
                lost = was.ended(HeldState.LOST, at=now, actor=SYSTEM, note=note)
                if records.change(connection, lost, was=was, news=True):
                    ground.note(
                        connection,
                        SYSTEM,
                        AuditAction.QUARANTINE_MEND,
                        lost,
                        result=Result.FAILED,
                        code="lost",
                    )

    def _drafts(self, mail: Mail) -> list[Held]:
        heading, ground = read_heading(mail.raw), self._ground
        sender, now = _sender(heading) or mail.mail_from, ground.clock.now()
        by_address = {plain_address(one): one for one in mail.recipients}
        return [
            Held(
                id=id_of(ground.node, mail.network_message_id, recipient),
                network_message_id=mail.network_message_id,
                recipient=storable(recipient),
                rcpt_to=storable(said),
                mail_from=storable(mail.mail_from),
                sender=storable(sender),
                subject=storable(heading.header.readable("subject"), _LONGEST_SUBJECT),
                threat_type=storable(mail.threat_type),
                reason=storable(mail.reason),
                size=len(mail.raw),
                file="",
                received_at=mail.received_at,
                expires_at=now + ground.keep,
            )
            for recipient, said in by_address.items()
        ]

    def _file_of(self, connection: Connection, message: str) -> str:
        """The file that other recipients of the message have; empty where there is none."""
        others = records.of_message(connection, self._ground.node, message)
        files = {one.file for one in others if one.state.open}
        return next((file for file in files if self._ground.files.there(file)), "")

    def _write(self, connection: Connection, drafts: Sequence[Held]) -> None:
        node = self._ground.node
        known = records.find(connection, node, [one.id for one in drafts])
        records.add(connection, node, [one for one in drafts if one.id not in known])
        for draft in drafts:
            was = known.get(draft.id)
            if was is not None and not was.state.open:
                again = was.held_again(draft, at=self._ground.clock.now(), actor=SYSTEM)
                records.change(connection, again, was=was, news=True)

    def _overdue(self, after: str) -> list[Held]:
        ground = self._ground
        with ground.database.read() as connection:
            return records.overdue(
                connection, ground.node, ground.clock.now(), limit=_BLOCK, after=after
            )

    def _end_broken_off(self, *, begun_by: datetime | None) -> None:
        ground = self._ground
        with ground.database.read() as connection:
            begun = records.broken_off(connection, ground.node)
        old = [
            one
            for one in begun
            if begun_by is None or one.changed_at is None or one.changed_at <= begun_by
        ]
        if not old:
            return
        with ground.database.write() as connection:
            for was in old:
                again = replace(was, state=HeldState.HELD, note=BROKEN_OFF)
                if records.change(connection, again, was=was, news=False):
                    ground.note(
                        connection,
                        SYSTEM,
                        AuditAction.QUARANTINE_MEND,
                        again,
                        result=Result.FAILED,
                        code="broken_off",
                    )

    def _sweep(self) -> None:
        """A file may stand there without a row while its mail is being held, but no day long."""
        ground = self._ground
        old = ground.files.older_than(ground.clock.now().timestamp() - _DAY)
        if old:
            with ground.database.read() as connection:
                needed = records.open_files(connection, ground.node)
            ground.files.remove_orphans(needed, old)


def _sender(heading: Heading) -> str:
    return parse_sender(heading.header.all("from"), heading.limits.addresses).address
