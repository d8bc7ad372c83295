"""Signs protected links, and tells ours from all others. Pure."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime

from clawback.analysis.urls.target import Target, target
from clawback.links.keys import Keyring
from clawback.links.terms import AS_SET, ClickTerms
from clawback.model.address import plain_address
from clawback.model.labelled import Labelled
from clawback.model.protected_link import (
    ANY_RECIPIENT,
    RECIPIENT_BYTES,
    TAG_BYTES,
    NotProtectedLinkError,
    ProtectedLink,
    Written,
    packed,
    read_path,
    readable,
    signed,
    written,
)

SCHEMES = ("http://", "https://", "ftp://")
_LINK = b"clawback: protected link\0"
_RECIPIENT = b"clawback: recipient of a protected link\0"


class RefusalKind(Labelled):
    """Why a protected link does not open."""

    UNKNOWN = "unknown", "Not a protected link"
    UNKNOWN_KEY = "unknown_key", "Signed with a key that is not here"
    ALTERED = "altered", "Altered, or written by somebody else"
    WRONG_HOST = "wrong_host", "Shows another host than it leads to"
    EXPIRED_KEY = "expired_key", "Signed with a key that is too old"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why a link does not open. `link` is what it says, where that can be read: to be shown."""

    kind: RefusalKind
    link: ProtectedLink | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearer:
    """For which mail and whom links are made, when, and what its policy says of the clicks."""

    network_message_id: str
    made_at: datetime
    recipient: bytes = ANY_RECIPIENT
    terms: ClickTerms = AS_SET


def wrap(url: str, bearer: Bearer, *, keyring: Keyring, base: str) -> str:
    """The protected link that leads to `url`; under `base`, such as `https://links.example.org`.

    Raises:
        ValueError: it cannot be led over the click service: no browser would open it, its scheme
            is not one of `SCHEMES`, or it is longer than `LONGEST_TARGET`.
    """
    at = target(url)
    if not _leads_on(at):
        raise ValueError("no link of the web")
    key = keyring.current
    link = ProtectedLink(
        url=url,
        network_message_id=bearer.network_message_id,
        recipient=bearer.recipient,
        made_at=bearer.made_at,
        key=key.number,
        terms=bearer.terms.code,
    )
    host = readable(at.domain)
    token = packed(link, host)
    return written(base, tag=_tag(key.secret, signed(token, host)), token=token, host=host)


def open(path: str, keyring: Keyring, now: datetime) -> ProtectedLink | Refusal:  # noqa: A001 - what one does with a link
    """What the path of a protected link says, if it was signed here and may still be opened."""
    try:
        found = read_path(path)
    except NotProtectedLinkError:
        return Refusal(kind=RefusalKind.UNKNOWN)
    refused = _refused(found, keyring, now)
    return Refusal(kind=refused, link=found.link) if refused else found.link


def blind(address: str, secret: bytes) -> bytes:
    """An address as links carry it: the same for the same key, and nothing that can be read."""
    plain = plain_address(address).encode("utf-8", "surrogatepass")
    return hmac.digest(secret, _RECIPIENT + plain, "sha256")[:RECIPIENT_BYTES]


def _refused(found: Written, keyring: Keyring, now: datetime) -> RefusalKind | None:
    key = keyring.named(found.link.key)
    if key is None:
        return RefusalKind.UNKNOWN_KEY
    if not hmac.compare_digest(found.tag, _tag(key.secret, found.signed)):
        return RefusalKind.ALTERED
    at = target(found.link.url)
    if not _leads_on(at) or readable(at.domain) != found.host:
        return RefusalKind.WRONG_HOST
    return None if keyring.opens(key, now) else RefusalKind.EXPIRED_KEY


def _leads_on(at: Target) -> bool:
    return at.valid and bool(at.domain) and at.url.startswith(SCHEMES)


def _tag(secret: bytes, content: bytes) -> bytes:
    return hmac.digest(secret, _LINK + content, "sha256")[:TAG_BYTES]
