"""Joins the lines of a mail: by queue id what Postfix says, by session what Dovecot does.

Pure, but for what it remembers, which is bounded: the oldest goes first. What is remembered can be
kept and given back, so that a restart in the middle of a mail loses nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from clawback.ingest.logs.dovecot import (
    Copied,
    Expunged,
    Kept,
    Ruled,
    Saved,
    Sieved,
    read_dovecot,
)
from clawback.ingest.logs.facts import Fact, Telling
from clawback.ingest.logs.lines import Line
from clawback.ingest.logs.postfix import (
    Client,
    Expired,
    Handed,
    MessageId,
    Queued,
    Removed,
    RuleMet,
    Said,
    Sender,
    Stopped,
    read_postfix,
)

MOST_OPEN = 20_000  # mails under way, and sessions, that are remembered
_PATIENCE = timedelta(minutes=1)  # for the Message-ID of a mail that was thrown away
_LONGEST = timedelta(days=6)  # that a mail is tried, by Postfix's defaults five
_SESSION_LASTS = timedelta(hours=1)  # until the first line of a mail's header, at most
_LANDED = timedelta(minutes=10)  # between the lines of two programs
_MOST_RULES = 20  # of one mail
_SESSION = re.compile(r"\A250 2\.0\.0 <[^>]*> (?P<session>\S+) Saved")


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """A mail on its way through Postfix. `early` are facts that wait for its Message-ID."""

    key: str
    at: datetime
    listener: str = ""
    message_id: str = ""
    named: bool = False
    deferred: tuple[str, ...] = ()
    early: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Landing:
    """Of which mail and recipient a session of Dovecot's LMTP was, as Postfix says."""

    session: str
    at: datetime
    queue_id: str
    message_id: str
    recipients: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """Rules of Sieve that met the mail of a session of Dovecot; a later line names the mail."""

    session: str
    at: datetime
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """All that is remembered, oldest first."""

    mails: tuple[Open, ...] = ()
    landings: tuple[Landing, ...] = ()
    scripts: tuple[Script, ...] = ()


class Joiner:
    """Reads lines in their order and gives facts."""

    def __init__(self, memory: Memory = Memory()) -> None:
        self._mails = {one.key: one for one in memory.mails}
        self._landings = {one.session: one for one in memory.landings}
        self._scripts = {one.session: one for one in memory.scripts}

    @property
    def memory(self) -> Memory:
        return Memory(
            mails=tuple(self._mails.values()),
            landings=tuple(self._landings.values()),
            scripts=tuple(self._scripts.values()),
        )

    def read(self, line: Line) -> list[Fact]:
        """What this line completes."""
        queued = read_postfix(line)
        if queued is not None:
            return list(self._postfix(line, queued))
        kept = read_dovecot(line)
        return [] if kept is None else self._dovecot(line, kept)

    def late(self, now: datetime) -> list[Fact]:
        """Facts that waited long enough for their mail's Message-ID; what is over is forgotten."""
        found: list[Fact] = []
        for one in list(self._mails.values()):
            if one.at + (_LONGEST if one.named else _SESSION_LASTS) <= now:
                del self._mails[one.key]
            elif one.early and one.at + _PATIENCE <= now:
                self._mails[one.key] = replace(one, early=())
            else:
                continue
            found += one.early
        _forget(self._landings, now - _LANDED)
        _forget(self._scripts, now - _LANDED)
        return found

    def landed(self, fact: Fact) -> Fact:
        """What came in a session, with the recipient that Postfix says the session was for."""
        known = self._landings.get(fact.session) if fact.session else None
        if known is None or known.message_id != fact.message_id:
            return fact
        return replace(fact, recipients=known.recipients, queue_id=known.queue_id)

    def _dovecot(self, line: Line, kept: Kept) -> list[Fact]:
        if isinstance(kept, Copied | Expunged):
            return [_fact_of(line, kept)]
        if isinstance(kept, Ruled):
            self._remember(line, kept)
            return []
        script = self._scripts.pop(kept.session, None)
        rules = script.rules if script else ()
        return [*(_met(line, kept, rule) for rule in rules), _fact_of(line, kept)]

    def _remember(self, line: Line, kept: Ruled) -> None:
        script = self._scripts.get(kept.session) or Script(session=kept.session, at=line.at)
        if kept.rule not in script.rules and len(script.rules) < _MOST_RULES:
            self._scripts[kept.session] = replace(script, rules=(*script.rules, kept.rule))
            _shorten(self._scripts)

    def _postfix(self, line: Line, queued: Queued) -> Iterable[Fact]:
        key = f"{line.host}/{queued.queue_id}"
        mail = self._mails.get(key) or Open(key=key, at=line.at)
        for said in queued.said:
            if isinstance(said, Removed):
                self._mails.pop(key, None)
                yield from mail.early
                return
            mail, facts = self._take(mail, said, line, queued)
            yield from facts
        self._mails[key] = mail
        if mail.named and any(_ends(said) for said in queued.said):
            del self._mails[key]
        _shorten(self._mails)

    def _take(
        self, mail: Open, said: Said, line: Line, queued: Queued
    ) -> tuple[Open, tuple[Fact, ...]]:
        match said:
            case Client():
                named = "/" in queued.listener or queued.listener != "postfix"
                return replace(mail, listener=queued.listener if named else ""), ()
            case MessageId(message_id=message_id):
                told = tuple(replace(one, message_id=message_id) for one in mail.early)
                return replace(mail, message_id=message_id, named=True, early=()), told
            case Handed():
                return self._handed(mail, said, line, queued)
            case Stopped() | RuleMet():
                return _when_named(mail, _of_all(mail, said, line, queued))
            case Expired():
                return mail, tuple(_expired(mail, line, queued))
            case Sender() | Removed():
                return mail, ()

    def _handed(
        self, mail: Open, said: Handed, line: Line, queued: Queued
    ) -> tuple[Open, tuple[Fact, ...]]:
        who = tuple(dict.fromkeys(one.lower() for one in (said.recipient, said.original) if one))
        fact = replace(
            _begun(mail, line, queued, f"{said.status}:{said.recipient}"),
            telling=Telling.HANDED,
            recipients=who,
            listener=mail.listener,
            service=said.service,
            relay=said.relay,
            dsn=said.dsn,
            delay=said.delay,
            outcome=said.status,
            words=said.reply,
        )
        landing = _SESSION.match(said.reply)
        if landing:
            self._landings[landing["session"]] = Landing(
                session=landing["session"],
                at=line.at,
                queue_id=queued.queue_id,
                message_id=mail.message_id,
                recipients=who,
            )
            _shorten(self._landings)
        if said.status != "deferred":
            return replace(mail, deferred=tuple(one for one in mail.deferred if one not in who)), (
                fact,
            )
        if said.recipient.lower() in mail.deferred:  # it is tried again and again
            return mail, ()
        return replace(mail, deferred=(*mail.deferred, said.recipient.lower())), (fact,)


