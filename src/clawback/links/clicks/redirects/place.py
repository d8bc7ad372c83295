"""Whom to ask about a link, and where its answer leads on to. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urljoin

import can_ada

from clawback.links.clicks.redirects.chain import LONGEST_HOP, ChainEnd, NotFollowedError

_PORTS = {"http:": 80, "https:": 443}
_STATUS = re.compile(rb"HTTP/1\.[01] ([1-5]\d\d)(?: [^\r\n]*)?\r?\n")
_FIELD = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\r\n]*?)[ \t]*\r?\n")
_REFRESH = re.compile(
    r"\s*\d+(?:\.\d*)?\s*[;,]\s*(?:url\s*=\s*)?(?P<to>.*)", re.IGNORECASE | re.DOTALL
)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_BARE_SCHEME = re.compile(r"(https?:)(?![/\\])", re.IGNORECASE)
_REDIRECTS = frozenset({b"301", b"302", b"303", b"307", b"308"})
_CONTROLS = "".join(map(chr, range(0x21)))  # and the blank


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A server, and what it is asked for; `host` as it stands in the field Host, without a port."""

    url: str
    tls: bool
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        """The field Host (RFC 9110 §7.2)."""
        usual = self.port == (443 if self.tls else 80)
        return self.host if usual else f"{self.host}:{self.port}"


def place_of(url: str) -> Place:
    """Whom to ask about a link, read as a browser reads it; who signs in there is left out.

    Raises:
        NotFollowedError: it is no link of the web.
    """
    try:
        at = can_ada.parse(url)
    except (ValueError, TypeError):  # TypeError: a lone surrogate
        raise NotFollowedError(ChainEnd.NO_WEB) from None
    host = at.hostname.rstrip(".")
    if at.protocol not in _PORTS or not host or len(at.href) > LONGEST_HOP:
        raise NotFollowedError(ChainEnd.NO_WEB)
    return Place(
        url=at.href,
        tls=at.protocol == "https:",
        host=host,
        port=int(at.port) if at.port else _PORTS[at.protocol],
        target=(at.pathname or "/") + at.search,
    )


def request_of(place: Place, agent: str) -> bytes:
    """What is said to the server: no cookie, no referrer, and no wish to go on talking."""
    lines = (
        f"GET {place.target} HTTP/1.1",
        f"Host: {place.authority}",
        f"User-Agent: {agent}",
        "Accept: text/html,*/*;q=0.5",
        "Accept-Encoding: identity",
        "Connection: close",
        "",
        "",
    )
    return "\r\n".join(lines).encode("ascii")


def next_of(place: Place, head: bytes) -> str | None:
    """Where an answer leads on to: by a redirect, or by the field Refresh; `None` for nowhere.

    Raises:
        NotFollowedError: it is no answer of HTTP, or leads to no link of the web.
    """
    status = _STATUS.match(head)
    if status is None:
        raise NotFollowedError(ChainEnd.FAILED)
    fields = {name.lower(): value for name, value in reversed(_FIELD.findall(head, status.end()))}
    text = b""
    if status[1] in _REDIRECTS:
        text = fields.get(b"location", b"")
    elif refresh := _REFRESH.match(_text(fields.get(b"refresh", b""))):
        text = refresh["to"].strip(" \t\"'").encode()
    return place_of(joined(place.url, _text(text))).url if text else None


def is_informational(head: bytes) -> bool:
    """Whether another answer follows this one (RFC 9110 §15.2)."""
    status = _STATUS.match(head)
    return status is not None and status[1].startswith(b"1") and status[1] != b"101"


def joined(base: str, reference: str) -> str:
    """A reference, as a browser on a page of the web reads it, as a whole link."""
    clean = reference.strip(_CONTROLS)
    for nothing in "\t\r\n":
        clean = clean.replace(nothing, "")
    same = _BARE_SCHEME.match(clean)
    if same and base.lower().startswith(same[1].lower()):
        clean = clean[same.end() :]
    elif _SCHEME.match(clean):
        return clean
    path, mark, rest = _split(clean)
    return urljoin(base, path.replace("\\", "/") + mark + rest)


def _split(reference: str) -> tuple[str, str, str]:
    """What comes before the query or the fragment, its mark, and the rest."""
    at = next((at for at, one in enumerate(reference) if one in "?#"), len(reference))
    return reference[:at], reference[at : at + 1], reference[at + 1 :]


def _text(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")
