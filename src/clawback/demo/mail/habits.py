"""What people did with their mail by now: read it, answered it, filed it, threw it away."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import TypedDict

from clawback.demo.mail.correspondent import Correspondent
from clawback.demo.mail.envelope import Copy, Folder
from clawback.demo.stage import Stage

_FRESH = timedelta(hours=10)
_READ_SOON = 0.6  # of what will be read, so much is read while fresh
_READ_IN_JUNK = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """Shares of mail, each between 0 and 1, that end up this way after a day."""

    read: float = 0.94
    archived: float = 0.12
    deleted: float = 0.07
    answered: float = 0.16
    flagged: float = 0.03


PERSONAL = Habit()
MAILING = Habit(read=0.55, archived=0.02, deleted=0.34, answered=0.0, flagged=0.01)
MACHINE = Habit(read=0.8, archived=0.15, deleted=0.2, answered=0.01, flagged=0.02)
LURED = Habit(read=0.8, archived=0.0, deleted=0.0, answered=0.02, flagged=0.02)


def copies(
    stage: Stage,
    random: Random,
    readers: Iterable[Correspondent],
    sent: datetime,
    *,
    habit: Habit = PERSONAL,
    addressed: str = "",
    junk: bool = False,
) -> tuple[Copy, ...]:
    """A copy for each reader who has a mailbox with us; `addressed` names the list they are on."""
    received = sent + timedelta(seconds=random.randint(2, 40))
    fresh = stage.now - received < _FRESH
    fate = _Fate(habit=habit, fresh=fresh, junk=junk)
    return tuple(
        Copy(
            account=reader.account,
            recipient=reader.mailbox.address,
            received=received + timedelta(seconds=random.randint(0, 3)),
            addressed=addressed,
            **fate.draw(random),
        )
        for reader in dict.fromkeys(readers)
        if reader.account
    )


def kept(writer: Correspondent, sent: datetime) -> tuple[Copy, ...]:
    """What a colleague's program files under Sent; nothing for people outside."""
    if not writer.account:
        return ()
    address = writer.mailbox.address
    return (
        Copy(
            account=writer.account, recipient=address, received=sent, folder=Folder.SENT, flags="S"
        ),
    )


class _State(TypedDict):
    """What of a copy depends on its owner."""

    folder: Folder
    flags: str
    seen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fate:
    """What can have become of a copy by now."""

    habit: Habit
    fresh: bool
    junk: bool

    def draw(self, random: Random) -> _State:
        read = random.random() < self._share_read
        settled = read and not self.fresh and not self.junk
        return _State(
            folder=self._folder(random) if settled else self._delivered_to,
            flags=self._flags(random) if read else "",
            seen=read or not self.fresh,
        )

    @property
    def _share_read(self) -> float:
        share = self.habit.read * (_READ_SOON if self.fresh else 1)
        return share * (_READ_IN_JUNK if self.junk else 1)

    @property
    def _delivered_to(self) -> Folder:
        return Folder.JUNK if self.junk else Folder.INBOX

    def _folder(self, random: Random) -> Folder:
        archived, deleted = self.habit.archived, self.habit.deleted
        weights = (1 - archived - deleted, archived, deleted)
        return random.choices((Folder.INBOX, Folder.ARCHIVE, Folder.TRASH), weights)[0]

    def _flags(self, random: Random) -> str:
        """Maildir letters in the order of the alphabet, as the format wants them."""
        flagged = "F" if random.random() < self.habit.flagged else ""
        answered = "R" if random.random() < self.habit.answered else ""
        return f"{flagged}{answered}S"
