"""Reads what people mean by a value, in any spelling, into the one form in which it is kept."""

from __future__ import annotations

import re
from collections.abc import Callable
from ipaddress import IPv4Network

from clawback.analysis.urls.decoding import NoLinkError, decode
from clawback.entries.entry import EntryAction, Value, ValueKind
from clawback.filters.entry_kind import EntryKind as ListKind
from clawback.filters.entry_kind import NoEntryError, kind_of, plain
from clawback.filters.ip import ip_key, network_of
from clawback.filters.urls import url_key, without_scheme
from clawback.model.errors import BadInputError
from clawback.model.folding import fold

ANYBODY = "*"
"""The spoofed side of a pair that is for whoever is spoofed."""
PAIR = ", "
_MARKS = ("*.", "~")  # in front of a host: what lies below it, or the host and what lies below
_REST = "/*"  # at the end of a URL: all that lies below this path
_KINDS = {
    ListKind.ADDRESS: ValueKind.ADDRESS,
    ListKind.DOMAIN: ValueKind.DOMAIN,
    ListKind.URL: ValueKind.URL,
    ListKind.SHA256: ValueKind.FILE,
    ListKind.IP: ValueKind.IP,
}
_NETWORK = re.compile(r"[0-9A-Fa-f.:]+/\d{1,3}")
_Read = Callable[[str], str]
_WIDEST_4, _WIDEST_6 = 8, 16  # bits of a prefix: beyond these an entry would be for the world


class BadValueError(BadInputError):
    """No entry can be for this."""

    code = "bad_entry_value"


def read_value(text: str, kind: ValueKind | None = None) -> Value:
    """What an entry is for. Without a kind, the kind is told by the text.

    Raises:
        BadValueError: it is nothing that an entry can be for; the sentence says why.
    """
    if kind is ValueKind.SPOOF or (kind is None and "," in text):
        return _pair(text)
    clean = plain(text)
    try:
        found = kind or _kind(clean)
        return Value(kind=found, text=_READ[found](clean))
    except (NoEntryError, NoLinkError) as error:
        raise BadValueError(f"“{_shown(text)}” cannot be an entry. {error}") from None


def require_use(value: Value, action: EntryAction) -> None:
    """Raises `BadValueError` for an allowance that nobody could want to mean."""
    if action is EntryAction.BLOCK:
        return
    if value.kind is ValueKind.FILE:
        raise BadValueError(
            "A file cannot be allowed: no entry lets malware in, and a harmless file makes no "
            "mail harmless. Allow its sender."
        )
    if value.kind is ValueKind.DOMAIN and "." not in _bare(value.text):
        raise BadValueError(f"To allow all of {value.text} would let in nearly anybody.")


def _kind(clean: str) -> ValueKind:
    if _NETWORK.fullmatch(clean):
        return ValueKind.IP
    bare = _bare(clean)
    if bare != clean and "/" not in without_scheme(bare):
        return ValueKind.DOMAIN
    if bare != clean or clean.endswith(_REST):
        return ValueKind.URL
    try:
        return _KINDS[kind_of(clean)]
    except KeyError:
        raise NoEntryError("Ids of messages belong on a list for filters.") from None


def _address(clean: str) -> str:
    _require(clean, ListKind.ADDRESS, "an address, such as billing@example.com")
    return fold(clean)


def _domain(clean: str) -> str:
    bare = _bare(clean)
    mark = clean[: len(clean) - len(bare)]
    under = f"x.{bare}" if mark else bare  # a wildcard may stand below a domain of one word
    _require(under, ListKind.DOMAIN, "a domain, such as example.com, *.example.com, ~example.com")
    return mark + url_key(bare)


def _file(clean: str) -> str:
    _require(clean, ListKind.SHA256, "a SHA-256 hash in 64 hexadecimal digits")
    return clean.lower()


def _ip(clean: str) -> str:
    alone = ip_key(clean)
    if alone is not None:
        return alone
    try:
        network = network_of(clean)
    except ValueError:
        raise NoEntryError("It is no IP address and no network, such as 192.0.2.0/24.") from None
    four = isinstance(network, IPv4Network)
    if network.prefixlen < (_WIDEST_4 if four else _WIDEST_6):
        raise NoEntryError("It is too wide: an entry is for a /8 of IPv4, a /16 of IPv6 at most.")
    return str(network.network_address if network.num_addresses == 1 else network)


def _url(clean: str) -> str:
    bare = _bare(clean)
    mark = clean[: len(clean) - len(bare)]
    below = bare.endswith(_REST)
    whole = bare.removesuffix(_REST)
    if "*" in whole:
        raise NoEntryError(
            "A wildcard stands in front of a host (*.example.com) or ends a path "
            "(example.com/offers/*), and nowhere else."
        )
    if mark:
        host = _host(whole)
        return mark + host
    if kind_of(whole) not in {ListKind.URL, ListKind.DOMAIN, ListKind.IP}:
        raise NoEntryError("It is no URL, no host and no IP address.")
    if kind_of(whole) is ListKind.URL and not below:
        whole = decode(whole).url
    key = url_key(whole)
    return key + _REST if below and "/" in key else key


def _host(whole: str) -> str:
    if "/" in without_scheme(whole) or kind_of(f"x.{without_scheme(whole)}") is not ListKind.DOMAIN:
        raise NoEntryError("With * or ~ in front it is for hosts, and has no path.")
    return url_key(whole)


def _pair(text: str) -> Value:
    spoofed, comma, sent = (one.strip() for one in text.partition(","))
    if not comma or not spoofed or not sent:
        raise BadValueError(
            "A spoofed sender is a pair: who is spoofed (an address, a domain, or *), a comma, and "
            "who sends it (an IP address, a network, or the domain of the envelope's sender)."
        )
    try:
        who = ANYBODY if spoofed == ANYBODY else _either(plain(spoofed), _address, _domain)
        return Value(kind=ValueKind.SPOOF, text=who + PAIR + _either(plain(sent), _ip, _domain))
    except NoEntryError as error:
        raise BadValueError(f"“{_shown(text)}” cannot be an entry. {error}") from None


def _either(clean: str, first: _Read, second: _Read) -> str:
    try:
        return first(clean)
    except NoEntryError:
        return second(clean)


def _require(clean: str, kind: ListKind, what: str) -> None:
    if kind_of(clean) is not kind:
        raise NoEntryError(f"It is not {what}.")


def _bare(text: str) -> str:
    for mark in _MARKS:
        if text.startswith(mark):
            return text[len(mark) :]
    return text


def _shown(text: str) -> str:
    line = "".join(one if one.isprintable() else "\ufffd" for one in text.strip())
    return line if len(line) <= 100 else f"{line[:100]}…"  # noqa: PLR2004 - characters


_READ = {
    ValueKind.ADDRESS: _address,
    ValueKind.DOMAIN: _domain,
    ValueKind.URL: _url,
    ValueKind.FILE: _file,
    ValueKind.IP: _ip,
}
