"""What was seen of one delivery, before and after: the proof of its outcome, and the way back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from json.encoder import encode_basestring_ascii as _quoted
from typing import Any, cast

from clawback.mailboxes.known import Arrived, Standing
from clawback.mailboxes.port import Copy, Place
from clawback.model.location import MailboxRef
from clawback.remediation.target import ref_from, ref_text

_PLACES = {place.value: place for place in Place}
_RECENT = frozenset({"\\Recent"})  # the server's own, set anew by every move


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """One copy: as it was found (`flags`, `internal_date` too), and where it was put.

    `after` is `None` when it is gone, or was not touched. `read_back` says that a look afterwards
    found it there, or found it gone, and gone from where it was; `flags_kept` that flags and date
    were the same then. `escrow` names the sealed copy that was kept of it.
    """

    before: MailboxRef
    before_place: Place | None
    flags: frozenset[str]
    internal_date: datetime | None
    after: MailboxRef | None = None
    after_place: Place | None = None
    read_back: bool = False
    flags_kept: bool = True
    escrow: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """All copies of a delivery that were seen, and a sentence where the outcome needs one."""

    server: str
    account: str
    traces: tuple[Trace, ...] = ()
    note: str = ""


def seen(copy: Copy) -> Trace:
    """A copy as found, not touched."""
    return Trace(
        before=copy.ref,
        before_place=copy.place,
        flags=copy.flags - _RECENT,
        internal_date=copy.internal_date,
    )


def moved(before: Copy, after: Copy, *, read_back: bool) -> Trace:
    """A copy that was moved from there to here."""
    return Trace(
        before=before.ref,
        before_place=before.place,
        flags=before.flags - _RECENT,
        internal_date=before.internal_date,
        after=after.ref,
        after_place=after.place,
        read_back=read_back,
        flags_kept=same_flags(before.flags, after.flags)
        and before.internal_date == after.internal_date,
    )


def same_flags(one: frozenset[str], other: frozenset[str]) -> bool:
    """Equal, apart from what a move always changes."""
    return one - _RECENT == other - _RECENT


def encode(evidence: Evidence) -> str:
    """JSON text for the ledger and the API."""
    traces = ",".join(map(_trace, evidence.traces))
    copies = f',"copies":[{traces}]' if traces else ""
    note = f',"note":{_quoted(evidence.note)}' if evidence.note else ""
    return f"{_opening(evidence.server, evidence.account)}{copies}{note}}}"


def encode_moved(before: Copy, after: Copy) -> str:
    """What `encode` makes of one copy that was moved and read back, and of nothing else."""
    flags = before.flags - _RECENT
    kept = before.internal_date == after.internal_date and flags == after.flags - _RECENT
    trace = _text(
        before.ref,
        before.place,
        flags,
        before.internal_date,
        after=after.ref,
        after_place=after.place,
        read_back=True,
        flags_kept=kept,
    )
    return f'{_opening(before.ref.server, before.ref.account)},"copies":[{trace}]}}'


def encode_arrived(
    server: str, account: str, standing: Standing, arrived: Arrived
) -> Iterator[tuple[int, str]]:
    """What `encode_moved` makes of each mail that arrived, with its former UID."""
    known, there = standing.known, standing.there
    before = f'{{"before":[{_quoted(known.folder)},{known.uid_validity},'
    start = f'{_opening(server, account)},"copies":[{before}'
    then = f',"after":[{_quoted(arrived.folder)},{arrived.uid_validity},'
    end = f',"after_place":"{arrived.place}"' if arrived.place else ""
    same, other = f'{end},"read_back":true}}]}}', f'{end},"read_back":true,"flags_kept":false}}]}}'
    guids, uids, place = known.guids, arrived.uids, standing.place
    for uid, sight in arrived.there.items():
        guid, had = _quoted(guids[uid]), there[uid]
        seen_before = _had(place, had.flags, had.internal_date)
        kept = same if had == sight else other
        yield uid, f"{start}{uid},{guid}]{seen_before}{then}{uids[uid]},{guid}]{kept}"


def stood(server: str, account: str, standing: Standing, uid: int) -> Trace:
    """A known mail as it stood, not touched."""
    known, sight = standing.known, standing.there[uid]
    ref = MailboxRef(
        server=server,
        account=account,
        folder=known.folder,
        uid_validity=known.uid_validity,
        uid=uid,
        guid=known.guids[uid],
    )
    return Trace(
        before=ref,
        before_place=standing.place,
        flags=sight.flags,
        internal_date=sight.internal_date,
    )


def decode(text: str) -> Evidence:
    """What `encode` wrote; of empty text, evidence of nothing."""
    parts = cast("dict[str, object]", json.loads(text) if text else {})
    server, account = str(parts.get("server", "")), str(parts.get("account", ""))
    copies = cast("list[dict[str, object]]", parts.get("copies", []))
    return Evidence(
        server=server,
        account=account,
        traces=tuple(_traced(server, account, copy) for copy in copies),
        note=str(parts.get("note", "")),
    )


@dataclass(frozen=True, slots=True)
class Landing:
    """Where the first copy came from and lies now; `moved` when those differ."""

    origin: str
    ref: MailboxRef | None
    place: Place | None
    moved: bool
    note: str


def landing(text: str) -> Landing:
    """The gist of what `encode` wrote, without reading all of it into values."""
    return next(landings([text]))


def landings(texts: Iterable[str]) -> Iterator[Landing]:
    """The gist of each text, in order; of many at once, which costs less."""
    return map(_landing, json.loads(f"[{','.join(text or '{}' for text in texts)}]"))


# Any: the shape is `_text`'s, see `_traced`.
def _landing(parts: dict[str, Any]) -> Landing:
    note = parts.get("note", "")
    copies = parts.get("copies")
    if not copies:
        return Landing(origin="", ref=None, place=None, moved=False, note=note)
    copy = copies[0]
    side = "after" if "after" in copy else "before"
    ref = ref_from(parts["server"], parts["account"], copy[side])
    place = _PLACES.get(copy.get(f"{side}_place", ""))
    return Landing(copy["before"][0], ref, place, side == "after", note)


def _trace(trace: Trace) -> str:
    return _text(
        trace.before,
        trace.before_place,
        trace.flags,
        trace.internal_date,
        after=trace.after,
        after_place=trace.after_place,
        read_back=trace.read_back,
        flags_kept=trace.flags_kept,
        escrow=trace.escrow,
    )


def _text(
    before: MailboxRef,
    before_place: Place | None,
    flags: frozenset[str],
    internal_date: datetime | None,
    *,
    after: MailboxRef | None,
    after_place: Place | None,
    read_back: bool,
    flags_kept: bool,
    escrow: str = "",
) -> str:
    """One copy as JSON; written by hand, because bulk jobs write tens of thousands."""
    text = f'{{"before":{ref_text(before)}{_had(before_place, flags, internal_date)}'
    if after:
        text += f',"after":{ref_text(after)}'
    if after_place:
        text += f',"after_place":"{after_place}"'
    if read_back:
        text += ',"read_back":true'
    if escrow:
        text += f',"escrow":{_quoted(escrow)}'
    return text + ("}" if flags_kept else ',"flags_kept":false}')


@lru_cache(maxsize=4096)
def _had(place: Place | None, flags: frozenset[str], internal_date: datetime | None) -> str:
    """What a copy had before, as JSON."""
    text = f',"flags":{_flags(flags)}'
    if place:
        text += f',"before_place":"{place}"'
    if internal_date:
        text += f',"internal_date":"{internal_date.isoformat()}"'
    return text


@lru_cache(maxsize=1024)
def _flags(flags: frozenset[str]) -> str:
    return f"[{','.join(map(_quoted, sorted(flags)))}]"


@lru_cache(maxsize=1024)
def _opening(server: str, account: str) -> str:
    return f'{{"server":{_quoted(server)},"account":{_quoted(account)}'


# Any: the shape is `_text`'s; to check each value of our own JSON again would cost bulk jobs dear.
def _traced(server: str, account: str, parts: dict[str, Any]) -> Trace:
    date, after = parts.get("internal_date"), parts.get("after")
    return Trace(
        before=ref_from(server, account, parts["before"]),
        before_place=_PLACES.get(parts.get("before_place", "")),
        flags=frozenset(parts["flags"]),
        internal_date=datetime.fromisoformat(date) if date else None,
        after=ref_from(server, account, after) if after else None,
        after_place=_PLACES.get(parts.get("after_place", "")),
        read_back=bool(parts.get("read_back")),
        flags_kept=bool(parts.get("flags_kept", True)),
        escrow=parts.get("escrow", ""),
    )
