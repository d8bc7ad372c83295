"""Requests to the provider: to its hosts alone, without redirects, bounded in time and size.

On the standard library's client, as `client/transport.py`: a sign-in makes two or three requests,
and everything that must be refused here (redirects, other hosts, endless answers) is what a larger
client does unasked.
"""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from urllib.parse import urlsplit

from clawback.identity.oidc.document import Document, read_document
from clawback.identity.oidc.hosts import Hosts

LARGEST = 256 * 1024  # bytes of an answer
_SECONDS = 10.0


class ProviderError(Exception):
    """The provider did not answer as it must; stays inside this folder."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the provider said, with its HTTP status."""

    status: int
    content: bytes = field(repr=False)

    @property
    def document(self) -> Document:
        """The answer as a JSON object. Raises `ProviderError`."""
        try:
            return read_document(self.content)
        except ValueError as error:
            raise ProviderError("The answer is not a JSON object.") from error


class Outbound:
    """One provider's hosts. Safe to call from several threads."""

    def __init__(
        self, hosts: Hosts, *, ca_file: Path | None = None, seconds: float = _SECONDS
    ) -> None:
        """`seconds` is the longest that one request takes, whatever the provider does."""
        self._hosts = hosts
        self._seconds = seconds
        self._tls = ssl.create_default_context(cafile=ca_file)

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Document:
        """The JSON object at an address. Raises `ProviderError`."""
        answer = self._ask("GET", url, None, headers or {})
        if answer.status != HTTPStatus.OK:
            raise ProviderError(f"The provider answered {answer.status}.")
        return answer.document

    def post(self, url: str, body: str, headers: Mapping[str, str]) -> Answer:
        """Sends a form, and gives the answer, whatever its status. Raises `ProviderError`."""
        return self._ask("POST", url, body, headers)

    def _ask(self, method: str, url: str, body: str | None, headers: Mapping[str, str]) -> Answer:
        if not self._hosts.allow(url):
            raise ProviderError("The address is not on a host of the provider.")
        try:
            with closing(self._connection(url)) as connection:
                connection.connect()
                with _Deadline(connection.sock, self._seconds):
                    return _exchange(connection, method, url, body, headers)
        except (OSError, HTTPException, ValueError) as error:
            raise ProviderError(f"The provider does not answer: {type(error).__name__}.") from error

    def _connection(self, url: str) -> HTTPConnection:
        split = urlsplit(url)
        host, port = split.hostname or "", split.port
        if split.scheme == "https":
            return HTTPSConnection(host, port, timeout=self._seconds, context=self._tls)
        return HTTPConnection(host, port, timeout=self._seconds)


class _Deadline:
    """Hangs up when time is over: an answer may come byte by byte, and never end."""

    def __init__(self, connected: socket.socket, seconds: float) -> None:
        self._timer = threading.Timer(seconds, _hang_up, [connected])
        self._timer.daemon = True

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()


def _hang_up(connected: socket.socket) -> None:
    with suppress(OSError):
        connected.shutdown(socket.SHUT_RDWR)


def _exchange(
    connection: HTTPConnection,
    method: str,
    url: str,
    body: str | None,
    headers: Mapping[str, str],
) -> Answer:
    split = urlsplit(url)
    target = (split.path or "/") + (f"?{split.query}" if split.query else "")
    content = None if body is None else body.encode("utf-8")
    connection.request(method, target, content, {"Accept": "application/json", **headers})
    answer = connection.getresponse()
    read = answer.read(LARGEST + 1)
    if len(read) > LARGEST:
        raise ProviderError("The provider's answer is too large.")
    return Answer(answer.status, read)
