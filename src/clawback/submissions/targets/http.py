"""One request over HTTP to a target, on the standard library's client; follows no redirect."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from socket import AF_UNIX, socket
from urllib.parse import urlsplit

from clawback.analysis.providers.line import Address
from clawback.model.errors import UnavailableError

_MOST = 1 << 20  # bytes of an answer that are looked at
_LONGEST_PAUSE = 86_400.0  # seconds


class TargetAwayError(UnavailableError):
    """The target does not answer."""

    code = "target_away"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A response; header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)

    @property
    def good(self) -> bool:
        return self.status in range(200, 300)

    def pause(self, now: datetime) -> float | None:
        """Retry-After in seconds, given as a number or a date (RFC 9110 §10.2.3), else `None`."""
        told = self.headers.get("retry-after", "").strip()
        if told.isascii() and told.isdecimal():
            return min(float(told), _LONGEST_PAUSE)
        try:
            until = parsedate_to_datetime(told)
        except (TypeError, ValueError):
            return None
        until = until if until.tzinfo else until.replace(tzinfo=UTC)
        return min(max((until - now).total_seconds(), 0.0), _LONGEST_PAUSE)


def ask_url(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str],
    body: bytes | None = None,
    seconds: float,
) -> Answered:
    """Asks at a URL. Raises `TargetAwayError`."""
    split = urlsplit(url)
    host = split.hostname or ""
    if split.scheme == "https":
        context = ssl.create_default_context()
        connection: HTTPConnection = HTTPSConnection(
            host, split.port, timeout=seconds, context=context
        )
    else:
        connection = HTTPConnection(host, split.port, timeout=seconds)
    place = (split.path or "/") + (f"?{split.query}" if split.query else "")
    return _asked(connection, host, (method, place), headers, body)


def ask_address(
    method: str,
    address: Address,
    place: str,
    *,
    headers: Mapping[str, str],
    body: bytes,
    seconds: float,
) -> Answered:
    """Asks at HOST:PORT or a UNIX socket. Raises `TargetAwayError`."""
    connection = _Line(address, seconds)
    return _asked(connection, str(address), (method, place), headers, body)


class _Line(HTTPConnection):
    def __init__(self, address: Address, seconds: float) -> None:
        super().__init__(address.host or "localhost", address.port or None, timeout=seconds)
        self._path, self._seconds = address.path, seconds

    def connect(self) -> None:
        if not self._path:
            super().connect()
            return
        line = socket(AF_UNIX)
        line.settimeout(self._seconds)
        try:
            line.connect(self._path)
        except OSError:
            line.close()
            raise
        self.sock = line


def _asked(
    connection: HTTPConnection,
    called: str,
    request: tuple[str, str],
    headers: Mapping[str, str],
    body: bytes | None,
) -> Answered:
    method, place = request
    try:
        with closing(connection):
            told = {"User-Agent": "Clawback", **headers}
            connection.request(method, place, body, told)
            response = connection.getresponse()
            return Answered(
                status=response.status,
                headers={name.lower(): value for name, value in response.getheaders()},
                body=response.read(_MOST),
            )
    except (OSError, HTTPException, ValueError) as error:
        why = getattr(error, "strerror", None) or type(error).__name__
        raise TargetAwayError(f"{called} does not answer: {why}.") from error
