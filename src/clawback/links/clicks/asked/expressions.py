"""What of a link hashes are made of, as Google's Safe Browsing and Web Risk want them. Pure.

"URLs and Hashing" of Safe Browsing v5: a link is put into one form, then cut into at most thirty
expressions of a host and a path.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import sha256
from urllib.parse import unquote_to_bytes

from clawback.analysis.urls.target import registrable, target

_ESCAPED = re.compile(rb"%[0-9a-fA-F]{2}")
_SCHEME = re.compile(rb"[A-Za-z][A-Za-z0-9+.-]*://")
_ESCAPES = frozenset((*range(0x21), *range(0x7F, 0x100), *b"#%"))
_ODD = re.compile(rb"[#%?@/\\\x00-\x20]")  # no browser reads such a host as it stands
_SLASHES = re.compile(rb"/+")
_DOTS = re.compile(rb"\.+")
_HOSTS, _FOLDERS = 4, 4  # besides those that are exact


def hashes(url: str) -> tuple[bytes, ...]:
    """The full hashes of all expressions of a link."""
    return tuple(sha256(one).digest() for one in expressions(url))


def expressions(url: str) -> list[bytes]:
    """Hosts with paths, the whole link first."""
    host, path, query = _parts(canonical(url))
    found = (h + p for h in _hosts(host) for p in _paths(path, query))
    return list(dict.fromkeys(found))


def canonical(url: str) -> bytes:
    """A link in the form in which all who hash it have it, with its scheme."""
    raw = url.strip(" ").encode("utf-8", "surrogatepass")
    raw = raw.translate(None, b"\t\r\n").partition(b"#")[0]
    while _ESCAPED.search(raw):
        raw = unquote_to_bytes(raw)
    scheme = _SCHEME.match(raw)
    start = scheme.group().lower() if scheme else b"http://"
    host, path, query = _cut(raw[scheme.end() :] if scheme else raw)
    return start + _escaped(_host(host)) + _escaped(_path(path)) + _escaped(query)


def _parts(whole: bytes) -> tuple[bytes, bytes, bytes]:
    return _cut(whole.partition(b"://")[2])


def _cut(rest: bytes) -> tuple[bytes, bytes, bytes]:
    """Host (without who signs in and the port), path, and the query with its mark."""
    before, mark, query = rest.partition(b"?")
    authority, slash, path = before.partition(b"/")
    host = authority.rpartition(b"@")[2]
    if not host.startswith(b"["):
        host = host.partition(b":")[0]
    return host, slash + path, mark + query


def _host(host: bytes) -> bytes:
    plain = _DOTS.sub(b".", host).strip(b".").lower()
    if _ODD.search(plain):
        return plain
    read = target(f"http://{plain.decode('utf-8', 'replace')}/")
    return read.domain.encode("ascii") if read.valid and read.domain.isascii() else plain


def _path(path: bytes) -> bytes:
    kept: list[bytes] = []
    parts = _SLASHES.sub(b"/", path).split(b"/")[1:]
    for part in parts:
        if part == b"..":
            del kept[-1:]
        elif part != b".":
            kept.append(part)
    folder = parts[-1:] in ([b".."], [b"."]) and kept[-1:] != [b""]
    return b"/" + b"/".join(kept) + (b"/" if folder and kept else b"")


def _escaped(text: bytes) -> bytes:
    return b"".join(b"%%%02X" % one if one in _ESCAPES else bytes((one,)) for one in text)


def _hosts(host: bytes) -> Iterator[bytes]:
    """The exact host, what somebody registered, and up to three names between."""
    yield host
    name = host.decode("ascii")
    registered = registrable(name)
    if not registered:
        return
    between = name.removesuffix(registered).strip(".")
    labels = between.split(".") if between else []
    for number in range(_HOSTS):
        if number > len(labels):
            return
        yield ".".join((*labels[len(labels) - number :], registered)).encode("ascii")


def _paths(path: bytes, query: bytes) -> Iterator[bytes]:
    """The exact path with its query and without, the root, and up to three folders."""
    yield path + query
    yield path
    folders = path.split(b"/")[1:-1]
    for number in range(min(_FOLDERS, len(folders) + 1)):
        yield b"/" + b"".join(one + b"/" for one in folders[:number])
