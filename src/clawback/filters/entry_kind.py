"""What an entry of a list is: an id, a hash, a link, an address, a domain or an IP address."""

from __future__ import annotations

import re

from clawback.filters.ip import ip_key, network_of
from clawback.filters.urls import refang, without_scheme
from clawback.model.labelled import Labelled

LONGEST_ENTRY = 4_096  # characters


class EntryKind(Labelled):
    """The kinds that `list:name` looks for."""

    NETWORK_MESSAGE_ID = "network_message_id", "Network message ID"
    INTERNET_MESSAGE_ID = "internet_message_id", "Internet message ID"
    SHA256 = "sha256", "SHA-256"
    URL = "url", "URL"
    ADDRESS = "address", "Address"
    DOMAIN = "domain", "Domain"
    IP = "ip", "IP address"


class NoEntryError(ValueError):
    """It cannot be an entry; the message says why, as the rest of a sentence."""


_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_HEX = re.compile(r"[0-9a-fA-F]+")
_HASHES = {32: "an MD5 hash", 40: "a SHA-1 hash", 96: "a SHA-384 hash", 128: "a SHA-512 hash"}
_SHA256 = 64
_BRACKETED = re.compile(r"<[^<>\s]+>")
_LABEL = r"[^\W_](?:[\w-]{0,61}\w)?"
_DOMAIN = re.compile(rf"(?:_?{_LABEL}\.)+(?!\d+\.?$){_LABEL}\.?")
_HOST = re.compile(r"(?P<host>\[[0-9A-Fa-f:.]+\]|[^/?#:@\\\s]+)(?::\d{1,5})?")
_ADDRESS = re.compile(r"(?!\w+://)[^@<>\s,;\"]+@[^@<>\s,;/]+|\"[^\"]+\"@[^@<>\s,;/]+")
_LIKE_IP = re.compile(r"\[?(?:ipv6:)?[0-9a-f.:]+(?:%\w+)?\]?", re.IGNORECASE)
_LIKE_NETWORK = re.compile(r"[0-9a-f.:]+/[0-9.]+", re.IGNORECASE)
_SHAPES = (
    (EntryKind.DOMAIN, _DOMAIN),
    (EntryKind.ADDRESS, _ADDRESS),
    (EntryKind.NETWORK_MESSAGE_ID, _UUID),
    (EntryKind.INTERNET_MESSAGE_ID, _BRACKETED),
)
_PAIRS = {'"': '"', "'": "'", "“": "”", "„": "“", "«": "»", "`": "`"}
_INVISIBLE = "\ufeff\u200b\u200c\u200d\u2060\u00ad"
_NOTHING = dict.fromkeys(map(ord, _INVISIBLE))
_GUARDED = re.compile(r"'[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]")  # as `model/spreadsheet.py` writes
_WHAT = "It is no id, no SHA-256 hash, no URL, no address, no domain and no IP address."


def plain(text: str) -> str:
    """What was meant: without blanks and quotes around it, invisible characters, and defanging."""
    clean = text.translate(_NOTHING).strip().rstrip(",;").strip()
    if len(clean) > 1 and _PAIRS.get(clean[0]) == clean[-1]:
        clean = clean[1:-1].strip()
    if _GUARDED.match(clean):
        clean = clean[1:]
    return refang(clean.removeprefix("@"))


def kind_of(entry: str) -> EntryKind:
    """The kind of an entry in the form of `plain`. Raises `NoEntryError`."""
    _require_text(entry)
    if _HEX.fullmatch(entry) and (len(entry) == _SHA256 or len(entry) in _HASHES):
        return _hash(entry)
    if _address(entry):
        return EntryKind.IP
    for kind, shape in _SHAPES:
        if shape.fullmatch(entry):
            return kind
    return _link(entry)


def _address(entry: str) -> bool:
    return _LIKE_IP.fullmatch(entry) is not None and ip_key(entry) is not None


def _require_text(entry: str) -> None:
    if len(entry) > LONGEST_ENTRY:
        raise NoEntryError(f"It is longer than {LONGEST_ENTRY:,} characters.")
    if "\ufffd" in entry:
        raise NoEntryError("It holds bytes that are not UTF-8.")
    if not entry.isprintable():
        raise NoEntryError("It holds a character that cannot be printed.")


def _hash(entry: str) -> EntryKind:
    if len(entry) != _SHA256:
        raise NoEntryError(f"It is {_HASHES[len(entry)]}; only SHA-256 is looked for.")
    return EntryKind.SHA256


def _link(entry: str) -> EntryKind:
    if "*" in entry.partition("/")[0]:
        raise NoEntryError("It is a pattern; write it into the filter: url_domain:*.example.com.")
    if entry.startswith("/") and not entry.startswith("//"):
        raise NoEntryError("It is a path without its host.")
    if _network(entry):
        raise NoEntryError("It is a network; write it into the filter: sender_ip:192.0.2.0/24.")
    rest = without_scheme(entry)
    authority = re.split(r"[/?#\\]", rest, maxsplit=1)[0].rpartition("@")[2]
    found = _HOST.fullmatch(authority)
    if found is None or any(map(str.isspace, entry)):
        raise NoEntryError(_WHAT)
    host = found["host"]
    bare = rest == entry  # without a scheme, what is no host is no link
    if bare and not (_DOMAIN.fullmatch(host) or _address(host)):
        raise NoEntryError(_WHAT)
    return EntryKind.URL


def _network(entry: str) -> bool:
    try:
        return _LIKE_NETWORK.fullmatch(entry) is not None and bool(network_of(entry))
    except ValueError:
        return False
