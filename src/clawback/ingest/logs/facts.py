"""What a log tells of deliveries, once its lines are joined."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from clawback.model.labelled import Labelled


class Telling(Labelled):
    """Kinds of facts."""

    HANDED = "handed", "Handed on"  # to a mailbox, another server, or nowhere
    STOPPED = "stopped", "Stopped"  # held, thrown away or refused, the whole mail
    RULE = "rule", "Rule"
    SAVED = "saved", "Saved"  # into a folder, when it came
    COPIED = "copied", "Copied"  # into another folder, later
    EXPUNGED = "expunged", "Expunged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing that a log says happened; of one delivery, or of all deliveries of a mail.

    `id` is the same whenever the line is read again. A delivery is found by `message_id`, or by
    `queue_id` where there is none, and by `recipients`, of which it has one; with none, all of the
    mail's are meant. `account` is the mailbox's name, in place of `recipients`; `session` that of
    Dovecot in which it came there. `listener` is the way in where it has a name of its own.
    `outcome` is one word, `words` the server's own. `uid` is good while the folder is as it was.
    """

    id: str
    telling: Telling
    at: datetime
    message_id: str = ""
    queue_id: str = ""
    recipients: tuple[str, ...] = ()
    account: str = ""
    session: str = ""
    listener: str = ""
    service: str = ""
    relay: str = ""
    dsn: str = ""
    delay: str = ""
    outcome: str = ""
    by: str = ""
    words: str = ""
    rule: str = ""
    folder: str = ""
    uid: int = 0
    origin: str = ""


def in_order(fact: Fact, before: Fact | None) -> Fact:
    """Times are often of whole seconds; what happened within one stays in its order."""
    if before is None or fact.at > before.at:
        return fact
    if fact.at.replace(microsecond=0) != before.at.replace(microsecond=0):
        return fact
    return replace(fact, at=before.at + timedelta(microseconds=1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A fact whose delivery is not stored; `since` is when it was read.

    `due` is when to look again.
    """

    fact: Fact
    since: datetime
    due: datetime
    tries: int = 0
