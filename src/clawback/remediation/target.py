"""One frozen delivery of a plan, as the text that is stored, hashed, and acted on."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from json.encoder import encode_basestring_ascii as _quoted
from typing import NamedTuple, cast

from clawback.mailboxes.port import Place, Wanted
from clawback.model.delivery import DeliveryKey
from clawback.model.location import DeliveryLocation, MailboxRef

_ENCODE = json.JSONEncoder(separators=(",", ":"), ensure_ascii=True).encode
_word = lru_cache(maxsize=4096)(_quoted)  # of what comes again and again
_LOCATIONS = {location.value: location for location in DeliveryLocation}


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """One copy to be put back by an undo: where it lies now, and how it was before.

    `place` is the former folder's purpose, if it had one; then the folder is made when missing.
    `escrow` names the sealed copy it is put back from, when it lies nowhere any more.
    """

    now: MailboxRef
    folder: str
    place: Place | None
    flags: frozenset[str]
    internal_date: datetime | None
    escrow: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A delivery as the plan froze it. `back` is what an undo returns; empty in other plans.

    `sent` says that it is no delivery but the copy that its sender, the "recipient" here, keeps in
    the Sent folder.
    """

    server: str
    account: str
    key: DeliveryKey
    internet_message_id: str
    header_fingerprint: str
    location: DeliveryLocation
    hint: MailboxRef | None
    back: tuple[Return, ...] = ()
    sent: bool = False

    @property
    def wanted(self) -> Wanted:
        """What to look for. What was sent is not, byte for byte, what came."""
        return Wanted(
            network_message_id="" if self.sent else self.key.network_message_id,
            internet_message_id=self.internet_message_id,
            header_fingerprint=self.header_fingerprint,
            hint=self.hint,
        )


class Frozen(NamedTuple):
    """A target's text, read and no more: places as `[folder, UIDVALIDITY, UID, lasting id]`."""

    server: str
    account: str
    message: str
    recipient: str
    message_id: str
    fingerprint: str
    location: str
    hint: tuple[str, int, int, str] | None
    back: Sequence[list[object]] = ()
    sent: int = 0


def encode(target: Target) -> str:
    """Canonical JSON: an array without blanks, pure ASCII, the same for the same target.

    Written by hand, because plans hold tens of thousands.
    """
    hint = target.hint
    place = "null" if hint is None else ref_text(hint)
    listed = target.back or target.sent
    back = f",{_ENCODE([_return(one) for one in target.back])}" if listed else ""
    sent = ",1" if target.sent else ""
    return (
        f"[{_word(target.server)},{_word(target.account)},"
        f"{_quoted(target.key.network_message_id)},{_word(target.key.recipient)},"
        f"{_quoted(target.internet_message_id)},{_quoted(target.header_fingerprint)},"
        f'"{target.location}",{place}{back}{sent}]'
    )


def decode(text: str) -> Target:
    """The target that `encode` wrote."""
    return whole(Frozen(*json.loads(text)))


def decode_all(texts: Iterable[str]) -> list[Frozen]:
    """What `encode` wrote, of many and in order, only read."""
    return [Frozen(*parts) for parts in json.loads(f"[{','.join(texts)}]")]


def whole(frozen: Frozen) -> Target:
    """The target behind its text."""
    server, account, hint = frozen.server, frozen.account, frozen.hint
    return Target(
        server=server,
        account=account,
        key=DeliveryKey(network_message_id=frozen.message, recipient=frozen.recipient),
        internet_message_id=frozen.message_id,
        header_fingerprint=frozen.fingerprint,
        location=_LOCATIONS[frozen.location],
        hint=None if hint is None else ref_from(server, account, hint),
        back=tuple(_returned(server, account, one) for one in frozen.back),
        sent=frozen.sent == 1,
    )


def key_of(text: str) -> DeliveryKey:
    """Only the key of the target that `encode` wrote."""
    parts = json.loads(text)
    return DeliveryKey(network_message_id=parts[2], recipient=parts[3])


def ref_parts(ref: MailboxRef) -> list[object]:
    """A place in a mailbox without its server and account, which the context knows."""
    return [ref.folder, ref.uid_validity, ref.uid, ref.guid]


def ref_text(ref: MailboxRef) -> str:
    """The JSON of `ref_parts`."""
    return f"[{_word(ref.folder)},{ref.uid_validity},{ref.uid},{_quoted(ref.guid)}]"


def ref_from(server: str, account: str, parts: Sequence[object]) -> MailboxRef:
    folder, uid_validity, uid, guid = cast("tuple[str, int, int, str]", tuple(parts))
    return MailboxRef(
        server=server,
        account=account,
        folder=folder,
        uid_validity=uid_validity,
        uid=uid,
        guid=guid,
    )


def _return(one: Return) -> list[object]:
    escrow = [one.escrow] if one.escrow else []
    return [
        ref_parts(one.now),
        one.folder,
        one.place.value if one.place else None,
        sorted(one.flags),
        one.internal_date.isoformat() if one.internal_date else None,
        *escrow,
    ]


def _returned(server: str, account: str, parts: list[object]) -> Return:
    now, folder, place, flags, date = cast(
        "tuple[list[object], str, str | None, list[str], str | None]", tuple(parts[:5])
    )
    return Return(
        now=ref_from(server, account, now),
        folder=folder,
        place=Place(place) if place else None,
        flags=frozenset(flags),
        internal_date=datetime.fromisoformat(date) if date else None,
        escrow="".join(map(str, parts[5:])),
    )
