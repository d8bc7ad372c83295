"""A mailbox whose folders are read as mail comes into them; nothing in it is changed.

How far each folder was read is written after its mails are durable in the spool: what a crash lets
be read twice is known by its content. A folder whose UIDVALIDITY changed is read again. Where the
server tells of mail as it comes (IDLE), a turn begins by waiting for that in the first folder.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Protocol

import structlog

from clawback.ingest.entrance import Entrance
from clawback.ingest.folder_kind import kind_of, location_of
from clawback.ingest.freshness import FolderFar
from clawback.ingest.intake import MAIL_LIMIT, Envelope, Intake
from clawback.ingest.mailbox.settings import MailboxIntake
from clawback.ingest.sources.arrival import received_at
from clawback.mailboxes.arrivals import Arrivals, Arrived, Reached, ReadsArrivals
from clawback.mailboxes.directory import Directory
from clawback.mailboxes.port import RefusedError, ServerUnavailableError, Session
from clawback.model.clock import Clock
from clawback.model.codec import CodecError, from_json, to_json
from clawback.model.errors import BadInputError, ClawbackError
from clawback.model.folding import fold
from clawback.spool.durable import write_durably

MOST = 100  # mails that are read at a time
_BLOCKS = 20  # before the next folder has a turn
_LONGEST_WAIT = 300.0  # seconds; a server may end a longer one after 29 minutes (RFC 2177 §3)
_BREATH = 1.0  # seconds between two looks at a server that tells of mail and has none
_log = structlog.get_logger(__name__)


class _Session(Session, ReadsArrivals, Protocol):
    """A session that reads mail as it comes."""


class UnreadableMailboxError(BadInputError):
    """No mail server of the settings can be read for this address."""

    code = "unreadable_mailbox"


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderMark:
    """How far one folder was read; `read` counts the mails since it was last numbered anew."""

    folder: str
    uid_validity: int
    uid: int
    read: int = 0


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
        self._left: dict[str, int] = {}
        self._session: _Session | None = None
        self._caught_up = False
        self._pause = settings.seconds
        self._refused = False
        self._ended = Event()

    @property
    def pause(self) -> float:
        """Seconds until the next turn: hardly any where the server tells when mail comes."""
        return self._pause

    def turn(self) -> None:
        """Reads what has come, where the server can tell of it as soon as it comes.

        Raises:
            ClawbackError: the server or the spool does not answer; the next turn goes on from here.
        """
        try:
            told = self._await()
            session = self._opened()
            first, *others = self.settings.folders
            read = sum(self._read(session, folder) for folder in (*others, first))
        except ClawbackError as error:
            self._entrance.watch.stumbled(self.settings.source, str(error))
            self.close()
            raise
        self._caught_up = not any(self._left.values())
        quiet = _BREATH if told and not read else 0.0
        self._pause = quiet if self._is_told(session) else self.settings.seconds

    def end(self) -> None:
        """Ends the waiting for mail, for good; from any thread."""
        self._ended.set()

    def close(self) -> None:
        """Logs out; the next turn logs in again."""
        session, self._session = self._session, None
        self._caught_up, self._pause = False, self.settings.seconds
        if session is not None:
            session.close()

    def _await(self) -> bool:
        """Waits until the first folder has mail; tells whether it may have."""
        session = self._session
        if session is None or not self._caught_up or not self._is_told(session):
            return False
        first, *others = self.settings.folders
        seconds = self.settings.seconds if others else _LONGEST_WAIT
        try:
            return session.await_arrivals(first, seconds=seconds, stop=self._ended.is_set)
        except ServerUnavailableError:  # whoever waits long is disconnected now and then
            self.close()
        except RefusedError:
            self._refused = True
        return False

    def _is_told(self, session: _Session) -> bool:
        return session.tells_arrivals and not self._refused

    def _opened(self) -> _Session:
        if self._session is None:
            found = self._servers.server_for(self.settings.address)
            if found is None:
                raise UnreadableMailboxError(
                    f"No table of mailboxes has the domain of {self.settings.name}'s address."
                )
            server, account = found
            session = server.open(account)
            if not isinstance(session, ReadsArrivals):
                session.close()
                raise UnreadableMailboxError(
                    f"The mail server of {self.settings.name} is not read by IMAP."
                )
            self._session = session
        return self._session

    def _read(self, session: _Session, folder: str) -> int:
        """How many mails it took; what it leaves, others have a turn before."""
        count = 0
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
            self._keep(folder, found)
            count += len(found.mails)
            if not found.mails and not found.left:
                break
        return count

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

    def _keep(self, folder: str, found: Arrivals) -> None:
        before, reached = self._marks.get(folder), found.reached
        goes_on = before is not None and before.uid_validity == reached.uid_validity
        mark = FolderMark(
            folder=folder,
            uid_validity=reached.uid_validity,
            uid=reached.uid,
            read=len(found.mails) + (before.read if before and goes_on else 0),
        )
        self._left[folder] = found.left
        self._marks[folder] = mark
        if mark != before:
            marks = Marks(folders=tuple(self._marks.values()))
            write_durably(self._file, to_json(marks).encode("ascii"))
        self._entrance.watch.read_on(self.settings.source, self._far())

    def _far(self) -> tuple[FolderFar, ...]:
        return tuple(
            FolderFar(folder=one, read=mark.read, there=mark.read + self._left.get(one, 0))
            for one in self.settings.folders
            if (mark := self._marks.get(one)) is not None
        )


def _kept(path: Path) -> Marks:
    """What the last start left; none, when there is none or it cannot be read."""
    try:
        return from_json(Marks, path.read_bytes())
    except FileNotFoundError:
        return Marks()
    except CodecError:
        _log.warning("how far a mailbox was read cannot be told", file=path.name)
        return Marks()
