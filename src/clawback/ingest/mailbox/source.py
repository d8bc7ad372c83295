"""A mailbox whose folders are read as mail comes into them; nothing in it is changed.

How far each folder was read is written after its mails are durable in the spool: what a crash lets
be read twice is known by its content. A folder whose UIDVALIDITY changed is read again.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path

import structlog

from clawback.ingest.durable import write_durably
from clawback.ingest.entrance import Entrance
from clawback.ingest.folder_kind import kind_of, location_of
from clawback.ingest.intake import MAIL_LIMIT, Envelope, Intake
from clawback.ingest.mailbox.settings import MailboxIntake
from clawback.ingest.sources.arrival import received_at
from clawback.mailboxes.arrivals import Arrived, Reached, ReadsArrivals
from clawback.mailboxes.directory import Directory
from clawback.mailboxes.port import Session
from clawback.model.clock import Clock
from clawback.model.codec import CodecError, from_json, to_json
from clawback.model.errors import BadInputError, ClawbackError
from clawback.model.folding import fold

MOST = 100  # mails that are read at a time
_BLOCKS = 20  # before the next folder has a turn
_log = structlog.get_logger(__name__)


class UnreadableMailboxError(BadInputError):
    """No mail server of the settings can be read for this address."""

    code = "unreadable_mailbox"


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderMark:
    """How far one folder was read."""

    folder: str
    uid_validity: int
    uid: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """How far the mailbox was read."""

    folders: tuple[FolderMark, ...] = ()


class MailboxSource:
    """Reads one mailbox. `turn` is called now and then, by one thread; it keeps its connection."""

    def __init__(
        self,
        settings: MailboxIntake,
        *,
        marks: Path,
        servers: Directory,
        entrance: Entrance,
        clock: Clock,
    ) -> None:
        self.settings = settings
        self._file = marks
        self._servers = servers
        self._entrance = entrance
        self._clock = clock
        self._marks = {one.folder: one for one in _kept(marks).folders}
        self._session: Session | None = None

    def turn(self) -> None:
        """Reads what has come.

        Raises:
            ClawbackError: the server or the spool does not answer; the next turn goes on from here.
        """
        try:
            session = self._opened()
            for folder in self.settings.folders:
                self._read(session, folder)
        except ClawbackError as error:
            self._entrance.watch.stumbled(self.settings.source, str(error))
            self.close()
            raise

    def close(self) -> None:
        """Logs out; the next turn logs in again."""
        session, self._session = self._session, None
        if session is not None:
            session.close()

    def _opened(self) -> Session:
        if self._session is None:
            found = self._servers.server_for(self.settings.address)
            if found is None:
                raise UnreadableMailboxError(
                    f"No table of mailboxes has the domain of {self.settings.name}'s address."
                )
            server, account = found
            self._session = server.open(account)
        return self._session

    def _read(self, session: Session, folder: str) -> None:
        if not isinstance(session, ReadsArrivals):
            raise UnreadableMailboxError(
                f"The mail server of {self.settings.name} is not read by IMAP."
            )
        for _ in range(_BLOCKS):
            mark = self._marks.get(folder)
            found = session.arrivals(
                folder,
                Reached(uid_validity=mark.uid_validity, uid=mark.uid) if mark else None,
                since=self.settings.since,
                most=MOST,
                largest=MAIL_LIMIT,
            )
            self._take(found.mails)
            self._keep(folder, found.reached)
            if not found.left:
                return

    def _take(self, mails: tuple[Arrived, ...]) -> None:
        intakes = [
            Intake(raw=one.raw, envelope=self._envelope(one, one.raw))
            for one in mails
            if one.raw is not None and kind_of(one.copy.ref.folder) != "drafts"
        ]
        if any(one.raw is None for one in mails):
            self._entrance.watch.stumbled(
                self.settings.source, "A mail is larger than 50 MB and was passed over."
            )
        if intakes:
            asyncio.run(self._entrance.accept_soon(intakes))  # this thread has no loop of its own

    def _envelope(self, one: Arrived, raw: bytes) -> Envelope:
        arrived = received_at(raw, one.copy.internal_date or self._clock.now())
        source, owner = self.settings.source, fold(self.settings.address)
        if self.settings.journal:
            return Envelope(received_at=arrived, source=source)
        if kind_of(one.copy.ref.folder) == "sent":  # its owner's copy of what others received
            return Envelope(received_at=arrived, source=source, mail_from=owner)
        return Envelope(
            received_at=arrived,
            source=source,
            recipients=(owner,),
            mailbox=one.copy.ref,
            location=location_of(one.copy.ref.folder),
            read="\\Seen" in one.copy.flags,
        )

    def _keep(self, folder: str, reached: Reached) -> None:
        mark = FolderMark(folder=folder, uid_validity=reached.uid_validity, uid=reached.uid)
        if self._marks.get(folder) == mark:
            return
        self._marks[folder] = mark
        marks = Marks(folders=tuple(self._marks.values()))
        write_durably(self._file, to_json(marks).encode("ascii"))


def _kept(path: Path) -> Marks:
    """What the last start left; none, when there is none or it cannot be read."""
    try:
        return from_json(Marks, path.read_bytes())
    except FileNotFoundError:
        return Marks()
    except CodecError:
        _log.warning("how far a mailbox was read cannot be told", file=path.name)
        return Marks()