def _ends(said: Said) -> bool:
    """Nothing follows on what was refused or thrown away whole."""
    return isinstance(said, Stopped) and said.action != "hold"


def _when_named(mail: Open, fact: Fact) -> tuple[Open, tuple[Fact, ...]]:
    if mail.named:
        return mail, (fact,)
    return replace(mail, early=(*mail.early, fact)), ()


def _begun(mail: Open, line: Line, queued: Queued, what: str) -> Fact:
    """The part that is the same for all facts of Postfix; the day, because short ids come again."""
    return Fact(
        id=f"log:{line.at:%Y%m%d}:{line.host}:{queued.queue_id}:{what}"[:400],
        telling=Telling.STOPPED,
        at=line.at,
        message_id=mail.message_id,
        queue_id=queued.queue_id,
    )


def _of_all(mail: Open, said: Stopped | RuleMet, line: Line, queued: Queued) -> Fact:
    if isinstance(said, RuleMet):
        begun = _begun(mail, line, queued, f"rule:{said.name}")
        return replace(begun, telling=Telling.RULE, rule=said.name, outcome=said.action)
    begun = _begun(mail, line, queued, said.action)
    return replace(begun, outcome=said.action, by=said.by, words=said.text)


def _expired(mail: Open, line: Line, queued: Queued) -> Iterable[Fact]:
    for recipient in mail.deferred:
        begun = _begun(mail, line, queued, f"expired:{recipient}")
        yield replace(
            begun,
            telling=Telling.HANDED,
            recipients=(recipient,),
            listener=mail.listener,
            outcome="expired",
            words="returned to sender",
        )


def _met(line: Line, kept: Saved | Sieved, rule: str) -> Fact:
    begun = f"log:{line.at:%Y%m%d%H%M%S}:{line.host}:{kept.account}:sieve:{kept.message_id}"
    return Fact(
        id=f"{begun[:300]}:rule:{rule}"[:400],
        telling=Telling.RULE,
        at=line.at,
        message_id=kept.message_id,
        account=kept.account.lower(),
        session=kept.session,
        outcome="sieve",
        rule=rule,
    )


def _fact_of(line: Line, kept: Saved | Copied | Expunged | Sieved) -> Fact:
    """Told apart by account, folder and UID."""
    begun = f"log:{line.at:%Y%m%d%H%M%S}:{line.host}:{kept.account}"
    if isinstance(kept, Sieved):
        return Fact(
            id=f"{begun}:sieve:{kept.action}:{kept.message_id}"[:400],
            telling=Telling.STOPPED,
            at=line.at,
            message_id=kept.message_id,
            account=kept.account.lower(),
            session=kept.session,
            outcome=kept.action,
            by="a Sieve script",
        )
    what = {Saved: Telling.SAVED, Copied: Telling.COPIED, Expunged: Telling.EXPUNGED}[type(kept)]
    uid = 0 if isinstance(kept, Expunged) else kept.uid
    number = f":{uid}" if uid else ""
    return Fact(
        id=f"{begun}:{what.value}:{kept.folder}{number}:{kept.message_id}"[:400],
        telling=what,
        at=line.at,
        message_id=kept.message_id,
        account=kept.account.lower(),
        session=kept.session if isinstance(kept, Saved) else "",
        folder=kept.folder,
        uid=uid,
        origin=kept.origin if isinstance(kept, Copied) else "",
    )


def _forget(remembered: dict[str, Landing] | dict[str, Script], before: datetime) -> None:
    for session in [name for name, one in remembered.items() if one.at <= before]:
        del remembered[session]


def _shorten(remembered: dict[str, Open] | dict[str, Landing] | dict[str, Script]) -> None:
    while len(remembered) > MOST_OPEN:
        del remembered[next(iter(remembered))]
