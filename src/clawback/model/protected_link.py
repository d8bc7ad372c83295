"""A protected link: how a link that is led over the click service is written, and read back.

A whole link is `https://HOST/s/TOKEN/REAL-HOST`. The token is base64url without padding of

    16 bytes  tag, HMAC-SHA-256 cut short (`links.signing` makes and checks it)
     1 byte   terms of the clicks (the four high bits), version (the low ones), 1
     2 bytes  number of the key
     5 bytes  seconds since 1970
    16 bytes  network message id; zeros for none
     8 bytes  recipient, blinded; zeros for one of the mail's recipients
     the rest target, UTF-8

with the most significant byte first. A target begins with `s` for `https://` or `h` for `http://`,
and goes on with what comes after REAL-HOST; or with `=` and is the whole URL. The 48 bytes before
it fill 64 characters, so it can be read off with any base64 decoder. Reading needs no key, and says
nothing about who wrote the link.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime
from struct import Struct
from uuid import UUID

from clawback.model.errors import BadInputError

VERSION = 1
MOST_TERMS = 7
"""Of the terms of the clicks, which `links.terms` knows; 0 for none of its own."""
TAG_BYTES = 16
RECIPIENT_BYTES = 8
ANY_RECIPIENT = bytes(RECIPIENT_BYTES)
"""Stands for one of the mail's recipients, where it is not known which."""
LONGEST_TARGET = 16 * 1024  # bytes
PATH = "/s/"
_HEAD = Struct(">Q16s8s")
_TIME_BITS = 40
_KEY_BITS = 16
_VERSION_BITS = 4
_PATH = re.compile(
    rf"{PATH}(?P<token>[A-Za-z0-9_-]{{65,22000}})/(?P<host>[A-Za-z0-9._:-]{{1,255}})", re.ASCII
)
_UNUSUAL = re.compile(r"[^A-Za-z0-9._:-]", re.ASCII)
_LONGEST_HOST = 255
_BASE = re.compile(r"https?://[^/?#\s@\\\"<>]{1,255}", re.IGNORECASE)
_NO_MESSAGE = bytes(16)
_SCHEMES = {"s": "https://", "h": "http://"}
_WHOLE = "="
_AFTER_HOST = ("/", "?", "#", "")


class NotProtectedLinkError(BadInputError):
    """This is no protected link, or one that was cut off on its way."""

    code = "not_protected_link"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtectedLink:
    """What a protected link says.

    `url` is the target as it stood in the mail, `network_message_id` the mail's (empty for none),
    `recipient` the blinded address (`RECIPIENT_BYTES`; `ANY_RECIPIENT` where one link is for all),
    `made_at` in whole seconds, `key` the number of the key that signed it, `terms` what the policy
    of the mail says of its clicks.
    """

    url: str
    network_message_id: str
    recipient: bytes
    made_at: datetime
    key: int
    terms: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A protected link as it is written: what it says, the tag over `signed`, the host beside."""

    link: ProtectedLink
    signed: bytes
    tag: bytes
    host: str


def packed(link: ProtectedLink, host: str) -> bytes:
    """What follows the tag in the token of a link with this host beside it.

    Raises:
        ValueError: a part does not fit its place.
    """
    target = _short(link.url, host).encode("utf-8")
    seconds = int(link.made_at.timestamp())
    fits = len(target) <= LONGEST_TARGET and len(link.recipient) == RECIPIENT_BYTES
    fits = fits and 0 <= link.terms <= MOST_TERMS
    if not fits or not link.url or seconds >> _TIME_BITS or link.key >> _KEY_BITS:
        raise ValueError("a part of the link does not fit its place")
    kind = link.terms << _VERSION_BITS | VERSION
    first = kind << (_KEY_BITS + _TIME_BITS) | link.key << _TIME_BITS | seconds
    message = bytes.fromhex(link.network_message_id.replace("-", "")) or _NO_MESSAGE
    return _HEAD.pack(first, message, link.recipient) + target


def signed(token: bytes, host: str) -> bytes:
    """What the tag is made of: the rest of the token, and the host beside it."""
    return token + b"/" + host.encode("ascii")


def written(base: str, *, tag: bytes, token: bytes, host: str) -> str:
    """The whole link under `base` (`https://HOST`, without a slash at its end)."""
    text = urlsafe_b64encode(tag + token).rstrip(b"=").decode("ascii")
    return f"{base}{PATH}{text}/{host}"


def readable(host: str) -> str:
    """A host (in punycode, or an address) as it stands in a path: what a name never has is `_`."""
    return _UNUSUAL.sub("_", host.strip("[]")[:_LONGEST_HOST])


def read_path(path: str) -> Written:
    """What the path of a protected link says (`/s/TOKEN/REAL-HOST` and nothing behind it).

    Raises:
        NotProtectedLinkError: it is none.
    """
    found = _PATH.fullmatch(path)
    if found is None:
        raise NotProtectedLinkError
    raw, host = _bytes_of(found["token"]), found["host"]
    token = raw[TAG_BYTES:]
    link = _link_of(token, host)
    return Written(link=link, signed=signed(token, host), tag=raw[:TAG_BYTES], host=host)


def read(url: str) -> Written:
    """What a whole protected link says, whatever its base.

    Raises:
        NotProtectedLinkError: it is none.
    """
    base = _BASE.match(url)
    if base is None:
        raise NotProtectedLinkError
    return read_path(url[base.end() :])


def _short(url: str, host: str) -> str:
    """A URL without its host, where that can be put back."""
    for mark, scheme in _SCHEMES.items():
        before = scheme + host
        if url.startswith(before) and url[len(before) : len(before) + 1] in _AFTER_HOST:
            return mark + url[len(before) :]
    return _WHOLE + url


def _whole(target: str, host: str) -> str:
    scheme = _SCHEMES.get(target[:1])
    if scheme:
        return scheme + host + target[1:]
    if target[:1] != _WHOLE:
        raise NotProtectedLinkError
    return target[1:]


def _bytes_of(token: str) -> bytes:
    """Refuses the other spellings that base64 has for the same bytes."""
    try:
        raw = urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except ValueError:
        raise NotProtectedLinkError from None
    if urlsafe_b64encode(raw).rstrip(b"=").decode("ascii") != token:
        raise NotProtectedLinkError
    return raw


def _link_of(token: bytes, host: str) -> ProtectedLink:
    first, message, recipient = _HEAD.unpack_from(token)
    terms, version = divmod(first >> (_KEY_BITS + _TIME_BITS), 1 << _VERSION_BITS)
    if version != VERSION or terms > MOST_TERMS:
        raise NotProtectedLinkError
    try:
        return ProtectedLink(
            url=_whole(token[_HEAD.size :].decode("utf-8"), host),
            network_message_id=str(UUID(bytes=message)) if message != _NO_MESSAGE else "",
            recipient=recipient,
            made_at=datetime.fromtimestamp(first & ((1 << _TIME_BITS) - 1), UTC),
            key=first >> _TIME_BITS & ((1 << _KEY_BITS) - 1),
            terms=terms,
        )
    except (ValueError, OverflowError):  # no UTF-8, or a year after 9999
        raise NotProtectedLinkError from None
