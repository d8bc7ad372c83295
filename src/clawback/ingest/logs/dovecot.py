"""What Dovecot says of a mail in one line: its plugin mail_log, and Sieve; pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

from clawback.ingest.logs.lines import Line

_SPOKEN = re.compile(
    r"(?P<service>lmtp|lda|imap|pop3|doveadm)\((?P<account>[^()\s]+)\)<\d*>"
    r"<(?P<session>[^<>\s]*)>: "
    r"(?:Info: )?(?P<text>.*)$"
)
_LOGGED = re.compile(
    r"(?P<act>save|copy from (?P<origin>.+?)|expunge): box=(?P<box>.*?), uid=(?P<uid>\d{1,10}), "
    r"msgid=(?P<id>.*?)(?:, size=\d+.*)?$"
)
# Who sends a mail chooses its Message-ID, which may look like all of this: what comes last is ours.
_SIEVED = re.compile(
    r"sieve: msgid=(?P<id>.*): (?:"
    r"(?P<discard>discard) action: Marked message to be discarded"
    r" if not explicitly delivered \(discard action\)|"
    r"(?P<reject>e?reject) action: rejected message from <.*> \(e?reject\))"
)
_RULED = re.compile(r"sieve: DEBUG: (?:.*\s)?rule:(?P<name>[^\s<>,;:()]{1,200})")
_NAMELESS = frozenset({"", "<>", "(null)", "unspecified"})
_ARRIVING = frozenset({"lmtp", "lda"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """A mail was put into a folder when it came."""

    account: str
    session: str
    folder: str
    uid: int
    message_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """Somebody copied or moved a mail into a folder; a move expunges it where it was."""

    account: str
    origin: str
    folder: str
    uid: int
    message_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Expunged:
    """A mail is gone from a folder."""

    account: str
    folder: str
    message_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sieved:
    """A script put it nowhere: `discard` or `reject`."""

    account: str
    session: str
    message_id: str
    action: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruled:
    """A rule of a script that has a name (`debug_log "rule:NAME"`) met the mail of a session."""

    account: str
    session: str
    rule: str


Kept: TypeAlias = Saved | Copied | Expunged | Sieved | Ruled


def read_dovecot(line: Line) -> Kept | None:
    """What the line says of a mail; `None` for all other lines, and for mail without a Message-ID.

    A folder's name may hold nearly anything; what stands before `, uid=` is it.
    """
    if line.program.rpartition("/")[2] != "dovecot":
        return None
    spoken = _SPOKEN.match(line.text)
    if spoken is None:
        return None
    if spoken["text"].startswith("sieve: "):
        return _sieve(spoken)
    found = _LOGGED.match(spoken["text"])
    return None if found is None or found["id"] in _NAMELESS else _kept(spoken, found)


def _sieve(spoken: re.Match[str]) -> Kept | None:
    account, session, text = spoken["account"], spoken["session"], spoken["text"]
    if ruled := _RULED.fullmatch(text):
        return Ruled(account=account, session=session, rule=ruled["name"])
    found = _SIEVED.fullmatch(text)
    if found is None or found["id"] in _NAMELESS:
        return None
    return Sieved(
        account=account,
        session=session,
        message_id=found["id"],
        action="discard" if found["discard"] else "reject",
    )


def _kept(spoken: re.Match[str], found: re.Match[str]) -> Kept | None:
    account, folder, message_id = spoken["account"], found["box"], found["id"]
    match found["act"]:
        case "save" if spoken["service"] in _ARRIVING:
            return Saved(
                account=account,
                session=spoken["session"],
                folder=folder,
                uid=int(found["uid"]),
                message_id=message_id,
            )
        case "expunge":
            return Expunged(account=account, folder=folder, message_id=message_id)
        case _ if found["origin"]:
            return Copied(
                account=account,
                origin=found["origin"],
                folder=folder,
                uid=int(found["uid"]),
                message_id=message_id,
            )
        case _:  # appended by a client: a draft, or what it sent
            return None
